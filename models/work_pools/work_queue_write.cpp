// Queues that come, change and go. Those of one pool come one after another, so that no two have the same priority.
#include <models/work_pools/work_queue.hpp>

#include <models/events/event_store.hpp>
#include <models/work_pools/queue_priorities.hpp>
#include <models/work_pools/take_columns.hpp>
#include <models/work_pools/work_pool.hpp>
#include <models/work_pools/work_pool_events.hpp>

#include <server/base/error.hpp>

#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/work_pool.hpp>
#include <db/schema/tables/work_queue.hpp>

#include <iterator>

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::work_queue;
constexpr auto const& pools = db::tables::work_pool;

// A queue that was polled no longer ago than this has somebody who polls it.
constexpr std::chrono::seconds polled_lately{60};

struct queue_row : stored_row
{
    std::string name;
    std::string description;
    bool is_paused = false;
    std::optional<std::int64_t> concurrency_limit;
    std::int64_t priority = 1;
    uuid work_pool_id;
    std::optional<json_text> filter;
};
BOOST_DESCRIBE_STRUCT(queue_row, (stored_row),
                      (name, description, is_paused, concurrency_limit, priority, work_pool_id, filter))

// A queue before a change.
struct queue_before : named_row
{
    std::string description;
    std::optional<std::int64_t> concurrency_limit;
    std::int64_t priority = 1;
    std::optional<timestamp> last_polled;
    work_queue_status status{};
    work_pool_row work_pool;
    std::optional<uuid> default_queue_id;
};
BOOST_DESCRIBE_STRUCT(queue_before, (named_row),
                      (description, concurrency_limit, priority, last_polled, status, work_pool, default_queue_id))

void lock_pool(db::connection& conn, std::string_view name)
{
    conn.lock_rows(db::row_lock::weak_update, db::sql{"SELECT 1 FROM work_pool WHERE name = $1", name});
}

db::connection::deferred<queue_priority> deferred_priorities(db::connection& conn, std::string const& pool)
{
    return conn.deferred_rows<queue_priority>(query::select_from<queue_priority>(table)
                                                  .join(pools, pools.id == table.work_pool_id)
                                                  .where(pools.name == pool)
                                                  .order_by(ascending(table.priority), ascending(table.id))
                                                  .statement());
}

void enqueue_priorities(db::connection& conn, std::vector<queue_priority> const& changed)
{
    for (auto const& one : changed)
        conn.enqueue(query::update(table)
                         .set(table.priority, one.priority)
                         .set(table.updated, now())
                         .where(table.id == one.id)
                         .statement());
}

task<with_events<work_queue>> insert_queue(db::connection& conn, work_pool_row pool, std::vector<queue_priority> others,
                                           work_queue_create wanted, std::string conflict_message)
{
    queue_row row;
    static_cast<stored_row&>(row) = new_row(now());
    row.name = *wanted.name;
    row.description = wanted.description.value_or("");
    row.is_paused = *wanted.is_paused;
    if (wanted.concurrency_limit)
        row.concurrency_limit = **wanted.concurrency_limit;
    row.priority = wanted.priority ? **wanted.priority : free_priority(others);
    row.work_pool_id = pool.id;
    if (wanted.filter)
        row.filter = json_text{json::to_text(*wanted.filter)};
    auto const made = co_await conn.row<uuid>(query::insert_into(table)
                                                  .row(row)
                                                  .ignore_conflict(table.work_pool_id, table.name)
                                                  .returning(table.id)
                                                  .statement());
    if (!made)
        throw error{errc::conflict, std::move(conflict_message)};
    if (wanted.priority) {
        others.push_back({row.id, row.priority});
        enqueue_priorities(conn, shifted_priorities(others, queue_priority{row.id, row.priority}));
    }

    with_events<work_queue> result;
    auto& answer = result.value;
    take_columns(answer, row);
    answer.work_pool_name = pool.name;
    answer.status = work_queue_status::NOT_READY;
    if (answer.concurrency_limit)
        answer.active_slots = 0;
    result.events.push_back(work_queue_event("created", {row.id, row.name}, pool));
    enqueue_events(conn, result.events);
    co_return result;
}

// Locked until the transaction ends; with its pool, where that was named.
task<std::optional<queue_before>> lock_queue(db::connection& conn, queue_key which)
{
    auto select = query::select_from<queue_before>(table, query::in<"work_pool">(pools),
                                                   query::as<"default_queue_id">(pools.default_queue_id))
                      .join(pools, pools.id == table.work_pool_id);
    auto const* name = std::get_if<queue_name>(&which);
    if (name == nullptr) {
        auto const id = std::get<uuid>(which);
        conn.lock_rows(db::row_lock::weak_update, db::sql{"SELECT 1 FROM work_queue WHERE id = $1", id});
        auto found = co_await conn.row<queue_before>(select.where(table.id == id).statement());
        co_return found;
    }
    lock_pool(conn, name->pool);
    auto pool =
        conn.deferred_rows<uuid>(query::select_value(pools.id).from(pools).where(pools.name == name->pool).statement());
    auto found = co_await conn.row<queue_before>(
        select.where(pools.name == name->pool).where(table.name == name->queue).statement());
    if (pool.result().empty())
        refuse_unknown_pool(name->pool);
    if (!found)
        refuse_unknown_queue(*name);
    co_return found;
}

// What a queue that is paused, or no longer, is then; nothing where it stays what it is.
std::optional<work_queue_status> status_after(queue_before const& queue, work_queue_update const& wanted)
{
    if (!wanted.is_paused.sent())
        return std::nullopt;
    bool const was_paused = queue.status == work_queue_status::PAUSED;
    if (*wanted.is_paused)
        return was_paused ? std::nullopt : std::optional{work_queue_status::PAUSED};
    if (!was_paused)
        return std::nullopt;
    auto const polled = wanted.last_polled.sent() ? *wanted.last_polled : queue.last_polled;
    return polled && now() - *polled <= polled_lately ? work_queue_status::READY : work_queue_status::NOT_READY;
}

changed_fields changes_of(queue_before const& queue, work_queue_update const& wanted)
{
    changed_fields changes;
    if (wanted.name.sent())
        changes.add_json("name", json::to_text(queue.name), json::to_text(*wanted.name));
    if (wanted.description.sent())
        changes.add_json("description", json::to_text(queue.description), json::to_text(*wanted.description));
    if (wanted.concurrency_limit.sent())
        changes.add_json("concurrency_limit", json::to_text(queue.concurrency_limit),
                         json::to_text(*wanted.concurrency_limit));
    if (wanted.priority.sent())
        changes.add_json("priority", json::to_text(queue.priority), json::to_text(*wanted.priority));
    return changes;
}

} // namespace

named_row enqueue_default_queue(db::connection& conn, uuid pool, timestamp when)
{
    queue_row row;
    static_cast<stored_row&>(row) = new_row(when);
    row.name = "default";
    row.description = "The work pool's default queue.";
    row.work_pool_id = pool;
    conn.enqueue(query::insert_into(table).row(row).statement());
    return {row.id, row.name};
}

task<with_events<work_queue>> create_work_queue(db::connection& conn, std::string pool, work_queue_create wanted)
{
    lock_pool(conn, pool);
    auto others = deferred_priorities(conn, pool);
    auto found = co_await conn.row<work_pool_row>(
        query::select_from<work_pool_row>(pools).where(pools.name == pool).statement());
    if (!found)
        refuse_unknown_pool(pool);
    // The words of the reference, whose name of the pool nobody fills in.
    auto made = co_await insert_queue(conn, std::move(*found), others.result(), std::move(wanted),
                                      "A work queue with this name already exists in work pool {work_pool_name!r}.");
    co_return made;
}

task<with_events<work_queue>> create_agent_queue(db::connection& conn, work_queue_create wanted)
{
    std::string const pool{default_agent_pool};
    lock_pool(conn, pool);
    auto promised = deferred_priorities(conn, pool);
    auto found = co_await conn.row<work_pool_row>(
        query::select_from<work_pool_row>(pools).where(pools.name == pool).statement());
    auto others = promised.result();
    std::vector<event> events;
    if (!found) {
        work_pool_create agents;
        agents.name = pool;
        auto made = co_await create_work_pool(conn, std::move(agents), false);
        auto const first = made.value.default_queue_id.value();
        if (*wanted.name == "default") {
            auto queue = co_await read_work_queue(conn, first);
            co_return with_events<work_queue>{std::move(queue.value()), std::move(made.events)};
        }
        found = named(made.value);
        others = {{first, 1}};
        events = std::move(made.events);
    }
    auto made = co_await insert_queue(conn, std::move(*found), std::move(others), std::move(wanted),
                                      "A work queue with this name already exists.");
    events.insert(events.end(), std::make_move_iterator(made.events.begin()),
                  std::make_move_iterator(made.events.end()));
    made.events = std::move(events);
    co_return made;
}

task<with_events<named_row>> ensure_agent_queue(db::connection& conn, std::string name)
{
    auto const found = co_await read_agent_queue(conn, name);
    if (found)
        co_return with_events<named_row>{{found->id, found->name}, {}};
    work_queue_create create;
    create.name = std::move(name);
    create.priority = positive{1};
    auto made = co_await create_agent_queue(conn, std::move(create));
    co_return with_events<named_row>{{made.value.id, made.value.name}, std::move(made.events)};
}

task<with_events<bool>> update_work_queue(db::connection& conn, queue_key which, work_queue_update wanted)
{
    auto const* name = std::get_if<queue_name>(&which);
    auto const queue = co_await lock_queue(conn, which);
    if (!queue)
        co_return with_events<bool>{false, {}};
    std::optional<queue_priority> moved;
    if (name != nullptr && wanted.priority.sent() && *wanted.priority)
        moved = queue_priority{queue->id, ***wanted.priority};

    auto const status = status_after(*queue, wanted);
    auto update = query::update(table);
    update.set(table.updated, now()).row(wanted).where(table.id == queue->id);
    if (status)
        update.set(table.status, *status);
    conn.enqueue(update.statement());
    if (moved) {
        auto all = co_await conn.rows<queue_priority>(query::select_from<queue_priority>(table)
                                                          .where(table.work_pool_id == queue->work_pool.id)
                                                          .order_by(ascending(table.priority), ascending(table.id))
                                                          .statement());
        enqueue_priorities(conn, shifted_priorities(all, moved));
    }

    with_events<bool> result{true, {}};
    named_row const after{queue->id, wanted.name.sent() && *wanted.name ? **wanted.name : queue->name};
    auto const changes = changes_of(*queue, wanted);
    if (!changes.empty())
        result.events.push_back(work_queue_updated_event(after, queue->work_pool, changes));
    if (status)
        result.events.push_back(work_queue_event(in_kebab_case(to_text(*status)), after, queue->work_pool));
    enqueue_events(conn, result.events);
    co_return result;
}

task<with_events<bool>> delete_work_queue(db::connection& conn, queue_key which)
{
    auto const* name = std::get_if<queue_name>(&which);
    auto const queue = co_await lock_queue(conn, which);
    if (!queue)
        co_return with_events<bool>{false, {}};
    if (queue->default_queue_id == queue->id)
        throw error{name != nullptr ? errc::conflict : errc::integrity, "Can't delete a pool's default queue."};
    conn.enqueue(query::delete_from(table).where(table.id == queue->id).statement());
    if (name != nullptr) {
        auto const left =
            co_await conn.rows<queue_priority>(query::select_from<queue_priority>(table)
                                                   .where(table.work_pool_id == queue->work_pool.id)
                                                   .order_by(ascending(table.priority), ascending(table.id))
                                                   .statement());
        enqueue_priorities(conn, shifted_priorities(left, std::nullopt));
    }
    with_events<bool> result{true, {work_queue_event("deleted", *queue, queue->work_pool)}};
    enqueue_events(conn, result.events);
    co_return result;
}

} // namespace praetor::models
