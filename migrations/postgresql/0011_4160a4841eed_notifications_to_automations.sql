-- Notification policies become automations.
-- after: 7a73514ca2d6
-- up
-- A template of str.format becomes one of Jinja; "{{" and "}}" stand for single braces in the former.
INSERT INTO automation (name, description, enabled, trigger, actions)
SELECT 'Flow Run State Change Notification', 'Migrated from a flow run notification policy', is_active,
    jsonb_build_object(
        'id', gen_random_uuid(),
        'type', 'event', 'after', '[]'::jsonb, 'match', '{"prefect.resource.id": "prefect.flow-run.*"}'::jsonb,
        'expect', CASE WHEN jsonb_array_length(state_names) > 0
            THEN (SELECT jsonb_agg(DISTINCT 'prefect.flow-run.' || value) FROM jsonb_array_elements_text(state_names))
            ELSE '["prefect.flow-run.*"]'::jsonb END,
        'within', 10, 'posture', 'Reactive', 'for_each', '["prefect.resource.id"]'::jsonb, 'threshold', 1,
        'match_related', CASE WHEN jsonb_array_length(tags) > 0
            THEN jsonb_build_object('prefect.resource.id',
                (SELECT jsonb_agg('prefect.tag.' || value) FROM jsonb_array_elements_text(tags)),
                'prefect.resource.role', 'tag')
            ELSE '{}'::jsonb END),
    jsonb_build_array(jsonb_build_object(
        'body', CASE WHEN message_template <> '' THEN
            replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(message_template, '{{', chr(1)), '}}', chr(2)),
            '{flow_run_notification_policy_id}', 'Event ID {{ event.id }}'),
            '{flow_id}', '{{ flow.id }}'),
            '{flow_name}', '{{ flow.name }}'),
            '{flow_run_url}', '{{ flow_run|ui_url }}'),
            '{flow_run_id}', '{{ flow_run.id }}'),
            '{flow_run_name}', '{{ flow_run.name }}'),
            '{flow_run_parameters}', '{{ flow_run.parameters }}'),
            '{flow_run_state_type}', '{{ flow_run.state.type }}'),
            '{flow_run_state_name}', '{{ flow_run.state.name }}'),
            '{flow_run_state_timestamp}', '{{ flow_run.state.timestamp }}'),
            '{flow_run_state_message}', '{{ flow_run.state.message }}'),
            chr(1), '{'), chr(2), '}')
            ELSE '
Flow run {{ flow.name }}/{{ flow_run.name }} observed in state `{{ flow_run.state.name }}` at {{ flow_run.state.timestamp }}.
Flow ID: {{ flow_run.flow_id }}
Flow run ID: {{ flow_run.id }}
Flow run URL: {{ flow_run|ui_url }}
State message: {{ flow_run.state.message }}
' END,
        'type', 'send-notification', 'subject', 'Prefect flow run notification',
        'block_document_id', block_document_id))
FROM flow_run_notification_policy;
DROP TABLE flow_run_notification_queue;
DROP TABLE flow_run_notification_policy;

-- down
-- The automations that the policies became stay.
CREATE TABLE flow_run_notification_queue (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    created timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    flow_run_notification_policy_id uuid NOT NULL,
    flow_run_state_id uuid NOT NULL
);
ALTER TABLE flow_run_notification_queue ADD CONSTRAINT pk_flow_run_notification_queue PRIMARY KEY (id);
CREATE INDEX ix_flow_run_notification_queue__updated ON flow_run_notification_queue (updated);
CREATE TABLE flow_run_notification_policy (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    created timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    state_names jsonb DEFAULT '[]'::jsonb NOT NULL,
    tags jsonb DEFAULT '[]'::jsonb NOT NULL,
    message_template character varying,
    block_document_id uuid NOT NULL
);
ALTER TABLE flow_run_notification_policy ADD CONSTRAINT pk_flow_run_notification_policy PRIMARY KEY (id);
ALTER TABLE flow_run_notification_policy ADD CONSTRAINT fk_flow_run_alert_policy__block_document_id__block_document
    FOREIGN KEY (block_document_id) REFERENCES block_document(id) ON DELETE CASCADE;
CREATE INDEX ix_flow_run_notification_policy__updated ON flow_run_notification_policy (updated);
