// Task runs, their states, logs and artifacts: the details that some runs have.
#include <models/seed/state_row.hpp>
#include <models/seed/tables.hpp>

#include <db/schema/tables.hpp>

namespace praetor::models::seed {
namespace {

constexpr std::array<std::string_view, 5> task_names{"extract", "clean", "transform", "load", "notify"};

struct task_plan
{
    uuid id;
    std::int64_t index = 0; // among all task runs
    std::string_view task;
    std::array<planned_state, 3> states{};
    std::size_t state_count = 0;
    timestamp start{};
    std::optional<timestamp> end;
};

// Task by task, one after another, over the time of the run; the last one ends as the run did.
template <class F>
void each_task(content const& of, run_plan const& run, F const& visit)
{
    auto const until = run.end.value_or(of.over.now);
    auto const share = (until - *run.start) / of.in.task_runs;
    for (int i = 0; i < of.in.task_runs; ++i) {
        bool const is_last = i + 1 == of.in.task_runs;
        task_plan task;
        task.index = run.index * of.in.task_runs + i;
        task.id = id_of(of.in, noun::task_run, run.index, i);
        task.task = task_names[static_cast<std::size_t>(i) % task_names.size()];
        auto const begin = *run.start + i * share;
        task.start = begin + std::chrono::milliseconds{20};
        task.states[0] = {"PENDING", "Pending", begin + std::chrono::milliseconds{10}};
        task.states[1] = {"RUNNING", "Running", task.start};
        task.state_count = 2;
        if (!is_last || run.end) {
            task.end = std::max(begin + share, task.start + std::chrono::milliseconds{1});
            bool const failed = is_last && run.last().type != "COMPLETED";
            task.states[2] = failed ? planned_state{"FAILED", "Failed", *task.end}
                                    : planned_state{"COMPLETED", "Completed", *task.end};
            task.state_count = 3;
        }
        visit(task, i);
    }
}

template <class F>
void each_detailed_run(content const& of, F const& visit)
{
    auto const every = of.in.detailed_every;
    for (auto index = (of.over.first + every - 1) / every * every; index < of.over.size; index += every) {
        auto const run = plan_run(of.in, of.over, index);
        if (run.is_detailed(of.in))
            visit(run);
    }
}

std::string data_of_artifact(content const& of, run_plan const& run)
{
    return R"("# Report of )" + name_of_flow(of.in, run.flow) + R"(\n\n| rows | errors |\n|---|---|\n| )" +
           std::to_string(chance(of.in, run.index, 12) % 100'000) + " | " +
           std::to_string(chance(of.in, run.index, 13) % 10) + R"( |")";
}

} // namespace

void give_task_runs(content const& of, db::bulk::take_row const& take)
{
    auto const& to = db::tables::task_run;
    db::bulk::row row{db::bulk::find_table("task_run")};
    each_detailed_run(of, [&](run_plan const& run) {
        each_task(of, run, [&](task_plan const& task, int part) {
            auto const name = std::string{task.task} + "-" + to_string(task.id).substr(33);
            auto const key = std::string{task.task} + "-0a1b2c3d";
            auto const dynamic_key = std::to_string(part);
            auto const tags = R"([")" + std::string{of.in.name} + R"("])";
            auto const& last = task.states[task.state_count - 1];
            row.put(to.id, task.id);
            row.put(to.created, task.states[0].at);
            row.put(to.updated, last.at);
            row.put(to.name, name);
            row.put(to.state_type, last.type);
            row.put(to.run_count, 1);
            row.put(to.expected_start_time, task.states[0].at);
            row.put(to.start_time, task.start);
            if (task.end)
                row.put(to.end_time, *task.end);
            row.put(to.total_run_time, task.end ? *task.end - task.start : duration{});
            row.put(to.task_key, key);
            row.put(to.dynamic_key, dynamic_key);
            row.put(to.empirical_policy, R"({"max_retries": 0, "retry_delay_seconds": 0.0, "retries": 0, )"
                                         R"("retry_delay": 0, "retry_jitter_factor": null})");
            row.put(to.task_inputs, "{}");
            row.put(to.tags, tags);
            row.put(to.flow_run_id, run.id);
            row.put(to.state_id,
                    id_of(of.in, noun::task_run_state, task.index, static_cast<std::int64_t>(task.state_count) - 1));
            row.put(to.state_name, last.name);
            row.put(to.state_timestamp, last.at);
            row.put(to.flow_run_run_count, 1);
            row.put(to.labels, "{}");
            row.give(take);
        });
    });
}

void give_task_run_states(content const& of, db::bulk::take_row const& take)
{
    auto const& to = db::tables::task_run_state;
    db::bulk::row row{db::bulk::find_table("task_run_state")};
    each_detailed_run(of, [&](run_plan const& run) {
        each_task(of, run, [&](task_plan const& task, int) {
            for (std::size_t i = 0; i < task.state_count; ++i) {
                auto const details = details_of(task.states[i], run.id, task.id, task.start);
                put_state(row, to, id_of(of.in, noun::task_run_state, task.index, static_cast<std::int64_t>(i)),
                          task.states[i], details);
                row.put(to.task_run_id, task.id);
                row.give(take);
            }
        });
    });
}

void give_logs(content const& of, db::bulk::take_row const& take)
{
    auto const& to = db::tables::log;
    db::bulk::row row{db::bulk::find_table("log")};
    each_detailed_run(of, [&](run_plan const& run) {
        std::int64_t part = 0;
        auto const write = [&](std::string_view logger, std::int64_t level, std::optional<uuid> task,
                               std::string_view message, timestamp at) {
            row.put(to.id, id_of(of.in, noun::log, run.index, part++));
            row.put(to.created, at);
            row.put(to.updated, at);
            row.put(to.name, logger);
            row.put(to.level, level);
            row.put(to.flow_run_id, run.id);
            if (task)
                row.put(to.task_run_id, *task);
            row.put(to.message, message);
            row.put(to.timestamp, at);
            row.give(take);
        };
        auto const name = name_of_run(of.in, run.index);
        write("prefect.flow_runs", 20, std::nullopt,
              "Beginning flow run '" + name + "' for flow '" + name_of_flow(of.in, run.flow) + "'", *run.start);
        each_task(of, run, [&](task_plan const& task, int) {
            if (task.end)
                write("prefect.task_runs", task.states[2].type == "FAILED" ? 40 : 20, task.id,
                      task.states[2].type == "FAILED" ? "Task run failed with exception: ConnectionError(...)"
                                                      : "Finished in state Completed()",
                      *task.end);
        });
        if (run.end)
            write("prefect.flow_runs", run.last().type == "COMPLETED" ? 20 : 40, std::nullopt,
                  "Finished in state " + std::string{run.last().name} + "()", *run.end);
    });
}

void give_artifacts(content const& of, db::bulk::take_row const& take)
{
    auto const& to = db::tables::artifact;
    db::bulk::row row{db::bulk::find_table("artifact")};
    auto const every = of.in.reported_every;
    for (auto index = (of.over.first + every - 1) / every * every; index < of.over.size; index += every) {
        auto const run = plan_run(of.in, of.over, index);
        if (!run.is_reported(of.in))
            continue;
        auto const key = key_of_artifact(of.in, run.flow);
        auto const data = data_of_artifact(of, run);
        row.put(to.id, id_of(of.in, noun::artifact, run.index));
        row.put(to.created, *run.end);
        row.put(to.updated, *run.end);
        row.put(to.key, key);
        row.put(to.type, "markdown");
        row.put(to.data, data);
        row.put(to.flow_run_id, run.id);
        row.put(to.description, "What the run found");
        row.give(take);
    }
}

} // namespace praetor::models::seed
