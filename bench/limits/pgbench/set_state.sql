-- POST /flow_runs/{id}/set_state: two trips, as the server makes them; follows create.sql in one transaction of
-- pgbench.
\startpipeline
BEGIN;
SELECT run.id, run.name, run.tags, run.run_count, run.expected_start_time, run.next_scheduled_start_time,
run.start_time, run.end_time, run.total_run_time, run.deployment_id, run.parent_task_run_id, run.infrastructure_pid,
run.empirical_policy, run.created_by, state.id AS state_id, state.type AS state_type, state.name AS state_name,
state.timestamp AS state_timestamp, state.message AS state_message, state.data AS state_data, state.state_details AS
state_details, flow.id AS flow_id, flow.name AS flow_name, flow.tags AS flow_tags, deployment.name AS
deployment_name, deployment.tags AS deployment_tags, work_queue.id AS queue_id, work_queue.name AS queue_name,
work_pool.id AS pool_id, work_pool.name AS pool_name, work_pool.type AS pool_type, parent.id AS parent_id,
parent.name AS parent_name, parent.tags AS parent_tags FROM flow_run AS run LEFT JOIN flow_run_state AS state ON
state.id = run.state_id LEFT JOIN flow ON flow.id = run.flow_id LEFT JOIN deployment ON deployment.id =
run.deployment_id LEFT JOIN work_queue ON work_queue.id = run.work_queue_id LEFT JOIN work_pool ON work_pool.id =
work_queue.work_pool_id LEFT JOIN task_run AS parent ON parent.id = run.parent_task_run_id WHERE run.id =
lpad(:run::text, 32, '0')::uuid FOR UPDATE OF run;
\endpipeline
\startpipeline
INSERT INTO flow_run_state (id, created, updated, flow_run_id, type, timestamp, name, message, state_details, data)
VALUES ((lpad(:n::text, 20, '0') || lpad(:client_id::text, 11, '0') || '@STEP@')::uuid, clock_timestamp(), clock_timestamp(), lpad(:run::text, 32, '0')::uuid, '@TYPE@', clock_timestamp(),
'@NAME@', NULL, replace('{"flow_run_id":"RUN","task_run_id": null,"child_flow_run_id": null,"scheduled_time": null,"cache_key": null,"cache_expiration": null,"deferred": false,"untrackable_result": false,"pause_timeout": null,"pause_reschedule": false,"pause_key": null,"run_input_keyset": null,"refresh_cache": null,"retriable": null,"transition_id": null,"task_parameters_id": null,"traceparent": null,"deployment_concurrency_lease_id": null}',
'RUN', lpad(:run::text, 32, '0'))::jsonb, 'null');
WITH stored AS (INSERT INTO events (id, occurred, received, recorded, event, resource_id, resource,
related_resource_ids, related, payload, follows) SELECT id, occurred, received, clock_timestamp(), event,
resource_id, resource, related_resource_ids, related, payload, follows FROM jsonb_to_recordset(replace(replace(replace(replace('[{"id":"STATE","occurred":"NOW","received":"NOW","event":"prefect.flow-run.@NAME@","resource_id":"prefect.flow-run.RUN","resource":{"prefect.resource.id":"prefect.flow-run.RUN","prefect.resource.name":"cautious-otter","prefect.run-count":"1","prefect.state-message":"","prefect.state-name":"@NAME@","prefect.state-timestamp":"NOW","prefect.state-type":"@TYPE@"},"related_resource_ids":["prefect.flow.FLOW","prefect.tag.bench"],"related":[{"prefect.resource.id":"prefect.flow.FLOW","prefect.resource.role":"flow","prefect.resource.name":"bench"},{"prefect.resource.id":"prefect.tag.bench","prefect.resource.role":"tag"}],"payload":{"intended":{"from": null,"to":"@TYPE@"},"initial_state": null,"validated_state":{"type":"@TYPE@","name":"@NAME@"}},"follows": null}]',
'RUN', lpad(:run::text, 32, '0')), 'STATE', (lpad(:n::text, 20, '0') || lpad(:client_id::text, 11, '0') || '@STEP@')), 'FLOW', :flow::text), 'NOW', clock_timestamp()::text)::jsonb) AS given(id uuid,
occurred timestamptz, received timestamptz, event text, resource_id text, resource jsonb, related_resource_ids
jsonb, related jsonb, payload jsonb, follows uuid) ON CONFLICT (id) DO NOTHING RETURNING id) INSERT INTO
event_resources (occurred, resource_id, resource_role, resource, event_id) SELECT given.occurred, given.resource_id,
given.resource_role, given.resource, given.event_id FROM json_to_recordset(replace(replace(replace(replace('[{"event_id":"STATE","occurred":"NOW","resource_id":"prefect.flow-run.RUN","resource_role":"","resource":{"prefect.resource.name":"cautious-otter","prefect.run-count":"1","prefect.state-message":"","prefect.state-name":"@NAME@","prefect.state-timestamp":"NOW","prefect.state-type":"@TYPE@"}},{"event_id":"STATE","occurred":"NOW","resource_id":"prefect.flow.FLOW","resource_role":"flow","resource":{"prefect.resource.name":"bench"}},{"event_id":"STATE","occurred":"NOW","resource_id":"prefect.tag.bench","resource_role":"tag","resource":{}}]',
'RUN', lpad(:run::text, 32, '0')), 'STATE', (lpad(:n::text, 20, '0') || lpad(:client_id::text, 11, '0') || '@STEP@')), 'FLOW', :flow::text), 'NOW', clock_timestamp()::text)::json) AS given(event_id uuid, occurred
timestamptz, resource_id text, resource_role text, resource json) JOIN stored ON stored.id = given.event_id;
UPDATE flow_run SET updated = clock_timestamp(), state_id = (lpad(:n::text, 20, '0') || lpad(:client_id::text, 11, '0') || '@STEP@')::uuid, state_type = '@TYPE@',
state_name = '@NAME@', state_timestamp = clock_timestamp(), run_count = 1, expected_start_time = clock_timestamp(),
next_scheduled_start_time = NULL, start_time = clock_timestamp(), end_time = clock_timestamp(),
total_run_time = '00:00:01', empirical_policy = '{"max_retries":0,"retry_delay_seconds":0.0,"retries":0,"retry_delay":0,"pause_keys":[],"resuming": false,"retry_type": null}'
WHERE id = lpad(:run::text, 32, '0')::uuid;
COMMIT;
\endpipeline
