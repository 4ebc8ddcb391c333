// What the dashboard shows of task runs: counts by state and over time, and one with the name of its flow run.
#pragma once

#include <models/flow_runs/flow_run.hpp>
#include <models/task_runs/task_run.hpp>

#include <vector>

namespace praetor::models {

// How many task runs are in each state.
struct count_by_state
{
    std::int64_t COMPLETED = 0;
    std::int64_t PENDING = 0;
    std::int64_t RUNNING = 0;
    std::int64_t FAILED = 0;
    std::int64_t CANCELLED = 0;
    std::int64_t CRASHED = 0;
    std::int64_t PAUSED = 0;
    std::int64_t CANCELLING = 0;
    std::int64_t SCHEDULED = 0;
};
BOOST_DESCRIBE_STRUCT(count_by_state, (),
                      (COMPLETED, PENDING, RUNNING, FAILED, CANCELLED, CRASHED, PAUSED, CANCELLING, SCHEDULED))

// Of the task runs that started in one part of a span: how they ended.
struct task_run_outcomes
{
    std::int64_t completed = 0; // and cancelled
    std::int64_t failed = 0;    // and crashed
};
BOOST_DESCRIBE_STRUCT(task_run_outcomes, (), (completed, failed))

struct named_task_run : task_run
{
    std::optional<std::string> flow_run_name;
};
BOOST_DESCRIBE_STRUCT(named_task_run, (task_run), (flow_run_name))

// A span from the first to the last minute that are asked for, cut into equal parts.
struct dashboard_span
{
    timestamp from{};
    duration part{}; // more than zero
};

// Whole minutes round both; `before` may be absent: until `when`.
dashboard_span to_dashboard_span(timestamp after, std::optional<timestamp> before, timestamp when);

// Of all that match and have a state.
task<count_by_state> count_task_runs_by_state(db::connection& conn, task_run_selection wanted);

// Twenty parts. Only task runs that ended count, whatever state `wanted` asks for; `over` selects their flow runs.
task<std::vector<task_run_outcomes>> count_outcomes(db::connection& conn, filters::task_run_filter wanted,
                                                    flow_run_selection over, dashboard_span span);

// Nothing where there is none.
task<std::optional<named_task_run>> read_named_task_run(db::connection& conn, uuid id);

} // namespace praetor::models
