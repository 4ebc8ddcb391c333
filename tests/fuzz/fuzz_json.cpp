// The JSON codec: what any type of a request takes can be written, read again, and written again the same.
#include <tests/fuzz/document.hpp>
#include <tests/fuzz/finding.hpp>

#include <server/base/json/codec.hpp>

#include <models/artifacts/artifact.hpp>
#include <models/events/event.hpp>
#include <models/events/event_filter.hpp>
#include <models/events/event_limits.hpp>
#include <models/flow_runs/flow_run.hpp>
#include <models/flows/flow.hpp>
#include <models/limits/concurrency_limit.hpp>
#include <models/logs/log.hpp>
#include <models/runs/run_policy.hpp>
#include <models/runs/state.hpp>
#include <models/task_runs/task_run.hpp>
#include <models/variables/variable.hpp>

#include <cstddef>

namespace {

using namespace praetor;

template <class T>
void check(boost::json::value const& document)
{
    T first;
    json::problems found{"body"};
    if (!json::read(first, document, found)) {
        found.to_json();
        return;
    }
    auto const text = json::to_text(first);
    auto const again = fuzz::parse_document(text);
    if (!again)
        fuzz::report("what was written is no JSON: " + text);
    T second;
    json::problems none{"body"};
    if (!json::read(second, *again, none))
        fuzz::report("what was written is refused: " + none.to_json() + " in " + text);
    auto const repeated = json::to_text(second);
    if (repeated != text)
        fuzz::report("written otherwise the second time: " + text + " then " + repeated);
}

// Members that were not sent have no text that could be read again.
template <class T>
void check_update(boost::json::value const& document)
{
    T first;
    json::problems found{"body"};
    if (json::read(first, document, found))
        json::to_text(first);
    else
        found.to_json();
}

void check_event(boost::json::value const& document)
{
    models::event first;
    json::problems found{"event"};
    if (!models::read_event(first, document, {}, found))
        return;
    auto const text = json::to_text(first);
    auto const again = fuzz::parse_document(text);
    models::event second;
    if (!again || !models::read_event(second, *again, {}, found))
        fuzz::report("an event that was written is refused: " + text);
    if (auto const repeated = json::to_text(second); repeated != text)
        fuzz::report("an event is written otherwise the second time: " + text + " then " + repeated);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size)
{
    auto const document = fuzz::parse_document({reinterpret_cast<char const*>(data), size});
    if (!document)
        return 0;
    check<models::flow_create>(*document);
    check<models::state_create>(*document);
    check<models::flow_run_create>(*document);
    check<models::task_run_create>(*document);
    check<models::flow_run_policy>(*document);
    check<models::task_run_policy>(*document);
    check<models::artifact_create>(*document);
    check<models::variable_create>(*document);
    check<models::concurrency_limit_create>(*document);
    check<models::log_create>(*document);
    check<std::vector<models::log_create>>(*document);
    check<models::flow_run_selection>(*document);
    check<models::task_run_selection>(*document);
    check<models::flow_selection>(*document);
    check<models::artifact_selection>(*document);
    check<models::artifact_collection_selection>(*document);
    check<models::filters::variable_filter>(*document);
    check<models::filters::log_filter>(*document);
    check<models::event_filter>(*document);
    check_update<models::flow_update>(*document);
    check_update<models::flow_run_update>(*document);
    check_update<models::task_run_update>(*document);
    check_update<models::artifact_update>(*document);
    check_update<models::variable_update>(*document);
    check_update<models::concurrency_limit_update>(*document);
    check_event(*document);
    return 0;
}
