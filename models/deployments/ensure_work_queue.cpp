#include <models/deployments/ensure_work_queue.hpp>

#include <models/events/event_store.hpp>
#include <models/events/lifecycle_events.hpp>

#include <server/base/error.hpp>

#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/schema/tables/work_queue.hpp>

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::work_queue;

std::int64_t first_free(std::vector<std::int64_t> const& taken)
{
    std::int64_t free = 1;
    for (auto const one : taken) {
        if (one != free)
            break;
        ++free;
    }
    return free;
}

event created_event(named_row const& queue, work_pool_row const& pool)
{
    auto made = lifecycle_event("work-queue", "created", "prefect.work-queue." + to_string(queue.id), queue.name,
                                json_text{"{}"}, now());
    made.resource.labels.emplace_back("prefect.resource.role", "work-queue");
    event_resource of;
    of.labels = {{"prefect.resource.id", "prefect.work-pool." + to_string(pool.id)},
                 {"prefect.resource.name", pool.name},
                 {"prefect.work-pool.type", pool.type},
                 {"prefect.resource.role", "work-pool"}};
    made.related.push_back(std::move(of));
    return made;
}

} // namespace

task<with_events<named_row>> ensure_work_queue(db::connection& conn, work_pool_row pool, std::string name)
{
    auto const taken = co_await conn.rows<std::int64_t>(
        db::sql{"SELECT priority FROM work_queue WHERE work_pool_id = $1 ORDER BY priority", pool.id});
    auto const id = uuid::random();
    auto made = co_await conn.row<uuid>(query::insert_into(table)
                                            .set(table.id, id)
                                            .set(table.name, name)
                                            .set(table.work_pool_id, pool.id)
                                            .set(table.priority, first_free(taken))
                                            .ignore_conflict(table.work_pool_id, table.name)
                                            .returning(table.id)
                                            .statement());
    with_events<named_row> result{{id, name}, {}};
    if (made) {
        result.events.push_back(created_event(result.value, pool));
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
