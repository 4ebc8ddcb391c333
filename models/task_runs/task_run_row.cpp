#include <models/task_runs/task_run_row.hpp>

#include <models/runs/legacy_documents.hpp>
#include <models/runs/run_times.hpp>

#include <utility>

namespace praetor::models {
namespace {

constexpr std::string_view columns =
    "task_run.id, task_run.created, task_run.updated, task_run.name, task_run.flow_run_id, task_run.task_key, "
    "task_run.dynamic_key, task_run.cache_key, task_run.cache_expiration, task_run.task_version, "
    "task_run.empirical_policy, task_run.tags, task_run.labels, task_run.state_id, task_run.task_inputs, "
    "task_run.state_type, task_run.state_name, task_run.run_count, task_run.flow_run_run_count, "
    "task_run.expected_start_time, task_run.next_scheduled_start_time, task_run.start_time, task_run.end_time, "
    "task_run.total_run_time, current.id AS current_id, current.type AS current_type, current.name AS "
    "current_name, current.timestamp AS current_timestamp, current.message AS current_message, " PRAETOR_STATE_DATA(
        "current") " AS "
                   "current_data, current.state_details AS current_details";

constexpr std::string_view joined = " LEFT JOIN task_run_state AS current ON current.id = task_run.state_id";

} // namespace

db::sql select_task_runs(db::sql const& rows)
{
    db::sql query{"SELECT "};
    query << columns << " FROM " << rows << joined;
    return query;
}

task_run to_task_run(task_run_row&& row, timestamp when)
{
    task_run run{.id = row.id,
                 .created = row.created,
                 .updated = row.updated,
                 .name = std::move(row.name),
                 .flow_run_id = row.flow_run_id,
                 .task_key = std::move(row.task_key),
                 .dynamic_key = std::move(row.dynamic_key),
                 .cache_key = std::move(row.cache_key),
                 .cache_expiration = row.cache_expiration,
                 .task_version = std::move(row.task_version),
                 .empirical_policy = complete_task_run_policy(std::move(row.empirical_policy)),
                 .tags = std::move(row.tags),
                 .labels = or_null(std::move(row.labels)),
                 .state_id = row.state_id,
                 .task_inputs = std::move(row.task_inputs),
                 .state_type = row.state_type,
                 .state_name = std::move(row.state_name),
                 .run_count = row.run_count,
                 .flow_run_run_count = row.flow_run_run_count,
                 .expected_start_time = row.expected_start_time,
                 .next_scheduled_start_time = row.next_scheduled_start_time,
                 .start_time = row.start_time,
                 .end_time = row.end_time,
                 .total_run_time = row.total_run_time};
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
