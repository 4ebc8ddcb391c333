#include <models/deployments/stored_deployment.hpp>

#include <db/query/select.hpp>
#include <db/schema/tables/concurrency_limit_v2.hpp>
#include <db/schema/tables/deployment.hpp>
#include <db/schema/tables/flow.hpp>
#include <db/schema/tables/work_pool.hpp>
#include <db/schema/tables/work_queue.hpp>

#include <utility>

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::deployment;

query::select_statement<stored_deployment> select_stored()
{
    auto const& flow = db::tables::flow;
    auto const& limit = db::tables::concurrency_limit_v2;
    auto const& queue = db::tables::work_queue;
    auto const& pool = db::tables::work_pool;
    return query::select_from<stored_deployment>(table, query::in<"flow">(flow), query::in<"limit">(limit),
                                                 query::in<"work_queue">(queue), query::in<"work_pool">(pool))
        .left_join(flow, flow.id == table.flow_id)
        .left_join(limit, limit.id == table.concurrency_limit_id)
        .left_join(queue, queue.id == table.work_queue_id)
        .left_join(pool, pool.id == queue.work_pool_id);
}

} // namespace

db::connection::deferred<stored_deployment> deferred_deployment(db::connection& conn, uuid id)
{
    static auto const statement =
        query::prepare([](query::parameter<uuid> given) { return select_stored().where(table.id == given); });
    return conn.deferred_rows<stored_deployment>(statement(id));
}

db::connection::deferred<stored_deployment> deferred_deployment(db::connection& conn, uuid flow_id, std::string name)
{
    static auto const statement = query::prepare([](query::parameter<uuid> flow, query::parameter<std::string> called) {
        return select_stored().where(table.flow_id == flow && table.name == called);
    });
    return conn.deferred_rows<stored_deployment>(statement(flow_id, name));
}

deployment to_reply(stored_deployment of, std::vector<deployment_schedule> schedules)
{
    deployment made;
    static_cast<stored_row&>(made) = of;
    made.name = std::move(of.name);
    made.version = std::move(of.version);
    made.description = std::move(of.description);
    made.flow_id = of.flow_id;
    made.paused = of.paused;
    made.global_concurrency_limit = std::move(of.limit);
    if (of.concurrency_options) {
        made.concurrency_options.emplace(std::move(*of.concurrency_options));
        made.concurrency_options->complete();
    }
    made.job_variables.text = std::move(of.infra_overrides.text);
    made.parameters.text = std::move(of.parameters.text);
    made.tags = std::move(of.tags);
    made.labels = std::move(of.labels);
    made.work_queue_name = of.work_queue ? std::move(of.work_queue->name) : std::move(of.work_queue_name);
    made.work_queue_id = of.work_queue_id;
    made.last_polled = of.last_polled;
    made.parameter_openapi_schema = std::move(of.parameter_openapi_schema);
    made.path = std::move(of.path);
    made.pull_steps = std::move(of.pull_steps);
    made.entrypoint = std::move(of.entrypoint);
    made.storage_document_id = of.storage_document_id;
    made.infrastructure_document_id = of.infrastructure_document_id;
    made.created_by = std::move(of.created_by);
    made.updated_by = std::move(of.updated_by);
    if (of.work_pool)
        made.work_pool_name = std::move(of.work_pool->name);
    made.status = of.status;
    made.enforce_parameter_schema = of.enforce_parameter_schema;
    made.schedules = std::move(schedules);
    return made;
}

deployment_related_resources to_related_resources(stored_deployment const& of)
{
    return {of.id,
            of.name,
            of.storage_document_id,
            of.infrastructure_document_id,
            of.concurrency_limit_id,
            of.flow,
            of.work_queue,
            of.work_pool};
}

changed_fields changes_of(deployment_columns const& before, deployment_columns const& after)
{
    changed_fields changes;
    changes.add("description", before.description, after.description);
    changes.add("tags", before.tags, after.tags);
    changes.add("parameters", before.parameters, after.parameters);
    changes.add("parameter_openapi_schema", before.parameter_openapi_schema, after.parameter_openapi_schema);
    changes.add("enforce_parameter_schema", before.enforce_parameter_schema, after.enforce_parameter_schema);
    changes.add("entrypoint", before.entrypoint, after.entrypoint);
    changes.add("path", before.path, after.path);
    changes.add("pull_steps", before.pull_steps, after.pull_steps);
    changes.add("work_queue_id", before.work_queue_id, after.work_queue_id);
    changes.add("infra_overrides", before.infra_overrides, after.infra_overrides);
    changes.add("paused", before.paused, after.paused);
    changes.add("labels", before.labels, after.labels);
    changes.add("version", before.version, after.version);
    changes.add("concurrency_limit_id", before.concurrency_limit_id, after.concurrency_limit_id);
    changes.add("concurrency_options", before.concurrency_options, after.concurrency_options);
    return changes;
}

} // namespace praetor::models
