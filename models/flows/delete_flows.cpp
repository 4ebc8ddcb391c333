#include <models/flows/delete_flows.hpp>

#include <models/events/event_store.hpp>
#include <models/events/lifecycle_events.hpp>
#include <models/limits/concurrency_lease.hpp>

#include <db/query/select.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/deployment.hpp>
#include <db/schema/tables/flow.hpp>

#include <iterator>
#include <utility>

namespace praetor::models {
namespace {

constexpr auto const& table = db::tables::flow;
namespace query = db::query;

constexpr std::string_view delete_logs =
    "DELETE FROM log WHERE flow_run_id IN (SELECT id FROM flow_run WHERE flow_id = $1)";

// The limits that deployments of the flow have of their own: they bear the ids of these in their names.
constexpr std::string_view delete_limits =
    "DELETE FROM concurrency_limit_v2 WHERE id IN (SELECT concurrency_limit_id FROM deployment WHERE flow_id = $1) AND "
    "name IN (SELECT 'deployment:' || CAST(id AS text) FROM deployment WHERE flow_id = $1)";

constexpr std::string_view select_task_runs =
    "SELECT task_run.id FROM task_run JOIN flow_run ON flow_run.id = task_run.flow_run_id WHERE flow_run.flow_id = $1";

} // namespace

task<std::vector<uuid>> read_flow_ids(db::connection& conn, std::optional<filters::flow_filter> wanted,
                                      std::int64_t limit)
{
    flow_selection selection;
    selection.flows = std::move(wanted);
    auto const rows = co_await read_flows(conn, std::move(selection), flow_sort::NAME_ASC, page{limit, 0});
    std::vector<uuid> ids;
    for (auto const& one : rows)
        ids.push_back(one.id);
    co_return ids;
}

task<with_events<bool>> delete_flow(db::connection& conn, uuid id, max_waits waits)
{
    co_await end_leases_of_task_runs(conn, db::sql{select_task_runs, id}, waits);
    conn.enqueue(db::sql{delete_logs, id});
    conn.enqueue(db::sql{delete_limits, id});
    auto const& deployment = db::tables::deployment;
    conn.enqueue(query::delete_from(deployment).where(deployment.flow_id == id).statement());
    auto gone = co_await conn.row<flow>(query::delete_from(table).where(table.id == id).returning<flow>().statement());
    if (!gone)
        co_return with_events<bool>{false, {}};
    with_events<bool> result{true, {}};
    result.events.push_back(flow_event("deleted", *gone, now()));
    enqueue_events(conn, result.events);
    co_return result;
}

task<with_events<std::vector<uuid>>> delete_flows(db::connection& conn, std::vector<uuid> ids, max_waits waits)
{
    with_events<std::vector<uuid>> all;
    for (auto const& id : ids) {
        auto gone = co_await delete_flow(conn, id, waits);
        if (gone.value)
            all.value.push_back(id);
        std::ranges::move(gone.events, std::back_inserter(all.events));
    }
    co_return all;
}

} // namespace praetor::models
