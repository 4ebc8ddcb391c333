// A flow run as one statement reads it: the run, its current state, its work queue and work pool, side by side.
#pragma once

#include <models/flow_run.hpp>
#include <models/state_result.hpp>

#include <string_view>

namespace praetor::models {

// The columns of select_flow_run. Members are named after them.
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

// A SELECT that wants its condition: append it, and an order.
inline constexpr std::string_view select_flow_run =
    "SELECT flow_run.id, flow_run.created, flow_run.updated, flow_run.name, flow_run.flow_id, flow_run.state_id, "
    "flow_run.deployment_id, flow_run.deployment_version, "
    "flow_run.work_queue_id, coalesce(work_queue.name, flow_run.work_queue_name) AS work_queue_name, "
    "flow_run.flow_version, flow_run.parameters, flow_run.idempotency_key, flow_run.context, "
    "flow_run.empirical_policy, flow_run.tags, flow_run.labels, flow_run.parent_task_run_id, flow_run.state_type, "
    "flow_run.state_name, flow_run.run_count, flow_run.expected_start_time, flow_run.next_scheduled_start_time, "
    "flow_run.start_time, flow_run.end_time, flow_run.total_run_time, flow_run.auto_scheduled, "
    "flow_run.infrastructure_document_id, flow_run.infrastructure_pid, flow_run.created_by, "
    "work_pool.id AS work_pool_id, work_pool.name AS work_pool_name, flow_run.job_variables, "
    "current.id AS current_id, current.type AS current_type, current.name AS current_name, "
    "current.timestamp AS current_timestamp, current.message AS current_message, " PRAETOR_STATE_DATA(
        "current", "result") " AS current_data, "
                             "current.state_details AS current_details "
                             "FROM flow_run LEFT JOIN flow_run_state AS current ON current.id = flow_run.state_id "
                             "LEFT JOIN artifact AS result ON result.id = current.result_artifact_id "
                             "LEFT JOIN work_queue ON work_queue.id = flow_run.work_queue_id "
                             "LEFT JOIN work_pool ON work_pool.id = work_queue.work_pool_id WHERE ";

// The run as replies show it at `when`.
flow_run to_flow_run(flow_run_row&& row, timestamp when);

} // namespace praetor::models
