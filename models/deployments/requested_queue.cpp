#include <models/deployments/requested_queue.hpp>

#include <models/deployments/ensure_work_queue.hpp>
#include <models/work_pools/work_pool.hpp>
#include <models/work_pools/work_queue.hpp>

#include <db/query/select.hpp>
#include <db/schema/tables/work_pool.hpp>
#include <db/schema/tables/work_queue.hpp>

#include <utility>

namespace praetor::models {
namespace {

namespace query = db::query;

std::optional<std::string> named(std::optional<std::string> name)
{
    return name && !name->empty() ? std::move(name) : std::nullopt;
}

db::sql select_queue(std::string const& pool_name, std::optional<std::string> const& queue_name)
{
    auto const& queue = db::tables::work_queue;
    auto const& pool = db::tables::work_pool;
    auto const is_queue =
        queue_name ? queue.work_pool_id == pool.id && queue.name == *queue_name : queue.id == pool.default_queue_id;
    return query::select_from<queue_of_deployment>(pool, query::in<"work_queue">(queue), query::in<"work_pool">(pool))
        .left_join(queue, is_queue)
        .where(pool.name == pool_name)
        .statement();
}

} // namespace

requested_queue::requested_queue(db::connection& conn, std::optional<std::string> pool,
                                 std::optional<std::string> queue)
    : pool_(named(std::move(pool))), queue_(named(std::move(queue)))
{
    if (pool_)
        asked_ = conn.deferred_rows<queue_of_deployment>(select_queue(*pool_, queue_));
}

void requested_queue::require_pool()
{
    if (!asked_)
        return;
    auto rows = asked_->result();
    if (rows.empty())
        refuse_unknown_pool(*pool_);
    found_ = std::move(rows.front());
}

task<with_events<queue_of_deployment>> requested_queue::find(db::connection& conn)
{
    with_events<queue_of_deployment> made{found_, {}};
    if (!queue_ || made.value.work_queue)
        co_return made;
    if (pool_) {
        auto queue = co_await ensure_work_queue(conn, *found_.work_pool, *queue_);
        made.value.work_queue = std::move(queue.value);
        made.events = std::move(queue.events);
        co_return made;
    }
    auto queue = co_await ensure_agent_queue(conn, *queue_);
    auto const& of = db::tables::work_queue;
    auto const& pool = db::tables::work_pool;
    made.value.work_pool = co_await conn.row<work_pool_row>(query::select_from<work_pool_row>(pool)
                                                                .join(of, of.work_pool_id == pool.id)
                                                                .where(of.id == queue.value.id)
                                                                .statement());
    made.value.work_queue = std::move(queue.value);
    made.events = std::move(queue.events);
    co_return made;
}

} // namespace praetor::models
