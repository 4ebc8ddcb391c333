-- POST /flow_runs/filter through flows, tags and task runs
SELECT flow_run.id, flow_run.created, flow_run.updated, flow_run.name, flow_run.flow_id, flow_run.state_id,
flow_run.deployment_id, flow_run.deployment_version, flow_run.work_queue_id, coalesce(work_queue.name,
flow_run.work_queue_name) AS work_queue_name, flow_run.flow_version, flow_run.parameters, flow_run.idempotency_key,
flow_run.context, flow_run.empirical_policy, flow_run.tags, flow_run.labels, flow_run.parent_task_run_id,
flow_run.state_type, flow_run.state_name, flow_run.run_count, flow_run.expected_start_time,
flow_run.next_scheduled_start_time, flow_run.start_time, flow_run.end_time, flow_run.total_run_time,
flow_run.auto_scheduled, flow_run.infrastructure_document_id, flow_run.infrastructure_pid, flow_run.created_by,
work_pool.id AS work_pool_id, work_pool.name AS work_pool_name, flow_run.job_variables, current.id AS current_id,
current.type AS current_type, current.name AS current_name, current.timestamp AS current_timestamp, current.message AS
current_message, coalesce(nullif(CAST(current.data AS text), 'null'), (SELECT CAST(artifact.data AS text) FROM artifact
WHERE artifact.id = current.result_artifact_id)) AS current_data, current.state_details AS current_details FROM (SELECT
* FROM flow_run WHERE (((flow_run.tags @> '["bench"]'::jsonb)) AND
(flow_run.flow_id IN (:flow::uuid)) AND EXISTS (SELECT 1 FROM task_run WHERE task_run.flow_run_id = flow_run.id AND
((task_run.state_type IN ('COMPLETED'::state_type))))) ORDER BY coalesce(flow_run.start_time,
flow_run.expected_start_time) DESC LIMIT :limit::bigint OFFSET :offset::bigint) AS flow_run LEFT JOIN flow_run_state AS
current ON current.id = flow_run.state_id LEFT JOIN work_queue ON work_queue.id = flow_run.work_queue_id LEFT JOIN
work_pool ON work_pool.id = work_queue.work_pool_id ORDER BY coalesce(flow_run.start_time, flow_run.expected_start_time)
DESC;
