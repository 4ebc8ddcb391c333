// Flows, deployments, work pools: what runs belong to.
#include <models/seed/tables.hpp>

#include <db/bulk/row.hpp>
#include <db/schema/tables.hpp>

namespace praetor::models::seed {
namespace {

namespace tables = db::tables;
using db::bulk::find_table;

constexpr std::array<std::string_view, work_pools> pool_types{"process", "docker", "kubernetes"};
constexpr std::string_view template_of_jobs =
    R"({"job_configuration": {"command": "{{ command }}", "env": "{{ env }}"}, "variables": {"type": "object", )"
    R"("properties": {"command": {"type": "string"}, "env": {"type": "object"}}}})";
constexpr std::string_view schema_of_parameters =
    R"({"type": "object", "title": "Parameters", "properties": {"day": {"type": "string", "title": "day"}, )"
    R"("size": {"type": "integer", "title": "size", "default": 100}}, "required": ["day"]})";

timestamp made_at(content const& of)
{
    return of.over.now - std::chrono::days{of.in.days + 1};
}

} // namespace

void give_flows(content const& of, db::bulk::take_row const& take)
{
    db::bulk::row row{find_table("flow")};
    auto const tags = R"([")" + std::string{of.in.name} + R"(", "team-)";
    for (std::int64_t flow = 0; flow < of.in.flows; ++flow) {
        auto const name = name_of_flow(of.in, flow);
        auto const own_tags = tags + std::to_string(flow % 3 + 1) + R"("])";
        row.put(tables::flow.id, id_of(of.in, noun::flow, flow));
        row.put(tables::flow.created, made_at(of));
        row.put(tables::flow.updated, made_at(of));
        row.put(tables::flow.name, name);
        row.put(tables::flow.tags, own_tags);
        row.put(tables::flow.labels, "{}");
        row.give(take);
    }
}

void give_deployments(content const& of, db::bulk::take_row const& take)
{
    db::bulk::row row{find_table("deployment")};
    auto const& to = tables::deployment;
    auto const count = of.in.flows * deployments_a_flow;
    for (std::int64_t index = 0; index < count; ++index) {
        auto const flow = index / deployments_a_flow;
        bool const is_production = index % deployments_a_flow == 0;
        auto const entrypoint = "flows/" + name_of_flow(of.in, flow) + ".py:main";
        auto const labels = R"({"prefect.flow.id": ")" + to_string(id_of(of.in, noun::flow, flow)) + R"("})";
        row.put(to.id, id_of(of.in, noun::deployment, index));
        row.put(to.created, made_at(of));
        row.put(to.updated, made_at(of));
        row.put(to.name, is_production ? "production" : "staging");
        row.put(to.tags, is_production ? R"(["production"])" : R"(["staging"])");
        row.put(to.parameters, R"({"size": 100})");
        row.put(to.flow_id, id_of(of.in, noun::flow, flow));
        row.put(to.description, "Made by praetor db seed");
        row.put(to.parameter_openapi_schema, schema_of_parameters);
        row.put(to.version, "1.0");
        row.put(to.infra_overrides, "{}");
        row.put(to.path, "/opt/flows");
        row.put(to.entrypoint, entrypoint);
        row.put(to.work_queue_name, "default");
        row.put(to.work_queue_id, id_of(of.in, noun::work_queue, index % work_pools));
        row.put(to.pull_steps, "[]");
        row.put(to.enforce_parameter_schema, 1);
        row.put(to.last_polled, of.over.now);
        row.put(to.paused, 0);
        row.put(to.status, "READY");
        row.put(to.labels, labels);
        row.give(take);
    }
}

void give_schedules(content const& of, db::bulk::take_row const& take)
{
    db::bulk::row row{find_table("deployment_schedule")};
    auto const& to = tables::deployment_schedule;
    auto const count = of.in.flows * deployments_a_flow;
    for (std::int64_t index = 0; index < count; ++index) {
        row.put(to.id, id_of(of.in, noun::schedule, index));
        row.put(to.created, made_at(of));
        row.put(to.updated, made_at(of));
        row.put(to.schedule, index % 2 == 0 ? R"({"cron": "0 * * * *", "timezone": "UTC", "day_or": true})"
                                            : R"({"cron": "30 2 * * *", "timezone": "Europe/Berlin", "day_or": true})");
        // The runs to come are there already; a scheduler at work on a million made-up runs helps nobody.
        row.put(to.active, 0);
        row.put(to.deployment_id, id_of(of.in, noun::deployment, index));
        row.put(to.parameters, "{}");
        row.give(take);
    }
}

void give_work_pools(content const& of, db::bulk::take_row const& take)
{
    db::bulk::row row{find_table("work_pool")};
    auto const& to = tables::work_pool;
    for (std::int64_t index = 0; index < work_pools; ++index) {
        auto const type = pool_types[static_cast<std::size_t>(index)];
        auto const name = std::string{of.in.name} + '-' + std::string{type};
        row.put(to.id, id_of(of.in, noun::work_pool, index));
        row.put(to.created, made_at(of));
        row.put(to.updated, made_at(of));
        row.put(to.name, name);
        row.put(to.description, "Made by praetor db seed");
        row.put(to.type, type);
        row.put(to.base_job_template, template_of_jobs);
        row.put(to.is_paused, 0);
        row.put(to.default_queue_id, id_of(of.in, noun::work_queue, index));
        row.put(to.status, "READY");
        row.put(to.last_transitioned_status_at, made_at(of));
        row.put(to.storage_configuration, "{}");
        row.give(take);
    }
}

void give_work_queues(content const& of, db::bulk::take_row const& take)
{
    db::bulk::row row{find_table("work_queue")};
    auto const& to = tables::work_queue;
    for (std::int64_t index = 0; index < work_pools; ++index) {
        row.put(to.id, id_of(of.in, noun::work_queue, index));
        row.put(to.created, made_at(of));
        row.put(to.updated, made_at(of));
        row.put(to.name, "default");
        row.put(to.description, "The work pool's default queue.");
        row.put(to.is_paused, 0);
        row.put(to.last_polled, of.over.now);
        row.put(to.priority, 1);
        row.put(to.work_pool_id, id_of(of.in, noun::work_pool, index));
        row.put(to.status, "READY");
        row.give(take);
    }
}

void give_workers(content const& of, db::bulk::take_row const& take)
{
    db::bulk::row row{find_table("worker")};
    auto const& to = tables::worker;
    for (std::int64_t index = 0; index < work_pools; ++index) {
        auto const name = "worker-" + std::to_string(index + 1);
        row.put(to.id, id_of(of.in, noun::worker, index));
        row.put(to.created, made_at(of));
        row.put(to.updated, made_at(of));
        row.put(to.name, name);
        row.put(to.last_heartbeat_time, of.over.now);
        row.put(to.work_pool_id, id_of(of.in, noun::work_pool, index));
        row.put(to.heartbeat_interval_seconds, 30);
        row.put(to.status, "ONLINE");
        row.give(take);
    }
}

void give_variables(content const& of, db::bulk::take_row const& take)
{
    db::bulk::row row{find_table("variable")};
    auto const& to = tables::variable;
    static constexpr std::array<std::array<std::string_view, 2>, 3> known{
        {{"region", R"("eu-central-1")"}, {"batch_size", "500"}, {"recipients", R"(["data@example.com"])"}}};
    for (std::size_t index = 0; index < known.size(); ++index) {
        auto const name = std::string{of.in.name} + '_' + std::string{known[index][0]};
        row.put(to.id, id_of(of.in, noun::variable, static_cast<std::int64_t>(index)));
        row.put(to.created, made_at(of));
        row.put(to.updated, made_at(of));
        row.put(to.name, name);
        row.put(to.tags, "[]");
        row.put(to.value, known[index][1]);
        row.give(take);
    }
}

} // namespace praetor::models::seed
