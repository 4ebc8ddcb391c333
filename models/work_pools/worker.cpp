#include <models/work_pools/worker.hpp>

#include <models/events/event_store.hpp>
#include <models/filters/where.hpp>
#include <models/work_pools/work_pool.hpp>

#include <server/base/json/codec_impl.hpp>

#include <db/query/select.hpp>
#include <db/schema/tables/work_pool.hpp>
#include <db/schema/tables/worker.hpp>

template <>
struct praetor::json::schema_notes<praetor::models::worker>
{
    static constexpr std::string_view name = "WorkerResponse";
};

PRAETOR_JSON_CODEC(praetor::models::worker_status)
PRAETOR_JSON_CODEC(praetor::models::worker)
PRAETOR_JSON_CODEC(praetor::models::filters::any_or_none_of<praetor::models::worker_status>)
PRAETOR_DEFINE_FILTER(worker_filter)

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::worker;
constexpr auto const& pools = db::tables::work_pool;

query::select_statement<watched_work_pool> select_pool(std::string const& name)
{
    auto select = query::select_from<watched_work_pool>(pools);
    select.where(pools.name == name);
    return select;
}

// A heartbeat changes no `updated`: the row says by itself when it was.
db::sql upsert(std::string const& pool, heartbeat const& heard)
{
    auto const when = now();
    db::sql text{"INSERT INTO worker (id, created, updated, name, last_heartbeat_time, work_pool_id, "
                 "heartbeat_interval_seconds, status) SELECT $1, $2, $2, $3, $2, work_pool.id, $4, 'ONLINE' "
                 "FROM work_pool WHERE work_pool.name = $5 ON CONFLICT (work_pool_id, name) DO UPDATE SET "
                 "last_heartbeat_time = excluded.last_heartbeat_time, status = 'ONLINE'",
                 uuid::random(),
                 when,
                 heard.worker,
                 heard.interval_seconds,
                 pool};
    if (heard.interval_seconds)
        text << ", heartbeat_interval_seconds = excluded.heartbeat_interval_seconds";
    return text;
}

} // namespace

std::string_view to_text(worker_status status)
{
    return enumerator_name(status);
}

task<with_events<bool>> record_heartbeat(db::connection& conn, std::string pool, heartbeat heard)
{
    auto known = conn.deferred_rows<watched_work_pool>(select_pool(pool).statement());
    co_await conn.execute(upsert(pool, heard));
    auto found = known.result();
    if (found.empty())
        co_return with_events<bool>{false, {}};
    with_events<bool> result{true, {}};
    if (found.front().status == work_pool_status::NOT_READY) {
        auto ready = co_await mark_pool_ready(conn, std::move(found.front()));
        if (ready)
            result.events.push_back(std::move(*ready));
        enqueue_events(conn, result.events);
    }
    co_return result;
}

task<std::optional<std::vector<worker>>> read_workers(db::connection& conn, std::string pool,
                                                      std::optional<filters::worker_filter> wanted, page range)
{
    auto known =
        conn.deferred_rows<uuid>(query::select_value(pools.id).from(pools).where(pools.name == pool).statement());
    auto select = query::select_from<worker>(table);
    select.join(pools, pools.id == table.work_pool_id).where(pools.name == pool);
    if (wanted)
        select.where(query::condition{filters::where(conn.grammar(), *wanted)});
    select.order_by(descending(table.last_heartbeat_time), ascending(table.id)).limit(range.limit).offset(range.offset);
    auto found = co_await conn.rows<worker>(select.statement());
    if (known.result().empty())
        co_return std::nullopt;
    co_return found;
}

task<worker_deletion> delete_worker(db::connection& conn, std::string pool, std::string name)
{
    auto known =
        conn.deferred_rows<uuid>(query::select_value(pools.id).from(pools).where(pools.name == pool).statement());
    auto const gone = co_await conn.execute(
        db::sql{"DELETE FROM worker WHERE name = $1 AND work_pool_id = (SELECT id FROM work_pool WHERE name = $2)",
                name, pool});
    if (known.result().empty())
        co_return worker_deletion::unknown_pool;
    co_return gone == 0 ? worker_deletion::unknown_worker : worker_deletion::deleted;
}

} // namespace praetor::models
