#include <models/work_pools/silence.hpp>

#include <models/deployments/deployment_events.hpp>
#include <models/events/event_store.hpp>
#include <models/work_pools/work_pool.hpp>
#include <models/work_pools/work_pool_events.hpp>

#include <db/query/membership.hpp>
#include <db/query/select.hpp>
#include <db/schema/tables/work_pool.hpp>
#include <db/schema/tables/work_queue.hpp>

#include <string_view>

namespace praetor::models {
namespace {

namespace query = db::query;

struct queue_of_pool : named_row
{
    work_pool_row work_pool;
};
BOOST_DESCRIBE_STRUCT(queue_of_pool, (named_row), (work_pool))

db::sql silent_workers(db::grammar const& grammar, silence_limits const& limits)
{
    db::sql later;
    later << db::arg(limits.when);
    db::sql condition{"worker.status = 'ONLINE' AND "};
    condition << grammar.seconds_between(db::sql{"worker.last_heartbeat_time"}, later)
              << " > coalesce(worker.heartbeat_interval_seconds, " << db::arg(limits.heartbeat_seconds) << ") * "
              << db::arg(limits.missed_heartbeats);
    return condition;
}

constexpr std::string_view without_worker =
    "work_pool.status = 'READY' AND NOT EXISTS (SELECT 1 FROM worker WHERE worker.work_pool_id = work_pool.id AND "
    "worker.status = 'ONLINE')";

db::sql unpolled(timestamp since)
{
    db::sql condition{"deployment.status = 'READY' AND deployment.last_polled < "};
    return std::move(condition << db::arg(since));
}

db::sql unpolled_queue(timestamp since)
{
    db::sql condition{"(work_queue.last_polled IS NULL OR work_queue.last_polled < "};
    return std::move(condition << db::arg(since) << ")");
}

// By way of the queues: where these are polled, none of their deployments is read. CROSS JOIN, for SQLite then keeps
// the order of the tables.
db::sql select_unpolled_deployments(silence_limits const& limits)
{
    auto const since = limits.when - limits.deployment_unpolled;
    db::sql query{"SELECT deployment.id FROM work_queue CROSS JOIN deployment WHERE deployment.work_queue_id = "
                  "work_queue.id AND "};
    query << unpolled_queue(since) << " AND " << unpolled(since)
          << " UNION ALL SELECT deployment.id FROM deployment WHERE deployment.work_queue_id IS NULL AND "
          << unpolled(since);
    return query;
}

db::sql claim_unpolled_deployments(db::grammar const& grammar, std::vector<uuid> const& ids,
                                   silence_limits const& limits)
{
    auto const since = limits.when - limits.deployment_unpolled;
    db::sql claim{
        "SELECT deployment.id FROM deployment LEFT JOIN work_queue ON work_queue.id = deployment.work_queue_id "
        "WHERE "};
    claim << query::is_any_of("deployment.id", ids) << " AND " << unpolled(since) << " AND " << unpolled_queue(since)
          << " ORDER BY deployment.id" << grammar.locking(db::row_lock::claim, "deployment");
    return claim;
}

db::sql unpolled_queues(silence_limits const& limits)
{
    db::sql condition{"work_queue.status = 'READY' AND work_queue.last_polled < "};
    return std::move(condition << db::arg(limits.when - limits.work_queue_unpolled));
}

task<void> mark_pools(db::connection& conn, std::vector<uuid> pools, timestamp when, with_events<std::int64_t>& result)
{
    auto const& table = db::tables::work_pool;
    db::sql claim{"SELECT id FROM work_pool WHERE "};
    claim << query::is_any_of("work_pool.id", pools) << " AND " << without_worker << " ORDER BY id"
          << conn.grammar().locking(db::row_lock::claim, "work_pool");
    auto const claimed = co_await conn.rows<uuid>(std::move(claim));
    if (claimed.empty())
        co_return;
    auto const rows = co_await conn.rows<watched_work_pool>(
        query::select_from<watched_work_pool>(table).where(is_one_of(table.id, claimed)).statement());
    for (auto const& before : rows) {
        auto const event_id = uuid::ordered();
        conn.enqueue(db::sql{"UPDATE work_pool SET status = 'NOT_READY', last_status_event_id = $1, "
                             "last_transitioned_status_at = $2, updated = $2 WHERE id = $3",
                             event_id, when, before.id});
        work_pool after = before;
        after.status = work_pool_status::NOT_READY;
        result.events.push_back(work_pool_status_event(event_id, when, &before, after));
        ++result.value;
    }
}

task<void> mark_deployments(db::connection& conn, std::vector<uuid> deployments, silence_limits limits,
                            with_events<std::int64_t>& result)
{
    auto const claimed = co_await conn.rows<uuid>(claim_unpolled_deployments(conn.grammar(), deployments, limits));
    if (claimed.empty())
        co_return;
    // Not `updated`, by which the scheduler finds what has changed.
    db::sql change{"UPDATE deployment SET status = 'NOT_READY' WHERE "};
    conn.enqueue(std::move(change << query::is_any_of("id", claimed)));
    auto const around = co_await read_deployment_related_resources(conn, claimed);
    for (auto const& one : around)
        result.events.push_back(deployment_event("not-ready", one, limits.when));
    result.value += std::ssize(claimed);
}

task<void> mark_queues(db::connection& conn, std::vector<uuid> queues, silence_limits limits,
                       with_events<std::int64_t>& result)
{
    auto const& table = db::tables::work_queue;
    auto const& pool = db::tables::work_pool;
    db::sql claim{"SELECT id FROM work_queue WHERE "};
    claim << query::is_any_of("id", queues) << " AND " << unpolled_queues(limits) << " ORDER BY id"
          << conn.grammar().locking(db::row_lock::claim);
    auto const claimed = co_await conn.rows<uuid>(std::move(claim));
    if (claimed.empty())
        co_return;
    db::sql change{"UPDATE work_queue SET status = 'NOT_READY', updated = "};
    change << db::arg(limits.when) << " WHERE " << query::is_any_of("id", claimed);
    conn.enqueue(std::move(change));
    auto const rows =
        co_await conn.rows<queue_of_pool>(query::select_from<queue_of_pool>(table, query::in<"work_pool">(pool))
                                              .join(pool, pool.id == table.work_pool_id)
                                              .where(is_one_of(table.id, claimed))
                                              .statement());
    for (auto const& queue : rows)
        result.events.push_back(work_queue_event("not-ready", queue, queue.work_pool));
    result.value += std::ssize(claimed);
}

} // namespace

task<std::vector<uuid>> read_silent_workers(db::connection& conn, silence_limits limits)
{
    db::sql query{"SELECT worker.id FROM worker WHERE "};
    return conn.rows<uuid>(std::move(query << silent_workers(conn.grammar(), limits) << " ORDER BY worker.id"));
}

task<std::int64_t> mark_workers_offline(db::connection& conn, std::vector<uuid> workers, silence_limits limits)
{
    db::sql change{"UPDATE worker SET status = 'OFFLINE', updated = "};
    change << db::arg(limits.when) << " WHERE " << query::is_any_of("id", workers) << " AND "
           << silent_workers(conn.grammar(), limits);
    return conn.execute(std::move(change));
}

task<unready> read_unready(db::connection& conn, silence_limits limits)
{
    db::sql of_pools{"SELECT work_pool.id FROM work_pool WHERE "};
    db::sql of_queues{"SELECT work_queue.id FROM work_queue WHERE "};
    auto pools = conn.deferred_rows<uuid>(std::move(of_pools << without_worker));
    auto deployments = conn.deferred_rows<uuid>(select_unpolled_deployments(limits));
    unready found;
    found.queues = co_await conn.rows<uuid>(std::move(of_queues << unpolled_queues(limits)));
    found.pools = pools.result();
    found.deployments = deployments.result();
    co_return found;
}

task<with_events<std::int64_t>> mark_not_ready(db::connection& conn, unready found, silence_limits limits)
{
    with_events<std::int64_t> result{0, {}};
    if (!found.pools.empty())
        co_await mark_pools(conn, std::move(found.pools), limits.when, result);
    if (!found.deployments.empty())
        co_await mark_deployments(conn, std::move(found.deployments), limits, result);
    if (!found.queues.empty())
        co_await mark_queues(conn, std::move(found.queues), limits, result);
    enqueue_events(conn, result.events);
    co_return result;
}

} // namespace praetor::models
