// A flow run as one statement reads it: the run, its current state, its work queue and work pool, side by side.
#pragma once

#include <models/flow_runs/flow_run.hpp>
#include <models/runs/state_result.hpp>

#include <string_view>

namespace praetor::models {

// The columns of select_flow_runs. Members are named after them.
struct flow_run_row
{
    uuid id;
    timestamp created{};
    timestamp updated{};
    std::string name;
    uuid flow_id;
    std::optional<uuid> state_id;
    std::optional<uuid> deployment_id;
    std::optional<std::string> deployment_version;
    std::optional<uuid> work_queue_id;
    std::optional<std::string> work_queue_name;
    std::optional<std::string> flow_version;
    json_text parameters;
    std::optional<std::string> idempotency_key;
    json_text context;
    json_text empirical_policy;
    json_text tags;
    std::optional<json_text> labels;
    std::optional<uuid> parent_task_run_id;
    std::optional<models::state_type> state_type;
    std::optional<std::string> state_name;
    std::int64_t run_count = 0;
    std::optional<timestamp> expected_start_time;
    std::optional<timestamp> next_scheduled_start_time;
    std::optional<timestamp> start_time;
    std::optional<timestamp> end_time;
    duration total_run_time{};
    bool auto_scheduled = false;
    std::optional<uuid> infrastructure_document_id;
    std::optional<std::string> infrastructure_pid;
    std::optional<json_text> created_by;
    std::optional<uuid> work_pool_id;
    std::optional<std::string> work_pool_name;
    std::optional<json_text> job_variables;
    std::optional<uuid> current_id;
    std::optional<models::state_type> current_type;
    std::optional<std::string> current_name;
    std::optional<timestamp> current_timestamp;
    std::optional<std::string> current_message;
    std::optional<json_text> current_data;
    std::optional<json_text> current_details;
};
BOOST_DESCRIBE_STRUCT(flow_run_row, (),
                      (id, created, updated, name, flow_id, state_id, deployment_id, deployment_version, work_queue_id,
                       work_queue_name, flow_version, parameters, idempotency_key, context, empirical_policy, tags,
                       labels, parent_task_run_id, state_type, state_name, run_count, expected_start_time,
                       next_scheduled_start_time, start_time, end_time, total_run_time, auto_scheduled,
                       infrastructure_document_id, infrastructure_pid, created_by, work_pool_id, work_pool_name,
                       job_variables, current_id, current_type, current_name, current_timestamp, current_message,
                       current_data, current_details))

// A SELECT over `rows`: table flow_run or a page of it. Append what follows.
db::sql select_flow_runs(db::sql const& rows = db::sql{"flow_run"});

// The run as replies show it at `when`.
flow_run to_flow_run(flow_run_row&& row, timestamp when);

} // namespace praetor::models
