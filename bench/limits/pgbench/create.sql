-- POST /flow_runs/: two trips, as the server makes them. @TYPE@ and @NAME@ are filled in by bench/run.
\set n :n + 1
\set run random(1, 9223372036854775807)
\startpipeline
BEGIN;
SELECT flow.name AS flow_name, flow.tags AS flow_tags, flow.labels AS flow_labels, parent.id AS parent_id,
parent.name AS parent_name, parent.tags AS parent_tags, deployment.id AS deployment_id, deployment.name AS
deployment_name, deployment.tags AS deployment_tags, deployment.labels AS deployment_labels FROM flow LEFT JOIN
task_run AS parent ON parent.id = nullif(:none::uuid, :none::uuid)
LEFT JOIN deployment ON deployment.id = nullif(:none::uuid, :none::uuid) WHERE flow.id = :flow::uuid;
\endpipeline
\startpipeline
INSERT INTO flow_run (id, created, updated, name, flow_id, deployment_id, work_queue_id, work_queue_name,
flow_version, parameters, idempotency_key, context, empirical_policy, tags, labels, parent_task_run_id, state_type,
state_name, state_timestamp, run_count, expected_start_time, next_scheduled_start_time, start_time, end_time,
total_run_time, auto_scheduled, infrastructure_document_id, created_by, job_variables)
VALUES (lpad(:run::text, 32, '0')::uuid, clock_timestamp(), clock_timestamp(), 'cautious-otter', :flow::uuid, NULL, NULL, NULL,
'1', '{"wait":30,"where":"here"}', NULL, '{}',
'{"max_retries":0,"retry_delay_seconds":0.0,"retries":0,"retry_delay":0,"pause_keys":[],"resuming": false,"retry_type": null}',
'["bench"]', ('{"prefect.flow.id":"' || :flow::text || '"}')::jsonb, NULL, '@TYPE@', '@NAME@', clock_timestamp(), 0,
clock_timestamp(), clock_timestamp(), NULL, NULL, '00:00:00', false, NULL, NULL, '{}')
ON CONFLICT (flow_id, idempotency_key) DO NOTHING RETURNING id;
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
UPDATE flow_run SET state_id = (lpad(:n::text, 20, '0') || lpad(:client_id::text, 11, '0') || '@STEP@')::uuid WHERE id = lpad(:run::text, 32, '0')::uuid;
COMMIT;
\endpipeline
