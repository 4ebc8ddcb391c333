// How far a run has come: the columns of flow_run and task_run that follow its changes of state.
#pragma once

#include <models/runs/state.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace praetor::models {

struct run_progress
{
    std::optional<uuid> state_id;
    std::optional<models::state_type> state_type;
    std::optional<std::string> state_name;
    std::int64_t run_count = 0;
    std::optional<timestamp> expected_start_time;
    std::optional<timestamp> next_scheduled_start_time;
    std::optional<timestamp> start_time;
    std::optional<timestamp> end_time;
    duration total_run_time{};
};
BOOST_DESCRIBE_STRUCT(run_progress, (),
                      (state_id, state_type, state_name, run_count, expected_start_time, next_scheduled_start_time,
                       start_time, end_time, total_run_time))

} // namespace praetor::models
