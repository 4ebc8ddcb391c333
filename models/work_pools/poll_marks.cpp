#include <models/work_pools/poll_marks.hpp>

#include <models/deployments/deployment_events.hpp>
#include <models/events/event_store.hpp>
#include <models/work_pools/work_pool_events.hpp>

#include <db/query/select.hpp>
#include <db/schema/tables/work_pool.hpp>
#include <db/schema/tables/work_queue.hpp>

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& queues = db::tables::work_queue;
constexpr auto const& pools = db::tables::work_pool;

struct queue_of_pool : named_row
{
    work_pool_row work_pool;
};
BOOST_DESCRIBE_STRUCT(queue_of_pool, (named_row), (work_pool))

// Those that have been READY, or PAUSED, are only polled.
db::sql mark_queues(std::vector<uuid> const& ids, timestamp when, bool ready)
{
    db::sql text{ready ? "UPDATE work_queue SET last_polled = $1, updated = $1, status = 'READY' WHERE status = "
                         "'NOT_READY' AND "
                       : "UPDATE work_queue SET last_polled = $1, updated = $1 WHERE status <> 'NOT_READY' AND ",
                 when};
    text << query::is_any_of("id", ids) << (ready ? " RETURNING id" : "");
    return text;
}

db::sql mark_deployments(polled_marks const& who, timestamp when, bool ready)
{
    db::sql text{ready ? "UPDATE deployment SET last_polled = $1, status = 'READY' WHERE status = 'NOT_READY' AND ("
                       : "UPDATE deployment SET last_polled = $1 WHERE status = 'READY' AND (",
                 when};
    text << query::is_any_of("work_queue_id", who.queues) << " OR " << query::is_any_of("id", who.deployments) << ")"
         << (ready ? " RETURNING id" : "");
    return text;
}

void append_ready_events(std::vector<event>& events, std::vector<queue_of_pool> const& ready)
{
    for (auto const& queue : ready)
        events.push_back(work_queue_event("ready", queue, queue.work_pool));
}

} // namespace

task<std::vector<event>> mark_polled(db::connection& conn, polled_marks who)
{
    auto const when = now();
    // In one order, so that two servers do not wait for each other.
    conn.lock_rows(db::row_lock::weak_update,
                   db::sql{"SELECT 1 FROM work_queue WHERE "} << query::is_any_of("id", who.queues) << " ORDER BY id");
    conn.enqueue(mark_queues(who.queues, when, false));
    conn.enqueue(mark_deployments(who, when, false));
    auto ready_queues = conn.deferred_rows<uuid>(mark_queues(who.queues, when, true));
    auto const ready_deployments = co_await conn.rows<uuid>(mark_deployments(who, when, true));

    std::vector<event> events;
    auto const ids = ready_queues.result();
    if (!ids.empty()) {
        auto const ready =
            co_await conn.rows<queue_of_pool>(query::select_from<queue_of_pool>(queues, query::in<"work_pool">(pools))
                                                  .join(pools, pools.id == queues.work_pool_id)
                                                  .where(is_one_of(queues.id, ids))
                                                  .statement());
        append_ready_events(events, ready);
    }
    if (!ready_deployments.empty()) {
        auto const around = co_await read_deployment_related_resources(conn, ready_deployments);
        for (auto const& one : around)
            events.push_back(deployment_event("ready", one, when));
    }
    enqueue_events(conn, events);
    co_return events;
}

} // namespace praetor::models
