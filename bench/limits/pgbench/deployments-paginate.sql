-- POST /deployments/paginate: the second fifty of 200 deployments with their count in one trip, and their schedules
\startpipeline
SELECT count(*) FROM deployment WHERE ((deployment.flow_id IN
(:flow::uuid)));
SELECT deployment.id, deployment.created, deployment.updated, deployment.name, deployment.version,
deployment.description, deployment.flow_id, deployment.paused, concurrency_limit_v2.id AS "global_concurrency_limit.id",
concurrency_limit_v2.created AS "global_concurrency_limit.created", concurrency_limit_v2.updated AS
"global_concurrency_limit.updated", concurrency_limit_v2.active AS "global_concurrency_limit.active",
concurrency_limit_v2.name AS "global_concurrency_limit.name", concurrency_limit_v2."limit" AS
"global_concurrency_limit.limit", concurrency_limit_v2.active_slots AS "global_concurrency_limit.active_slots",
concurrency_limit_v2.slot_decay_per_second AS "global_concurrency_limit.slot_decay_per_second",
deployment.concurrency_options, deployment.infra_overrides AS job_variables, deployment.parameters, deployment.tags,
deployment.labels, coalesce(work_queue.name, deployment.work_queue_name) AS work_queue_name, deployment.work_queue_id,
deployment.last_polled, deployment.parameter_openapi_schema, deployment.path, deployment.pull_steps,
deployment.entrypoint, deployment.storage_document_id, deployment.infrastructure_document_id, deployment.created_by,
deployment.updated_by, work_pool.name AS work_pool_name, deployment.status, deployment.enforce_parameter_schema FROM
(SELECT * FROM deployment WHERE ((deployment.flow_id IN
(:flow::uuid))) ORDER BY deployment.name ASC LIMIT :limit::bigint OFFSET :offset::bigint) AS deployment LEFT JOIN
concurrency_limit_v2 ON concurrency_limit_v2.id = deployment.concurrency_limit_id LEFT JOIN work_queue ON work_queue.id
= deployment.work_queue_id LEFT JOIN work_pool ON work_pool.id = work_queue.work_pool_id ORDER BY deployment.name ASC;
\endpipeline
SELECT deployment_schedule.id, deployment_schedule.created, deployment_schedule.updated,
deployment_schedule.deployment_id, deployment_schedule.schedule, deployment_schedule.active,
deployment_schedule.max_scheduled_runs, deployment_schedule.parameters, deployment_schedule.slug FROM
deployment_schedule JOIN json_to_recordset(:given::json) AS given(deployment_id uuid) ON
deployment_schedule.deployment_id = given.deployment_id ORDER BY deployment_schedule.deployment_id ASC,
deployment_schedule.updated DESC;
