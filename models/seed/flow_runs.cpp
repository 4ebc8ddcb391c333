#include <models/seed/state_row.hpp>
#include <models/seed/tables.hpp>

#include <db/bulk/row.hpp>
#include <db/schema/tables.hpp>

namespace praetor::models::seed {
namespace {

constexpr std::string_view policy =
    R"({"max_retries": 0, "retry_delay_seconds": 0.0, "retries": 1, "retry_delay": 30, "pause_keys": [], )"
    R"("resuming": false, "retry_type": null})";

void put_deployment(db::bulk::row& row, content const& of, run_plan const& run, std::string& creator)
{
    auto const& to = db::tables::flow_run;
    auto const deployment = *run.deployment;
    creator = R"({"id": ")" + to_string(id_of(of.in, noun::schedule, deployment)) +
              R"(", "type": "SCHEDULE", "display_value": "CronSchedule"})";
    row.put(to.work_queue_name, "default");
    row.put(to.created_by, creator);
    row.put(to.work_queue_id, id_of(of.in, noun::work_queue, deployment % work_pools));
    row.put(to.deployment_version, "1.0");
}

} // namespace

void give_flow_runs(content const& of, db::bulk::take_row const& take)
{
    auto const& to = db::tables::flow_run;
    db::bulk::row row{db::bulk::find_table("flow_run")};
    std::string creator;
    for (auto index = of.over.first; index < of.over.size; ++index) {
        auto const run = plan_run(of.in, of.over, index);
        auto const name = name_of_run(of.in, index);
        auto const parameters = R"({"day": ")" + to_rfc3339(run.expected).substr(0, 10) + R"(", "size": )" +
                                std::to_string(chance(of.in, index, 11) % 1000) + '}';
        auto const tags = R"([")" + std::string{of.in.name} + R"(", "shard-)" + std::to_string(index % 16) + R"("])";
        auto const labels = R"({"prefect.flow.id": ")" + to_string(id_of(of.in, noun::flow, run.flow)) + R"("})";
        auto const& last = run.last();
        row.put(to.id, run.id);
        row.put(to.created, run.states[0].at);
        row.put(to.updated, last.at);
        row.put(to.name, name);
        row.put(to.state_type, last.type);
        row.put(to.run_count, run.run_count);
        row.put(to.expected_start_time, run.expected);
        if (last.type == "SCHEDULED")
            row.put(to.next_scheduled_start_time, std::max(run.expected, last.at));
        if (run.start)
            row.put(to.start_time, *run.start);
        if (run.end)
            row.put(to.end_time, *run.end);
        row.put(to.total_run_time, run.run_time);
        row.put(to.flow_version, "1.0");
        row.put(to.parameters, parameters);
        row.put(to.context, "{}");
        row.put(to.empirical_policy, policy);
        row.put(to.tags, tags);
        row.put(to.auto_scheduled, run.deployment ? 1 : 0);
        row.put(to.flow_id, id_of(of.in, noun::flow, run.flow));
        if (run.deployment)
            row.put(to.deployment_id, id_of(of.in, noun::deployment, *run.deployment));
        row.put(to.state_id, id_of(of.in, noun::flow_run_state, index, static_cast<std::int64_t>(run.state_count) - 1));
        row.put(to.state_name, last.name);
        row.put(to.state_timestamp, last.at);
        if (run.deployment)
            put_deployment(row, of, run, creator);
        row.put(to.job_variables, "{}");
        row.put(to.labels, labels);
        row.give(take);
    }
}

void give_flow_run_states(content const& of, db::bulk::take_row const& take)
{
    auto const& to = db::tables::flow_run_state;
    db::bulk::row row{db::bulk::find_table("flow_run_state")};
    for (auto index = of.over.first; index < of.over.size; ++index) {
        auto const run = plan_run(of.in, of.over, index);
        for (std::size_t i = 0; i < run.state_count; ++i) {
            auto const& state = run.states[i];
            auto const details = details_of(state, run.id, std::nullopt, run.expected);
            put_state(row, to, id_of(of.in, noun::flow_run_state, index, static_cast<std::int64_t>(i)), state, details);
            row.put(to.flow_run_id, run.id);
            row.give(take);
        }
    }
}

} // namespace praetor::models::seed
