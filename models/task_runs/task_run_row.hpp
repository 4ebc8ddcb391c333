// A task run as one statement reads it: the run and its current state, side by side.
#pragma once

#include <models/runs/state_result.hpp>
#include <models/task_runs/task_run.hpp>

#include <string_view>

namespace praetor::models {

// The columns of select_task_runs. Members are named after them.
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

// A SELECT over `rows`: table task_run or a page of it. Append what follows.
db::sql select_task_runs(db::sql const& rows = db::sql{"task_run"});

// The run as replies show it at `when`.
task_run to_task_run(task_run_row&& row, timestamp when);

} // namespace praetor::models
