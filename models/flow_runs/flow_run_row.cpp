#include <models/flow_runs/flow_run_row.hpp>

#include <models/runs/legacy_documents.hpp>
#include <models/runs/run_times.hpp>

#include <utility>

namespace praetor::models {
namespace {

constexpr std::string_view columns =
    "flow_run.id, flow_run.created, flow_run.updated, flow_run.name, flow_run.flow_id, flow_run.state_id, "
    "flow_run.deployment_id, flow_run.deployment_version, flow_run.work_queue_id, coalesce(work_queue.name, "
    "flow_run.work_queue_name) AS work_queue_name, flow_run.flow_version, flow_run.parameters, "
    "flow_run.idempotency_key, flow_run.context, flow_run.empirical_policy, flow_run.tags, flow_run.labels, "
    "flow_run.parent_task_run_id, flow_run.state_type, flow_run.state_name, flow_run.run_count, "
    "flow_run.expected_start_time, flow_run.next_scheduled_start_time, flow_run.start_time, flow_run.end_time, "
    "flow_run.total_run_time, flow_run.auto_scheduled, flow_run.infrastructure_document_id, "
    "flow_run.infrastructure_pid, flow_run.created_by, work_pool.id AS work_pool_id, work_pool.name AS "
    "work_pool_name, flow_run.job_variables, current.id AS current_id, current.type AS current_type, "
    "current.name AS current_name, current.timestamp AS current_timestamp, current.message AS "
    "current_message, " PRAETOR_STATE_DATA("current") " AS current_data, current.state_details AS current_details";

constexpr std::string_view joined = " LEFT JOIN flow_run_state AS current ON current.id = flow_run.state_id "
                                    "LEFT JOIN work_queue ON work_queue.id = flow_run.work_queue_id "
                                    "LEFT JOIN work_pool ON work_pool.id = work_queue.work_pool_id";

} // namespace

db::sql select_flow_runs(db::sql const& rows)
{
    db::sql query{"SELECT "};
    query << columns << " FROM " << rows << joined;
    return query;
}

flow_run to_flow_run(flow_run_row&& row, timestamp when)
{
    flow_run run{.id = row.id,
                 .created = row.created,
                 .updated = row.updated,
                 .name = std::move(row.name),
                 .flow_id = row.flow_id,
                 .state_id = row.state_id,
                 .deployment_id = row.deployment_id,
                 .deployment_version = std::move(row.deployment_version),
                 .work_queue_id = row.work_queue_id,
                 .work_queue_name = std::move(row.work_queue_name),
                 .flow_version = std::move(row.flow_version),
                 .parameters = std::move(row.parameters),
                 .idempotency_key = std::move(row.idempotency_key),
                 .context = std::move(row.context),
                 .empirical_policy = complete_flow_run_policy(std::move(row.empirical_policy)),
                 .tags = std::move(row.tags),
                 .labels = key_value_labels{or_null(std::move(row.labels)).text},
                 .parent_task_run_id = row.parent_task_run_id,
                 .state_type = row.state_type,
                 .state_name = std::move(row.state_name),
                 .run_count = row.run_count,
                 .expected_start_time = row.expected_start_time,
                 .next_scheduled_start_time = row.next_scheduled_start_time,
                 .start_time = row.start_time,
                 .end_time = row.end_time,
                 .total_run_time = row.total_run_time,
                 .auto_scheduled = row.auto_scheduled,
                 .infrastructure_document_id = row.infrastructure_document_id,
                 .infrastructure_pid = std::move(row.infrastructure_pid),
                 .created_by = or_null(std::move(row.created_by)),
                 .work_pool_id = row.work_pool_id,
                 .work_pool_name = std::move(row.work_pool_name),
                 .job_variables = or_null(std::move(row.job_variables))};
    if (row.current_id && row.current_type && row.current_timestamp)
        run.state = stored_state{*row.current_id,
                                 *row.current_type,
                                 std::move(row.current_name).value_or(std::string{}),
                                 *row.current_timestamp,
                                 std::move(row.current_message),
                                 or_null(std::move(row.current_data)),
                                 complete_state_details(or_null(std::move(row.current_details)))};
    estimate_times(run, when);
    return run;
}

} // namespace praetor::models
