#include <models/work_pools/work_queue.hpp>

#include <models/filters/where.hpp>
#include <models/work_pools/active_slots.hpp>
#include <models/work_pools/filtered_queue.hpp>
#include <models/work_pools/work_pool.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>

#include <db/query/select.hpp>
#include <db/schema/tables/work_pool.hpp>
#include <db/schema/tables/work_queue.hpp>

template <>
struct praetor::json::schema_notes<praetor::models::work_queue>
{
    static constexpr std::string_view name = "WorkQueueResponse";
    static void add(model_schema& model)
    {
        model.as<entity_name>("name")
            .as<std::optional<non_negative>>("concurrency_limit")
            .as<positive>("priority")
            .as<std::optional<models::queue_filter>>("filter");
    }
};

PRAETOR_JSON_CODEC(praetor::models::work_queue_status)
PRAETOR_JSON_CODEC(praetor::models::queue_filter)
PRAETOR_JSON_CODEC(praetor::models::work_queue)
PRAETOR_JSON_CODEC(praetor::models::work_queue_create)
PRAETOR_JSON_CODEC(praetor::models::work_queue_update)

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::work_queue;
constexpr auto const& pools = db::tables::work_pool;

query::select_statement<work_queue> select_queues(db::grammar const& grammar, bool is_deprecated)
{
    return query::select_from<work_queue>(table, query::as<"work_pool_name">(pools.name),
                                          query::as<"active_slots">(active_slots_of_queue(grammar, is_deprecated)))
        .join(pools, pools.id == table.work_pool_id);
}

// A deprecated queue with a filter has other runs than those whose queue it is.
task<void> count_filtered_slots(db::connection& conn, std::vector<work_queue>& queues)
{
    for (auto& one : queues)
        if (one.filter && one.active_slots)
            one.active_slots = co_await count_filtered_slots(conn, read_queue_filter(*one.filter));
}

} // namespace

std::string_view to_text(work_queue_status status)
{
    return enumerator_name(status);
}

void refuse_unknown_queue(queue_name const& name)
{
    throw error{errc::not_found, "Work pool queue '" + name.pool + '/' + name.queue + "' not found."};
}

task<std::optional<work_queue>> read_work_queue(db::connection& conn, queue_key which)
{
    auto const* name = std::get_if<queue_name>(&which);
    auto select = select_queues(conn.grammar(), name == nullptr);
    if (name != nullptr)
        select.where(pools.name == name->pool).where(table.name == name->queue);
    else
        select.where(table.id == std::get<uuid>(which));
    auto found = co_await conn.rows<work_queue>(select.statement());
    if (name == nullptr)
        co_await count_filtered_slots(conn, found);
    if (found.empty())
        co_return std::nullopt;
    co_return std::move(found.front());
}

task<std::optional<work_queue>> read_agent_queue(db::connection& conn, std::string name)
{
    auto const is_of_agents = pools.name == default_agent_pool;
    auto const there_is_none =
        query::condition{db::sql{"NOT EXISTS (SELECT 1 FROM work_pool WHERE name = $1)", default_agent_pool}};
    auto found = co_await conn.rows<work_queue>(select_queues(conn.grammar(), true)
                                                    .where(table.name == name)
                                                    .where(is_of_agents || there_is_none)
                                                    .limit(1)
                                                    .statement());
    co_await count_filtered_slots(conn, found);
    if (found.empty())
        co_return std::nullopt;
    co_return std::move(found.front());
}

task<std::optional<std::vector<work_queue>>> read_queues_of_pool(db::connection& conn, std::string pool,
                                                                 std::optional<filters::work_queue_filter> wanted,
                                                                 page range)
{
    auto known =
        conn.deferred_rows<uuid>(query::select_value(pools.id).from(pools).where(pools.name == pool).statement());
    auto select = select_queues(conn.grammar(), false);
    select.where(pools.name == pool);
    if (wanted)
        select.where(query::condition{filters::where(conn.grammar(), *wanted)});
    select.order_by(ascending(table.priority), ascending(table.id)).limit(range.limit).offset(range.offset);
    auto found = co_await conn.rows<work_queue>(select.statement());
    if (known.result().empty())
        co_return std::nullopt;
    co_return found;
}

task<std::vector<work_queue>> read_work_queues(db::connection& conn, std::optional<filters::work_queue_filter> wanted,
                                               page range)
{
    auto select = select_queues(conn.grammar(), true);
    if (wanted)
        select.where(query::condition{filters::where(conn.grammar(), *wanted)});
    select.order_by(ascending(table.name), ascending(table.id)).limit(range.limit).offset(range.offset);
    auto found = co_await conn.rows<work_queue>(select.statement());
    co_await count_filtered_slots(conn, found);
    co_return found;
}

} // namespace praetor::models
