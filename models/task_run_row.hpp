// A task run as one statement reads it: the run and its current state, side by side.
#pragma once

#include <models/state_result.hpp>
#include <models/task_run.hpp>

#include <string_view>

namespace praetor::models {

// The columns of select_task_run. Members are named after them.
struct task_run_row
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
    std::optional<json_text> labels;
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
    std::optional<uuid> current_id;
    std::optional<models::state_type> current_type;
    std::optional<std::string> current_name;
    std::optional<timestamp> current_timestamp;
    std::optional<std::string> current_message;
    std::optional<json_text> current_data;
    std::optional<json_text> current_details;
};
BOOST_DESCRIBE_STRUCT(task_run_row, (),
                      (id, created, updated, name, flow_run_id, task_key, dynamic_key, cache_key, cache_expiration,
                       task_version, empirical_policy, tags, labels, state_id, task_inputs, state_type, state_name,
                       run_count, flow_run_run_count, expected_start_time, next_scheduled_start_time, start_time,
                       end_time, total_run_time, current_id, current_type, current_name, current_timestamp,
                       current_message, current_data, current_details))

// A SELECT that wants its condition: append it, and an order.
inline constexpr std::string_view select_task_run =
    "SELECT task_run.id, task_run.created, task_run.updated, task_run.name, task_run.flow_run_id, task_run.task_key, "
    "task_run.dynamic_key, task_run.cache_key, task_run.cache_expiration, task_run.task_version, "
    "task_run.empirical_policy, task_run.tags, task_run.labels, task_run.state_id, task_run.task_inputs, "
    "task_run.state_type, task_run.state_name, task_run.run_count, task_run.flow_run_run_count, "
    "task_run.expected_start_time, task_run.next_scheduled_start_time, task_run.start_time, task_run.end_time, "
    "task_run.total_run_time, current.id AS current_id, current.type AS current_type, current.name AS current_name, "
    "current.timestamp AS current_timestamp, current.message AS current_message, " PRAETOR_STATE_DATA(
        "current", "result") " AS current_data, "
                             "current.state_details AS current_details "
                             "FROM task_run LEFT JOIN task_run_state AS current ON current.id = task_run.state_id "
                             "LEFT JOIN artifact AS result ON result.id = current.result_artifact_id WHERE ";

// The run as replies show it at `when`.
task_run to_task_run(task_run_row&& row, timestamp when);

} // namespace praetor::models
