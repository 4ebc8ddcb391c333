#include <models/deployments/deployment.hpp>

#include <models/deployments/delete_scheduled_runs.hpp>
#include <models/filters/where.hpp>
#include <models/runs/created_by.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/json/parse.hpp>

#include <db/query/select.hpp>
#include <db/query/sorting.hpp>
#include <db/schema/tables/concurrency_limit_v2.hpp>
#include <db/schema/tables/deployment.hpp>
#include <db/schema/tables/flow.hpp>
#include <db/schema/tables/work_pool.hpp>
#include <db/schema/tables/work_queue.hpp>

#include <unordered_map>
#include <utility>

template <>
struct praetor::json::schema_notes<praetor::models::deployment>
{
    static constexpr std::string_view name = "DeploymentResponse";
    static void add(model_schema& model)
    {
        model.as<std::vector<std::string>>("tags")
            .as<std::optional<json_object>>("parameter_openapi_schema")
            .as<std::optional<std::vector<json_object>>>("pull_steps")
            .as<std::optional<models::created_by>>("created_by")
            .as<std::optional<models::updated_by>>("updated_by")
            .never_null("labels")
            .nullable("status")
            .set("status", "default", "NOT_READY");
    }
};

PRAETOR_JSON_CODEC(praetor::models::deployment_status)
PRAETOR_JSON_CODEC(praetor::models::deployment)
PRAETOR_JSON_CODEC(praetor::models::deployment_sort)
PRAETOR_JSON_CODEC(praetor::models::deployment_selection)

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::deployment;

// Deployments with what their replies tell of others; from a page of the table where a copy says so.
query::select_statement<deployment_row> const& select_deployments()
{
    static auto const statement = [] {
        auto const& limit = db::tables::concurrency_limit_v2;
        auto const& queue = db::tables::work_queue;
        auto const& pool = db::tables::work_pool;
        return query::select_from<deployment_row>(
                   table, query::in<"global_concurrency_limit">(limit),
                   query::as<"job_variables">(table.infra_overrides),
                   query::as<"work_queue_name">(query::coalesce(queue.name, table.work_queue_name)),
                   query::as<"work_pool_name">(pool.name))
            .left_join(limit, limit.id == table.concurrency_limit_id)
            .left_join(queue, queue.id == table.work_queue_id)
            .left_join(pool, pool.id == queue.work_pool_id);
    }();
    return statement;
}

// What an EXISTS over the runs of a deployment asks.
db::sql has_runs(db::grammar const& grammar, deployment_selection const& wanted)
{
    db::sql exists{"EXISTS (SELECT 1 FROM flow_run"};
    if (wanted.task_runs)
        exists << " JOIN task_run ON " << grammar.correlated("task_run.flow_run_id = flow_run.id");
    exists << " WHERE " << grammar.correlated("flow_run.deployment_id = deployment.id");
    if (wanted.flow_runs)
        exists << " AND " << filters::where(grammar, *wanted.flow_runs);
    if (wanted.task_runs)
        exists << " AND " << filters::where(grammar, *wanted.task_runs);
    exists << ")";
    return exists;
}

db::sql has_queue(db::grammar const& grammar, deployment_selection const& wanted)
{
    db::sql exists{"EXISTS (SELECT 1 FROM work_queue"};
    if (wanted.work_pools)
        exists << " JOIN work_pool ON work_pool.id = work_queue.work_pool_id";
    exists << " WHERE work_queue.id = deployment.work_queue_id";
    if (wanted.work_pool_queues)
        exists << " AND " << filters::where(grammar, *wanted.work_pool_queues);
    if (wanted.work_pools)
        exists << " AND " << filters::where(grammar, *wanted.work_pools);
    exists << ")";
    return exists;
}

db::sql where(db::grammar const& grammar, deployment_selection const& wanted)
{
    filters::conditions all;
    if (wanted.deployments)
        all.add(filters::where(grammar, *wanted.deployments));
    if (wanted.flows)
        all.add(filters::refers_to_flow(grammar, "deployment.flow_id", *wanted.flows));
    if (wanted.flow_runs || wanted.task_runs)
        all.add(has_runs(grammar, wanted));
    if (wanted.work_pools || wanted.work_pool_queues)
        all.add(has_queue(grammar, wanted));
    return all.joined();
}

db::sql count_query(db::grammar const& grammar, deployment_selection const& wanted)
{
    return query::select_value(query::count()).from(table).where(query::condition{where(grammar, wanted)}).statement();
}

task<std::optional<deployment>> read_with_schedules(db::connection& conn, db::sql statement)
{
    auto row = co_await conn.row<deployment_row>(std::move(statement));
    if (!row)
        co_return std::nullopt;
    auto schedules = co_await read_schedules(conn, {row->id});
    co_return deployment{std::move(*row), std::move(schedules)};
}

} // namespace

task<std::optional<deployment_row>> read_deployment_row(db::connection& conn, uuid id)
{
    static auto const by_id = query::prepare([](query::parameter<uuid> given) {
        auto select = select_deployments();
        return select.where(table.id == given);
    });
    return conn.row<deployment_row>(by_id(id));
}

task<std::optional<deployment>> read_deployment(db::connection& conn, uuid id)
{
    auto schedules = deferred_schedules(conn, id);
    auto row = co_await read_deployment_row(conn, id);
    if (!row)
        co_return std::nullopt;
    co_return deployment{std::move(*row), schedules.result()};
}

task<std::optional<deployment>> read_deployment_by_name(db::connection& conn, std::string flow_name, std::string name)
{
    static auto const by_name =
        query::prepare([](query::parameter<std::string> flow_name_given, query::parameter<std::string> name_given) {
            auto const& flow = db::tables::flow;
            auto select = select_deployments();
            return select.join(flow, flow.id == table.flow_id)
                .where(flow.name == flow_name_given && table.name == name_given);
        });
    return read_with_schedules(conn, by_name(flow_name, name));
}

task<std::vector<deployment>> read_deployments(db::connection& conn, deployment_selection wanted, deployment_sort sort,
                                               page range)
{
    auto const& grammar = conn.grammar();
    auto const order = query::order_by(table, sort);
    auto const condition = where(grammar, wanted);
    auto select = select_deployments();
    select.from(grammar.page_of({"deployment", condition, order.text, range.limit, range.offset})).order_by(order);
    std::vector<uuid> ids;
    auto found = co_await conn.rows<deployment_row>(select.statement(), [&ids](deployment_row&& row) {
        ids.push_back(row.id);
        return deployment{std::move(row), {}};
    });
    if (found.empty())
        co_return found;
    std::unordered_map<uuid, std::size_t> places;
    for (std::size_t i = 0; i < ids.size(); ++i)
        places.emplace(ids[i], i);
    auto schedules = co_await read_schedules(conn, std::move(ids));
    for (auto& one : schedules)
        found[places.at(one.deployment_id)].schedules.push_back(std::move(one));
    co_return found;
}

task<std::int64_t> count_deployments(db::connection& conn, deployment_selection wanted)
{
    return conn.value<std::int64_t>(count_query(conn.grammar(), wanted));
}

task<counted_page<deployment>> read_deployment_page(db::connection& conn, deployment_selection wanted,
                                                    deployment_sort sort, page range)
{
    auto counted = conn.deferred_rows<std::int64_t>(count_query(conn.grammar(), wanted));
    auto rows = co_await read_deployments(conn, std::move(wanted), sort, range);
    co_return counted_page<deployment>{std::move(rows), counted.result().at(0)};
}

task<std::vector<uuid>> read_deployment_ids(db::connection& conn, std::optional<filters::deployment_filter> wanted,
                                            std::int64_t limit)
{
    deployment_selection selection;
    selection.deployments = std::move(wanted);
    return conn.rows<uuid>(query::select_value(table.id)
                               .from(table)
                               .where(query::condition{where(conn.grammar(), selection)})
                               .order_by(ascending(table.name))
                               .limit(limit)
                               .statement());
}

namespace {

// What is so already keeps its time of change.
task<bool> set_paused(db::connection& conn, uuid id, bool paused)
{
    constexpr std::string_view update =
        "UPDATE deployment SET updated = CASE WHEN paused = $2 THEN updated ELSE $3 END, paused = $2 WHERE id = $1";
    auto const changed = co_await conn.execute(db::sql{update, id, paused, now()});
    co_return changed > 0;
}

} // namespace

task<bool> pause_deployment(db::connection& conn, uuid id)
{
    auto const known = co_await set_paused(conn, id, true);
    if (known)
        enqueue_deletion_of_runs(conn, {id}, scheduled_runs::automatic);
    co_return known;
}

task<bool> resume_deployment(db::connection& conn, uuid id)
{
    return set_paused(conn, id, false);
}

} // namespace praetor::models
