// Task runs: one execution of a task, inside a flow run or on its own.
#pragma once

#include <models/state.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace praetor::models {

// A row of table task_run with its current state joined, and the reply of the task-run routes. JSON columns stay text.
struct task_run
{
    uuid id;
    timestamp created{};
    timestamp updated{};
    std::string name;
    std::optional<uuid> flow_run_id;
    std::string task_key;
    std::string dynamic_key;
    std::optional<std::string> cache_key;
    std::optional<timestamp> cache_expiration;
    std::optional<std::string> task_version;
    json_text empirical_policy;
    json_text tags;
    json_text labels;
    std::optional<uuid> state_id;
    json_text task_inputs;
    std::optional<models::state_type> state_type;
    std::optional<std::string> state_name;
    std::int64_t run_count = 0;
    std::int64_t flow_run_run_count = 0;
    std::optional<timestamp> expected_start_time;
    std::optional<timestamp> next_scheduled_start_time;
    std::optional<timestamp> start_time;
    std::optional<timestamp> end_time;
    duration total_run_time{};
    duration estimated_run_time{};
    duration estimated_start_time_delta{};
    std::optional<stored_state> state;
};

} // namespace praetor::models
