#include <models/work_pools/filtered_queue.hpp>

#include <server/base/json/parse.hpp>

namespace praetor::models {
namespace {

flow_run_selection selected(queue_filter filter, std::vector<state_type> states)
{
    filters::flow_run_filter wanted;
    wanted.tags.emplace().all_ = std::move(filter.tags);
    auto& of = wanted.deployment_id.emplace();
    of.any_ = std::move(filter.deployment_ids);
    of.is_null_ = false;
    wanted.state.emplace().type.emplace().any_ = std::move(states);
    flow_run_selection selection;
    selection.flow_runs = std::move(wanted);
    return selection;
}

} // namespace

queue_filter read_queue_filter(json_text const& stored)
{
    queue_filter filter;
    json::problems found{"filter"};
    auto const parsed = json::parse(stored.text);
    if (!parsed.is_object() || !json::read(filter, parsed, found))
        return {};
    return filter;
}

task<std::int64_t> count_filtered_slots(db::connection& conn, queue_filter filter)
{
    return count_flow_runs(conn, selected(std::move(filter), {state_type::PENDING, state_type::RUNNING}));
}

flow_run_selection scheduled_by_filter(queue_filter filter, std::optional<timestamp> before)
{
    auto selection = selected(std::move(filter), {state_type::SCHEDULED});
    if (before)
        selection.flow_runs->next_scheduled_start_time.emplace().before_ = before;
    return selection;
}

} // namespace praetor::models
