-- POST /flow_runs/. @TYPE@ and @NAME@ are filled in by bench/run.
SELECT flow.name AS flow_name, flow.tags AS flow_tags, flow.labels AS flow_labels, parent.id AS parent_id,
parent.name AS parent_name, parent.tags AS parent_tags, deployment.id AS deployment_id, deployment.name AS
deployment_name, deployment.tags AS deployment_tags, deployment.labels AS deployment_labels FROM flow LEFT JOIN
task_run AS parent ON parent.id = nullif(:flow, :flow) LEFT JOIN deployment ON deployment.id = nullif(:flow, :flow) WHERE flow.id = :flow;
INSERT INTO flow_run (id, created, updated, name, flow_id, deployment_id, work_queue_id, work_queue_name,
flow_version, parameters, idempotency_key, context, empirical_policy, tags, labels, parent_task_run_id, state_type,
state_name, state_timestamp, run_count, expected_start_time, next_scheduled_start_time, start_time, end_time,
total_run_time, auto_scheduled, infrastructure_document_id, created_by, job_variables)
VALUES (:new_run, :now, :now, 'cautious-otter', :flow, NULL, NULL, NULL,
'1', '{"wait":30,"where":"here"}', NULL, '{}',
'{"max_retries":0,"retry_delay_seconds":0.0,"retries":0,"retry_delay":0,"pause_keys":[],"resuming":false,"retry_type":null}',
'["bench"]', '{"prefect.flow.id":"' || :flow || '"}', NULL, '@TYPE@', '@NAME@', :now, 0,
:now, :now, NULL, NULL, '1970-01-01 00:00:00.000000', 0, NULL, NULL, '{}')
ON CONFLICT (flow_id, idempotency_key) DO NOTHING RETURNING id;
INSERT INTO flow_run_state (id, created, updated, flow_run_id, type, timestamp, name, message, state_details, data)
VALUES (:next_state@STEP@, :now, :now, :new_run, '@TYPE@', :now,
'@NAME@', NULL, replace('{"flow_run_id":"RUN","task_run_id":null,"child_flow_run_id":null,"scheduled_time":null,"cache_key":null,"cache_expiration":null,"deferred":false,"untrackable_result":false,"pause_timeout":null,"pause_reschedule":false,"pause_key":null,"run_input_keyset":null,"refresh_cache":null,"retriable":null,"transition_id":null,"task_parameters_id":null,"traceparent":null,"deployment_concurrency_lease_id":null}',
'RUN', :new_run), 'null');
INSERT INTO events (id, occurred, received, recorded, created, updated, event, resource_id, resource,
related_resource_ids, related, payload, follows) VALUES (:next_state@STEP@, :now, :now, :now, :now, :now,
'prefect.flow-run.@NAME@', 'prefect.flow-run.' || :new_run, replace(replace('{"prefect.resource.id":"prefect.flow-run.RUN","prefect.resource.name":"cautious-otter","prefect.run-count":"1","prefect.state-message":"","prefect.state-name":"@NAME@","prefect.state-timestamp":"NOW","prefect.state-type":"@TYPE@"}',
'RUN', :new_run), 'NOW', :now), '["prefect.flow.' || :flow || '","prefect.tag.bench"]',
replace('[{"prefect.resource.id":"prefect.flow.FLOW","prefect.resource.role":"flow","prefect.resource.name":"bench"},{"prefect.resource.id":"prefect.tag.bench","prefect.resource.role":"tag"}]',
'FLOW', :flow), '{"intended":{"from":null,"to":"@TYPE@"},"initial_state":null,"validated_state":{"type":"@TYPE@","name":"@NAME@"}}',
NULL) ON CONFLICT (id) DO NOTHING;
INSERT INTO event_resources (id, occurred, resource_id, resource_role, resource, event_id, created, updated) SELECT
:next_run@STEP@, :now, 'prefect.flow-run.' || :new_run, '', replace('{"prefect.resource.name":"cautious-otter","prefect.run-count":"1","prefect.state-message":"","prefect.state-name":"@NAME@","prefect.state-timestamp":"NOW","prefect.state-type":"@TYPE@"}',
'NOW', :now), :next_state@STEP@, :now, :now WHERE changes() > 0;
INSERT INTO event_resources (id, occurred, resource_id, resource_role, resource, event_id, created, updated) SELECT
:next_flow@STEP@, :now, 'prefect.flow.' || :flow, 'flow', '{"prefect.resource.name":"bench"}', :next_state@STEP@,
:now, :now WHERE changes() > 0;
INSERT INTO event_resources (id, occurred, resource_id, resource_role, resource, event_id, created, updated) SELECT
:next_tag@STEP@, :now, 'prefect.tag.bench', 'tag', '{}', :next_state@STEP@, :now, :now WHERE changes() > 0;
UPDATE flow_run SET state_id = :next_state@STEP@ WHERE id = :new_run;
