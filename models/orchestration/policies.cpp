#include <models/orchestration/policies.hpp>
#include <models/orchestration/rules.hpp>

#include <vector>

namespace praetor::models {

using namespace rules;

policy core_flow_policy()
{
    static std::vector<rule> const all{preserve_deployment_concurrency_lease_id,
                                       prevent_duplicate_transitions,
                                       handle_flow_terminal_state_transitions,
                                       enforce_cancelling_to_cancelled_transition,
                                       bypass_cancelling_flow_runs_with_no_infra,
                                       prevent_pending_transitions,
                                       validate_deployment_concurrency_at_running,
                                       secure_flow_concurrency_slots,
                                       remove_deployment_concurrency_lease_for_old_client_versions,
                                       ensure_only_scheduled_flows_marked_late,
                                       handle_pausing_flows,
                                       handle_resuming_paused_flows,
                                       copy_scheduled_time,
                                       wait_for_scheduled_time,
                                       retry_failed_flows,
                                       instrument_flow_run_state_transitions,
                                       release_flow_concurrency_slots};
    return all;
}

policy minimal_flow_policy()
{
    static std::vector<rule> const all{preserve_deployment_concurrency_lease_id, prevent_result_data_loss,
                                       bypass_cancelling_flow_runs_with_no_infra, instrument_flow_run_state_transitions,
                                       release_flow_concurrency_slots};
    return all;
}

policy mark_late_runs_policy()
{
    static std::vector<rule> const all{ensure_only_scheduled_flows_marked_late, enforce_deployment_concurrency_on_late,
                                       instrument_flow_run_state_transitions};
    return all;
}

policy core_task_policy()
{
    static std::vector<rule> const all{cache_retrieval,
                                       handle_task_terminal_state_transitions,
                                       prevent_running_tasks_from_stopped_flows,
                                       secure_task_concurrency_slots, // a cached state needs no slot
                                       copy_scheduled_time,
                                       wait_for_scheduled_time,
                                       retry_failed_tasks,
                                       rename_reruns,
                                       update_flow_run_tracker_on_tasks,
                                       cache_insertion,
                                       release_task_concurrency_slots};
    return all;
}

policy client_side_task_policy()
{
    static std::vector<rule> const all{cache_retrieval,
                                       handle_task_terminal_state_transitions,
                                       prevent_running_tasks_from_stopped_flows,
                                       copy_scheduled_time,
                                       wait_for_scheduled_time,
                                       retry_failed_tasks,
                                       rename_reruns,
                                       update_flow_run_tracker_on_tasks,
                                       cache_insertion,
                                       release_task_concurrency_slots};
    return all;
}

policy background_task_policy()
{
    static std::vector<rule> const all{prevent_pending_transitions,
                                       cache_retrieval,
                                       handle_task_terminal_state_transitions,
                                       copy_scheduled_time,
                                       copy_task_parameters_id,
                                       wait_for_scheduled_time,
                                       retry_failed_tasks,
                                       rename_reruns,
                                       update_flow_run_tracker_on_tasks,
                                       cache_insertion,
                                       release_task_concurrency_slots,
                                       enqueue_scheduled_tasks};
    return all;
}

policy minimal_task_policy()
{
    static std::vector<rule> const all{release_task_concurrency_slots};
    return all;
}

policy global_flow_policy()
{
    static std::vector<rule> const all{ensure_flow_run_state_timestamp_is_unique,
                                       set_run_state_type,
                                       set_run_state_name,
                                       set_run_state_timestamp,
                                       set_start_time,
                                       set_end_time,
                                       increment_run_time,
                                       set_expected_start_time,
                                       set_next_scheduled_start_time,
                                       update_flow_state_details,
                                       update_subflow_parent_task,
                                       update_subflow_state_details,
                                       increment_flow_run_count,
                                       remove_resuming_indicator,
                                       forget_in_process_retry};
    return all;
}

policy global_task_policy()
{
    static std::vector<rule> const all{set_run_state_type,
                                       set_run_state_name,
                                       set_run_state_timestamp,
                                       set_start_time,
                                       set_end_time,
                                       increment_run_time,
                                       set_expected_start_time,
                                       set_next_scheduled_start_time,
                                       update_task_state_details,
                                       increment_task_run_count};
    return all;
}

} // namespace praetor::models
