-- POST /work_pools/{name}/get_scheduled_flow_runs: 200 of 1,000 due runs, in one trip
\startpipeline
SELECT work_pool.id FROM work_pool WHERE work_pool.name = :pool;
SELECT work_queue.id, work_queue.name FROM work_queue JOIN work_pool ON work_pool.id = work_queue.work_pool_id WHERE
work_pool.name = :pool;
WITH open_pool AS MATERIALIZED (SELECT work_pool.id, CASE WHEN work_pool.concurrency_limit IS NOT NULL THEN
work_pool.concurrency_limit - (SELECT count(*) FROM flow_run JOIN work_queue ON work_queue.id = flow_run.work_queue_id
WHERE work_queue.work_pool_id = work_pool.id AND flow_run.state_type IN ('PENDING', 'RUNNING')) END AS room FROM
work_pool WHERE work_pool.name = :pool AND NOT work_pool.is_paused), open_queue AS MATERIALIZED (SELECT work_queue.id,
work_queue.priority, open_pool.id AS pool_id, CASE WHEN work_queue.concurrency_limit IS NOT NULL THEN
work_queue.concurrency_limit - (SELECT count(*) FROM flow_run WHERE flow_run.work_queue_id = work_queue.id AND
flow_run.state_type IN ('PENDING', 'RUNNING')) END AS room, row_number() OVER (ORDER BY work_queue.priority,
work_queue.id) AS number FROM open_pool JOIN work_queue ON work_queue.work_pool_id = open_pool.id WHERE NOT
work_queue.is_paused AND work_queue.name IN (:queue)), most AS MATERIALIZED (SELECT CASE WHEN min(room) < 0 THEN 0 WHEN
min(room) < :limit::bigint THEN min(room) ELSE :limit::bigint END AS runs, (SELECT count(*) FROM open_queue) AS queues
FROM open_pool), waiting AS MATERIALIZED (SELECT id, due, number FROM (SELECT flow_run.id,
flow_run.next_scheduled_start_time AS due, open_queue.number, open_queue.room, row_number() OVER (PARTITION BY
open_queue.id ORDER BY flow_run.next_scheduled_start_time, flow_run.id) AS place FROM flow_run CROSS JOIN open_queue
WHERE (SELECT most.queues FROM most) > 4 AND flow_run.work_queue_id = open_queue.id AND flow_run.state_type =
'SCHEDULED' AND flow_run.next_scheduled_start_time <= :before::timestamptz AND (flow_run.empirical_policy ->>
'retry_type' IS NULL OR flow_run.empirical_policy ->> 'retry_type' <> 'in_process')) AS placed WHERE room IS NULL OR
place <= room UNION ALL SELECT * FROM (SELECT flow_run.id, flow_run.next_scheduled_start_time AS due, 1 AS number FROM
flow_run WHERE flow_run.work_queue_id = (SELECT open_queue.id FROM open_queue WHERE open_queue.number = 1) AND
flow_run.state_type = 'SCHEDULED' AND flow_run.next_scheduled_start_time <= :before::timestamptz AND
(flow_run.empirical_policy ->> 'retry_type' IS NULL OR flow_run.empirical_policy ->> 'retry_type' <> 'in_process') ORDER
BY flow_run.next_scheduled_start_time, flow_run.id LIMIT coalesce((SELECT CASE WHEN open_queue.room < 0 THEN 0 WHEN
open_queue.room < most.runs THEN open_queue.room ELSE most.runs END FROM open_queue CROSS JOIN most WHERE
open_queue.number = 1 AND most.queues <= 4), 0)) AS its1 UNION ALL SELECT * FROM (SELECT flow_run.id,
flow_run.next_scheduled_start_time AS due, 2 AS number FROM flow_run WHERE flow_run.work_queue_id = (SELECT
open_queue.id FROM open_queue WHERE open_queue.number = 2) AND flow_run.state_type = 'SCHEDULED' AND
flow_run.next_scheduled_start_time <= :before::timestamptz AND (flow_run.empirical_policy ->> 'retry_type' IS NULL OR
flow_run.empirical_policy ->> 'retry_type' <> 'in_process') ORDER BY flow_run.next_scheduled_start_time, flow_run.id
LIMIT coalesce((SELECT CASE WHEN open_queue.room < 0 THEN 0 WHEN open_queue.room < most.runs THEN open_queue.room ELSE
most.runs END FROM open_queue CROSS JOIN most WHERE open_queue.number = 2 AND most.queues <= 4), 0)) AS its2 UNION ALL
SELECT * FROM (SELECT flow_run.id, flow_run.next_scheduled_start_time AS due, 3 AS number FROM flow_run WHERE
flow_run.work_queue_id = (SELECT open_queue.id FROM open_queue WHERE open_queue.number = 3) AND flow_run.state_type =
'SCHEDULED' AND flow_run.next_scheduled_start_time <= :before::timestamptz AND (flow_run.empirical_policy ->>
'retry_type' IS NULL OR flow_run.empirical_policy ->> 'retry_type' <> 'in_process') ORDER BY
flow_run.next_scheduled_start_time, flow_run.id LIMIT coalesce((SELECT CASE WHEN open_queue.room < 0 THEN 0 WHEN
open_queue.room < most.runs THEN open_queue.room ELSE most.runs END FROM open_queue CROSS JOIN most WHERE
open_queue.number = 3 AND most.queues <= 4), 0)) AS its3 UNION ALL SELECT * FROM (SELECT flow_run.id,
flow_run.next_scheduled_start_time AS due, 4 AS number FROM flow_run WHERE flow_run.work_queue_id = (SELECT
open_queue.id FROM open_queue WHERE open_queue.number = 4) AND flow_run.state_type = 'SCHEDULED' AND
flow_run.next_scheduled_start_time <= :before::timestamptz AND (flow_run.empirical_policy ->> 'retry_type' IS NULL OR
flow_run.empirical_policy ->> 'retry_type' <> 'in_process') ORDER BY flow_run.next_scheduled_start_time, flow_run.id
LIMIT coalesce((SELECT CASE WHEN open_queue.room < 0 THEN 0 WHEN open_queue.room < most.runs THEN open_queue.room ELSE
most.runs END FROM open_queue CROSS JOIN most WHERE open_queue.number = 4 AND most.queues <= 4), 0)) AS its4), chosen AS
MATERIALIZED (SELECT waiting.id, waiting.due, open_queue.id AS queue_id, open_queue.pool_id, open_queue.priority FROM
waiting JOIN open_queue ON open_queue.number = waiting.number ORDER BY open_queue.priority, waiting.due, waiting.id
LIMIT (SELECT most.runs FROM most)) SELECT chosen.pool_id AS work_pool_id, chosen.queue_id AS work_queue_id, flow_run.id
AS "flow_run.id", flow_run.created AS "flow_run.created", flow_run.updated AS "flow_run.updated", flow_run.state_id AS
"flow_run.state_id", flow_run.state_type AS "flow_run.state_type", flow_run.state_name AS "flow_run.state_name",
flow_run.run_count AS "flow_run.run_count", flow_run.expected_start_time AS "flow_run.expected_start_time",
flow_run.next_scheduled_start_time AS "flow_run.next_scheduled_start_time", flow_run.start_time AS
"flow_run.start_time", flow_run.end_time AS "flow_run.end_time", flow_run.total_run_time AS "flow_run.total_run_time",
flow_run.name AS "flow_run.name", flow_run.flow_id AS "flow_run.flow_id", flow_run.deployment_id AS
"flow_run.deployment_id", flow_run.deployment_version AS "flow_run.deployment_version", flow_run.work_queue_id AS
"flow_run.work_queue_id", flow_run.work_queue_name AS "flow_run.work_queue_name", flow_run.flow_version AS
"flow_run.flow_version", flow_run.parameters AS "flow_run.parameters", flow_run.idempotency_key AS
"flow_run.idempotency_key", flow_run.context AS "flow_run.context", flow_run.empirical_policy AS
"flow_run.empirical_policy", flow_run.tags AS "flow_run.tags", flow_run.labels AS "flow_run.labels",
flow_run.parent_task_run_id AS "flow_run.parent_task_run_id", flow_run.auto_scheduled AS "flow_run.auto_scheduled",
flow_run.infrastructure_document_id AS "flow_run.infrastructure_document_id", flow_run.infrastructure_pid AS
"flow_run.infrastructure_pid", flow_run.created_by AS "flow_run.created_by", flow_run.job_variables AS
"flow_run.job_variables", current.id AS "flow_run.state.id", current.type AS "flow_run.state.type", current.name AS
"flow_run.state.name", current.timestamp AS "flow_run.state.timestamp", current.message AS "flow_run.state.message",
coalesce(nullif(CAST(current.data AS text), 'null'), (SELECT CAST(artifact.data AS text) FROM artifact WHERE artifact.id
= current.result_artifact_id)) AS "flow_run.state.data", current.state_details AS "flow_run.state.state_details" FROM
chosen JOIN flow_run ON flow_run.id = chosen.id LEFT JOIN flow_run_state AS current ON current.id = flow_run.state_id
ORDER BY chosen.priority, chosen.due, chosen.id;
\endpipeline
