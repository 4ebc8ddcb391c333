-- GET /flow_runs/{id}/graph-v2 of a run with 1,000 task runs, in one trip
\startpipeline
SELECT task_run.id, task_run.name AS label, task_run.state_type, coalesce(task_run.start_time,
task_run.expected_start_time) AS start_time, coalesce(task_run.end_time, CASE WHEN task_run.state_type = 'COMPLETED'
THEN task_run.expected_start_time END) AS end_time, task_run.task_inputs AS inputs, CAST(NULL AS uuid) AS stands_for
FROM task_run WHERE task_run.flow_run_id = :run::uuid AND (coalesce(task_run.start_time, task_run.expected_start_time)
IS NOT NULL OR EXISTS (SELECT 1 FROM flow_run AS subflow WHERE subflow.parent_task_run_id = task_run.id)) LIMIT
:nodes::bigint;
SELECT subflow.id, flow.name || ' / ' || subflow.name AS label, coalesce(subflow.state_type, task_run.state_type) AS
state_type, coalesce(subflow.start_time, subflow.expected_start_time, task_run.start_time, task_run.expected_start_time)
AS start_time, coalesce(subflow.end_time, task_run.end_time, CASE WHEN task_run.state_type = 'COMPLETED' THEN
task_run.expected_start_time END) AS end_time, task_run.task_inputs AS inputs, task_run.id AS stands_for FROM task_run
JOIN flow_run AS subflow ON subflow.parent_task_run_id = task_run.id JOIN flow ON flow.id = subflow.flow_id WHERE
task_run.flow_run_id = :run::uuid AND subflow.parent_task_run_id IS NOT NULL LIMIT :nodes::bigint;
SELECT artifact.id, artifact.created, artifact.key, artifact.type, CASE WHEN artifact.type = 'progress' THEN
CAST(artifact.data AS text) END AS data, artifact.task_run_id, artifact.key IS NULL OR artifact_collection.id IS NOT
NULL AS is_latest FROM artifact LEFT JOIN artifact_collection ON artifact_collection.key = artifact.key AND
artifact_collection.latest_id = artifact.id WHERE artifact.flow_run_id = :run::uuid AND artifact.type <> 'result' ORDER
BY artifact.created LIMIT :artifacts::bigint;
SELECT id, timestamp, type, name FROM flow_run_state WHERE flow_run_id = :run::uuid;
SELECT coalesce(start_time, expected_start_time) AS start_time, end_time FROM flow_run WHERE id = :run::uuid;
\endpipeline
