#include <models/deployments/work_queue_check.hpp>

#include <models/work_pools/work_queue.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/json/parse.hpp>

#include <db/json_containment.hpp>
#include <db/query/select.hpp>
#include <db/schema/tables/work_queue.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>

template <>
struct praetor::json::schema_notes<praetor::models::filtered_work_queue>
{
    static constexpr std::string_view name = "WorkQueue";
    static void add(model_schema& model) { model.as<std::optional<models::queue_filter>>("filter"); }
};

PRAETOR_JSON_CODEC(praetor::models::filtered_work_queue)

namespace praetor::models {
namespace {

namespace bj = boost::json;
namespace query = db::query;

// A filter, and how what it does not say holds: as the dialect takes NULL. What is null in it always holds.
struct asked
{
    bj::object const& filter;
    bool holds_unsaid;

    template <class Holds>
    bool holds(std::string_view name, Holds const& holds_for) const
    {
        auto const* wanted = filter.if_contains(name);
        if (wanted == nullptr)
            return holds_unsaid;
        auto const* list = wanted->if_array();
        return list == nullptr || holds_for(*list);
    }
};

bool is_among(bj::value const& one, std::vector<std::string> const& values)
{
    auto const* text = one.if_string();
    return text != nullptr && std::ranges::find(values, std::string_view{*text}) != values.end();
}

bool fits(asked const& what, std::vector<std::string> const& tags, std::string const& deployment)
{
    return what.holds("tags", [&](bj::array const& wanted) {
        return std::ranges::all_of(wanted, [&](bj::value const& one) { return is_among(one, tags); });
    }) && what.holds("deployment_ids", [&](bj::array const& wanted) {
        return wanted.empty() ||
               std::ranges::any_of(wanted, [&](bj::value const& one) { return is_among(one, {deployment}); });
    });
}

} // namespace

task<std::optional<std::vector<filtered_work_queue>>> check_work_queues(db::connection& conn, uuid deployment_id)
{
    auto asked = conn.deferred_rows<std::vector<std::string>>(
        db::sql{"SELECT tags FROM deployment WHERE id = $1", deployment_id});
    static auto const statement = query::select_from<filtered_work_queue>(db::tables::work_queue).statement();
    auto queues = co_await conn.rows<filtered_work_queue>(statement);
    auto const tags = asked.result();
    if (tags.empty())
        co_return std::nullopt;
    auto const id = to_string(deployment_id);
    bool const holds_unsaid = db::contains_null(conn.grammar());
    std::erase_if(queues, [&](filtered_work_queue const& queue) {
        auto const value = queue.filter ? json::parse(queue.filter->text) : bj::value{};
        auto const* filter = value.if_object();
        return filter == nullptr ? !holds_unsaid : !fits({*filter, holds_unsaid}, tags.front(), id);
    });
    co_return queues;
}

} // namespace praetor::models
