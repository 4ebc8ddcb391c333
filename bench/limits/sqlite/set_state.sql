-- POST /flow_runs/{id}/set_state; follows create.sql in one transaction.
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
work_queue.work_pool_id LEFT JOIN task_run AS parent ON parent.id = run.parent_task_run_id WHERE run.id = :new_run;
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
UPDATE flow_run SET updated = :now, state_id = :next_state@STEP@, state_type = '@TYPE@',
state_name = '@NAME@', state_timestamp = :now, run_count = 1, expected_start_time = :now,
next_scheduled_start_time = NULL, start_time = :now, end_time = :now,
total_run_time = '1970-01-01 00:00:01.000000', empirical_policy = '{"max_retries":0,"retry_delay_seconds":0.0,"retries":0,"retry_delay":0,"pause_keys":[],"resuming":false,"retry_type":null}'
WHERE id = :new_run;
