// Histories: how many runs were expected in each interval of a span of time, by state.
#pragma once

#include <models/flow_runs/flow_run.hpp>
#include <models/task_runs/task_run.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace praetor::models {

struct history_state
{
    models::state_type state_type{};
    std::string state_name;
    std::int64_t count_runs = 0;
    duration sum_estimated_run_time{};
    duration sum_estimated_lateness{};
};
BOOST_DESCRIBE_STRUCT(history_state, (),
                      (state_type, state_name, count_runs, sum_estimated_run_time, sum_estimated_lateness))

struct history_interval
{
    timestamp interval_start{};
    timestamp interval_end{};
    std::vector<history_state> states;
};
BOOST_DESCRIBE_STRUCT(history_interval, (), (interval_start, interval_end, states))

// Intervals of equal size from `start`, the last of them the first that reaches `end`; 500 at most, and none where
// `end` is not after `start`. `interval` is at least a second.
struct history_range
{
    timestamp start{};
    timestamp end{};
    duration interval{};

    // How many intervals it has.
    std::int64_t count() const;
};

// Every interval of the range in order, those without runs too.
task<std::vector<history_interval>> read_flow_run_history(db::connection& conn, flow_run_selection wanted,
                                                          history_range range);
task<std::vector<history_interval>> read_task_run_history(db::connection& conn, task_run_selection wanted,
                                                          history_range range);

} // namespace praetor::models
