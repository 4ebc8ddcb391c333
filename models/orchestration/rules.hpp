// Every rule by its name in the reference, and those that are praetor's alone; each is documented where it is defined.
#pragma once

#include <models/orchestration/rule.hpp>

namespace praetor::models::rules {

// terminal_rules.cpp
extern rule const handle_flow_terminal_state_transitions;
extern rule const handle_task_terminal_state_transitions;
extern rule const prevent_result_data_loss;

// pause_rules.cpp
extern rule const handle_pausing_flows;
extern rule const handle_resuming_paused_flows;

// retry_rules.cpp
extern rule const retry_failed_flows;
extern rule const retry_failed_tasks;
extern rule const rename_reruns;
extern rule const forget_in_process_retry; // praetor's alone
extern rule const update_flow_run_tracker_on_tasks;

// schedule_rules.cpp
extern rule const copy_scheduled_time;
extern rule const wait_for_scheduled_time;
extern rule const copy_task_parameters_id;
extern rule const ensure_only_scheduled_flows_marked_late;
extern rule const enqueue_scheduled_tasks;

// cancel_rules.cpp
extern rule const enforce_cancelling_to_cancelled_transition;
extern rule const bypass_cancelling_flow_runs_with_no_infra;

// prevent_rules.cpp
extern rule const prevent_duplicate_transitions;
extern rule const prevent_pending_transitions;
extern rule const prevent_running_tasks_from_stopped_flows;
extern rule const preserve_deployment_concurrency_lease_id;

// deployment_slot_rules.cpp
extern rule const secure_flow_concurrency_slots;
extern rule const validate_deployment_concurrency_at_running;
extern rule const remove_deployment_concurrency_lease_for_old_client_versions;
extern rule const enforce_deployment_concurrency_on_late;
extern rule const release_flow_concurrency_slots;

// tag_slot_rules.cpp
extern rule const secure_task_concurrency_slots;
extern rule const release_task_concurrency_slots;

// cache_rules.cpp
extern rule const cache_retrieval;
extern rule const cache_insertion;

// global_transforms.cpp
extern rule const ensure_flow_run_state_timestamp_is_unique;
extern rule const set_run_state_type;
extern rule const set_run_state_name;
extern rule const set_run_state_timestamp;
extern rule const set_start_time;
extern rule const set_end_time;
extern rule const increment_run_time;
extern rule const set_expected_start_time;
extern rule const set_next_scheduled_start_time;
extern rule const update_flow_state_details;
extern rule const update_task_state_details;
extern rule const update_subflow_parent_task;
extern rule const update_subflow_state_details;
extern rule const increment_flow_run_count;
extern rule const increment_task_run_count;
extern rule const remove_resuming_indicator;
extern rule const instrument_flow_run_state_transitions;

} // namespace praetor::models::rules
