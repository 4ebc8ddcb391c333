#include <models/deployments/ensure_work_queue.hpp>

#include <models/events/event_store.hpp>
#include <models/work_pools/queue_priorities.hpp>
#include <models/work_pools/work_pool_events.hpp>

#include <server/base/error.hpp>

#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/schema/tables/work_queue.hpp>

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::work_queue;

} // namespace

task<with_events<named_row>> ensure_work_queue(db::connection& conn, work_pool_row pool, std::string name)
{
    // Priorities are unique: whoever makes a queue of the pool waits for the other.
    conn.lock_rows(db::row_lock::weak_update, db::sql{"SELECT 1 FROM work_pool WHERE id = $1", pool.id});
    auto const taken = co_await conn.rows<queue_priority>(
        db::sql{"SELECT id, priority FROM work_queue WHERE work_pool_id = $1 ORDER BY priority", pool.id});
    auto const id = uuid::random();
    auto made = co_await conn.row<uuid>(query::insert_into(table)
                                            .set(table.id, id)
                                            .set(table.name, name)
                                            .set(table.work_pool_id, pool.id)
                                            .set(table.priority, free_priority(taken))
                                            .ignore_conflict(table.work_pool_id, table.name)
                                            .returning(table.id)
                                            .statement());
    with_events<named_row> result{{id, name}, {}};
    if (made) {
        result.events.push_back(work_queue_event("created", result.value, pool));
        enqueue_events(conn, result.events);
        co_return result;
    }
    auto known = co_await conn.row<named_row>(
        db::sql{"SELECT id, name FROM work_queue WHERE work_pool_id = $1 AND name = $2", pool.id, name});
    if (!known)
        throw error{errc::unavailable, "the work queue was deleted meanwhile"};
    result.value = std::move(*known);
    co_return result;
}

} // namespace praetor::models
