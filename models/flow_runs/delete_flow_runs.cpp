#include <models/flow_runs/delete_flow_runs.hpp>

#include <models/filters/where.hpp>
#include <models/flow_runs/flow_run.hpp>
#include <models/limits/concurrency_lease.hpp>
#include <models/limits/slot_arithmetic.hpp>
#include <models/limits/slot_rows.hpp>

#include <db/query/update.hpp>
#include <db/schema/tables/flow_run.hpp>
#include <db/schema/tables/log.hpp>

#include <algorithm>

namespace praetor::models {
namespace {

// A slot of a deployment that a run holds, and its lease, where there is one still. One that retries in its process is
// SCHEDULED, and holds its slot too.
struct held_slot
{
    uuid limit_id;
    std::optional<uuid> lease_id;
};
BOOST_DESCRIBE_STRUCT(held_slot, (), (limit_id, lease_id))

db::sql select_held(db::grammar const& grammar, std::vector<uuid> const& runs)
{
    db::sql query{"SELECT deployment.concurrency_limit_id AS limit_id, lease.id AS lease_id FROM flow_run AS run "
                  "JOIN flow_run_state AS state ON state.id = run.state_id "
                  "JOIN deployment ON deployment.id = run.deployment_id "
                  "LEFT JOIN praetor_concurrency_lease AS lease ON lease.id = "};
    query << lease_of_state(grammar)
          << " WHERE (state.type IN ('PENDING', 'RUNNING', 'CANCELLING') OR lease.id IS NOT NULL) AND "
             "deployment.concurrency_limit_id IS NOT NULL AND "
          << db::query::is_any_of("run.id", runs);
    return query;
}

task<void> free_slots(db::connection& conn, std::vector<uuid> runs, max_waits waits)
{
    db::sql task_runs{"SELECT id FROM task_run WHERE "};
    task_runs << db::query::is_any_of("flow_run_id", runs);
    co_await end_leases_of_task_runs(conn, std::move(task_runs), waits);
    auto const held = co_await conn.rows<held_slot>(select_held(conn.grammar(), runs));
    std::vector<uuid> without_lease;
    for (auto const& one : held) {
        if (one.lease_id)
            co_await end_lease(conn, *one.lease_id, waits);
        else
            without_lease.push_back(one.limit_id);
    }
    if (without_lease.empty())
        co_return;
    auto limits =
        co_await conn.rows<concurrency_limit>(select_limits(conn.grammar(), db::query::is_any_of("id", without_lease)));
    auto const when = now();
    for (auto& limit : limits) {
        auto const slots = std::count(without_lease.begin(), without_lease.end(), limit.id);
        release_slots_of(limit, slots, std::nullopt, when, waits);
        enqueue_counts(conn, limit);
    }
}

db::sql delete_run(uuid id)
{
    auto const& run = db::tables::flow_run;
    return db::query::delete_from(run).where(run.id == id).statement();
}

db::sql delete_logs_of(uuid run)
{
    auto const& log = db::tables::log;
    return db::query::delete_from(log).where(log.flow_run_id == run).statement();
}

} // namespace

task<bool> delete_flow_run(db::connection& conn, uuid id, max_waits waits)
{
    co_await free_slots(conn, {id}, waits);
    auto const gone = co_await conn.execute(delete_run(id));
    if (gone > 0)
        conn.enqueue(delete_logs_of(id));
    co_return gone > 0;
}

namespace {

task<void> delete_these(db::connection& conn, std::vector<uuid> ids, max_waits waits)
{
    if (ids.empty())
        co_return;
    co_await free_slots(conn, ids, waits);
    for (auto const& id : ids) {
        conn.enqueue(delete_run(id));
        conn.enqueue(delete_logs_of(id));
    }
}

} // namespace

task<std::vector<uuid>> delete_flow_runs(db::connection& conn, std::optional<filters::flow_run_filter> wanted,
                                         std::int64_t limit, max_waits waits)
{
    auto ids = co_await read_flow_run_ids(conn, std::move(wanted), limit);
    co_await delete_these(conn, ids, waits);
    co_return ids;
}

task<std::int64_t> delete_runs_of_flow(db::connection& conn, uuid flow_id, std::int64_t max_rows, max_waits waits)
{
    auto const ids =
        co_await conn.rows<uuid>(db::sql{"SELECT id FROM flow_run WHERE flow_id = $1 LIMIT $2", flow_id, max_rows});
    co_await delete_these(conn, ids, waits);
    co_return std::ssize(ids);
}

task<std::vector<due_row>> delete_ended_flow_runs(db::connection& conn, timestamp before, std::optional<due_row> after,
                                                  std::int64_t max_rows, max_waits waits)
{
    db::sql claim{"SELECT run.id, run.end_time AS due FROM flow_run AS run WHERE run.parent_task_run_id IS NULL AND "
                  "run.state_type IN ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED') AND run.end_time < "};
    claim << db::arg(before);
    if (after)
        claim << " AND (run.end_time, run.id) > (" << db::arg(after->due) << ", " << db::arg(after->id) << ")";
    claim << " ORDER BY run.end_time, run.id LIMIT " << db::arg(max_rows)
          << conn.grammar().locking(db::row_lock::claim, "run");
    conn.limit_statements(std::chrono::milliseconds{0}); // one run may have a hundred thousand task runs
    auto const ended = co_await conn.rows<due_row>(std::move(claim));
    std::vector<uuid> ids;
    for (auto const& run : ended)
        ids.push_back(run.id);
    if (ids.empty())
        co_return ended;
    co_await free_slots(conn, ids, waits);
    db::sql deletion{"DELETE FROM flow_run WHERE "};
    conn.enqueue(std::move(deletion << db::query::is_any_of("id", ids)));
    co_return ended;
}

} // namespace praetor::models
