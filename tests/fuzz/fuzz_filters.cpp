// The filters: whatever they take becomes SQL with as many placeholders as arguments on both databases, and SQLite runs
// it. The first byte chooses the filter.
#include <tests/fuzz/document.hpp>
#include <tests/fuzz/finding.hpp>
#include <tests/fuzz/inline_database.hpp>
#include <tests/fuzz/seeded_content.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec.hpp>

#include <models/artifacts/artifact.hpp>
#include <models/events/event_filter.hpp>
#include <models/flow_runs/flow_run.hpp>
#include <models/flows/flow.hpp>
#include <models/logs/log.hpp>
#include <models/task_runs/task_run.hpp>
#include <models/variables/variable.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace praetor;

// $1 … $N, each of them somewhere, and nothing that would end the text.
void check_placeholders(db::sql const& condition)
{
    auto const& text = condition.text();
    if (text.find('\0') != std::string::npos)
        fuzz::report("a NUL in " + text);
    std::vector<bool> named(condition.arguments().size());
    for (auto at = text.find('$'); at != std::string::npos; at = text.find('$', at + 1)) {
        if (at + 1 == text.size() || std::isdigit(static_cast<unsigned char>(text[at + 1])) == 0)
            continue; // a path of JSON
        auto const number = std::strtoul(text.c_str() + at + 1, nullptr, 10);
        if (number == 0 || number > named.size())
            fuzz::report("no argument for a placeholder of " + text);
        named[number - 1] = true;
    }
    if (std::find(named.begin(), named.end(), false) != named.end())
        fuzz::report("an argument without a placeholder in " + text);
}

db::sqlite::connection& connection()
{
    static fuzz::inline_database store;
    static bool const filled = (fuzz::add_content(store.connection()), true);
    static_cast<void>(filled);
    return store.connection();
}

template <class Filter>
std::optional<Filter> read_filter(boost::json::value const& document)
{
    Filter wanted;
    json::problems found{"filter"};
    if (!json::read(wanted, document, found))
        return std::nullopt;
    return wanted;
}

template <class Filter>
void check(boost::json::value const& document, std::string_view table)
{
    auto const wanted = read_filter<Filter>(document);
    if (!wanted)
        return;
    check_placeholders(where(db::grammar::of(db::dialect::postgresql), *wanted));
    auto const condition = where(db::grammar::of(db::dialect::sqlite), *wanted);
    check_placeholders(condition);
    db::sql query{"SELECT 1 FROM "};
    query << table << " WHERE " << condition;
    try {
        connection().run_now(query, nullptr);
    }
    catch (error const& refused) {
        fuzz::report(std::string{refused.what()} + " for " + query.text());
    }
}

// Where the condition is not to be had without the statement around it.
template <class Filter>
void check_count(boost::json::value const& document, task<std::int64_t> (*count)(db::connection&, Filter))
{
    auto wanted = read_filter<Filter>(document);
    if (!wanted)
        return;
    boost::asio::io_context here;
    boost::asio::co_spawn(here, count(connection(), std::move(*wanted)), [](std::exception_ptr failed, std::int64_t) {
        if (failed)
            std::rethrow_exception(failed);
    });
    here.run();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size)
{
    if (size < 2)
        return 0;
    auto const document = fuzz::parse_document({reinterpret_cast<char const*>(data) + 1, size - 1});
    if (!document)
        return 0;
    using namespace models::filters;
    switch (data[0] % 16) {
    case 0:
        return check_count(*document, models::count_flows), 0;
    case 1:
        return check_count(*document, models::count_artifacts), 0;
    case 2:
        return check_count(*document, models::count_latest_artifacts), 0;
    case 3:
        return check<models::flow_run_selection>(*document, "flow_run"), 0;
    case 4:
        return check<models::task_run_selection>(*document, "task_run"), 0;
    case 5:
        return check<variable_filter>(*document, "variable"), 0;
    case 6:
        return check<models::event_filter>(*document, "events"), 0;
    case 7:
        return check<log_filter>(*document, "log"), 0;
    case 8:
        return check<flow_filter>(*document, "flow"), 0;
    case 9:
        return check<flow_run_filter>(*document, "flow_run"), 0;
    case 10:
        return check<task_run_filter>(*document, "task_run"), 0;
    case 11:
        return check<deployment_filter>(*document, "deployment"), 0;
    case 12:
        return check<work_pool_filter>(*document, "work_pool"), 0;
    case 13:
        return check<work_queue_filter>(*document, "work_queue"), 0;
    case 14:
        return check<artifact_filter>(*document, "artifact"), 0;
    default:
        return check<artifact_collection_filter>(*document, "artifact_collection"), 0;
    }
}
