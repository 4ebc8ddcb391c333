-- GET /flow_runs/{id}/graph-v2 of a run with 1,000 task runs
SELECT 0 AS part, flow_run.id, CAST(NULL AS text) AS label, CAST(NULL AS text) AS type, coalesce(flow_run.start_time,
flow_run.expected_start_time) AS start_time, flow_run.end_time, CAST(NULL AS text) AS document, CAST(NULL AS uuid) AS
task_run_id FROM flow_run WHERE flow_run.id = :run::uuid UNION ALL SELECT * FROM (SELECT CASE WHEN subflow.id IS NULL
THEN 1 ELSE 2 END AS part, coalesce(subflow.id, task_run.id) AS id, coalesce(flow.name || ' / ' || subflow.name,
task_run.name) AS label, CAST(coalesce(subflow.state_type, task_run.state_type) AS text) AS type,
coalesce(subflow.start_time, subflow.expected_start_time, task_run.start_time, task_run.expected_start_time) AS
start_time, coalesce(subflow.end_time, task_run.end_time, CASE WHEN task_run.state_type = 'COMPLETED' THEN
task_run.expected_start_time END) AS end_time, CAST(task_run.task_inputs AS text) AS document, CAST(NULL AS uuid) AS
task_run_id FROM task_run LEFT JOIN flow_run AS subflow ON subflow.parent_task_run_id = task_run.id LEFT JOIN flow ON
flow.id = subflow.flow_id WHERE task_run.flow_run_id = :run::uuid AND coalesce(subflow.start_time,
subflow.expected_start_time, task_run.start_time, task_run.expected_start_time) IS NOT NULL LIMIT :nodes::bigint) AS
node UNION ALL SELECT * FROM (SELECT 3 AS part, artifact.id, artifact.key AS label, artifact.type, artifact.created AS
start_time, CASE WHEN artifact.key IS NOT NULL AND artifact_collection.id IS NULL THEN artifact.created END AS
end_time, CASE WHEN artifact.type = 'progress' THEN CAST(artifact.data AS text) END AS document, artifact.task_run_id
FROM artifact LEFT JOIN artifact_collection ON artifact_collection.key = artifact.key AND
artifact_collection.latest_id = artifact.id WHERE artifact.flow_run_id = :run::uuid AND artifact.type <> 'result'
ORDER BY artifact.created LIMIT :artifacts::bigint) AS made UNION ALL SELECT 4, flow_run_state.id,
flow_run_state.name, CAST(flow_run_state.type AS text), flow_run_state.timestamp, NULL, NULL, NULL FROM flow_run_state
WHERE flow_run_state.flow_run_id = :run::uuid;
