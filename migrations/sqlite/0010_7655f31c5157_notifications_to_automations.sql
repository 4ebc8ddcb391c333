-- Notification policies become automations.
-- after: bbca16f6f218
-- up
-- A template of str.format becomes one of Jinja; "{{" and "}}" stand for single braces in the former.
INSERT INTO automation (name, description, enabled, trigger, actions)
SELECT 'Flow Run State Change Notification', 'Migrated from a flow run notification policy', is_active,
    json_object(
        'id', lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2)
            || '-' || substr('89ab', abs(random()) % 4 + 1, 1) || substr(lower(hex(randomblob(2))), 2) || '-'
            || lower(hex(randomblob(6))),
        'type', 'event', 'after', json('[]'), 'match', json_object('prefect.resource.id', 'prefect.flow-run.*'),
        'expect', json(CASE WHEN json_array_length(state_names) > 0
            THEN (SELECT json_group_array(DISTINCT 'prefect.flow-run.' || value) FROM json_each(state_names))
            ELSE '["prefect.flow-run.*"]' END),
        'within', 10, 'posture', 'Reactive', 'for_each', json('["prefect.resource.id"]'), 'threshold', 1,
        'match_related', json(CASE WHEN json_array_length(tags) > 0
            THEN json_object('prefect.resource.id',
                json((SELECT json_group_array('prefect.tag.' || value) FROM json_each(tags))),
                'prefect.resource.role', 'tag')
            ELSE '{}' END)),
    json_array(json_object(
        'body', CASE WHEN message_template <> '' THEN
            replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(message_template, '{{', char(1)), '}}', char(2)),
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
            char(1), '{'), char(2), '}')
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
    id CHAR(36) DEFAULT ((
        lower(hex(randomblob(4)))
        || '-'
        || lower(hex(randomblob(2)))
        || '-4'
        || substr(lower(hex(randomblob(2))),2)
        || '-'
        || substr('89ab',abs(random()) % 4 + 1, 1)
        || substr(lower(hex(randomblob(2))),2)
        || '-'
        || lower(hex(randomblob(6)))
    )) NOT NULL,
    created DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
    updated DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
    flow_run_notification_policy_id CHAR(36) NOT NULL,
    flow_run_state_id CHAR(36) NOT NULL,
    CONSTRAINT pk_flow_run_notification_queue PRIMARY KEY (id)
);
CREATE INDEX ix_flow_run_notification_queue__updated ON flow_run_notification_queue (updated);
CREATE TABLE flow_run_notification_policy (
    id CHAR(36) DEFAULT ((
        lower(hex(randomblob(4)))
        || '-'
        || lower(hex(randomblob(2)))
        || '-4'
        || substr(lower(hex(randomblob(2))),2)
        || '-'
        || substr('89ab',abs(random()) % 4 + 1, 1)
        || substr(lower(hex(randomblob(2))),2)
        || '-'
        || lower(hex(randomblob(6)))
    )) NOT NULL,
    created DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
    updated DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
    is_active BOOLEAN DEFAULT '1' NOT NULL,
    state_names JSON DEFAULT '[]' NOT NULL,
    tags JSON DEFAULT '[]' NOT NULL,
    message_template VARCHAR,
    block_document_id CHAR(36) NOT NULL,
    CONSTRAINT pk_flow_run_notification_policy PRIMARY KEY (id),
    CONSTRAINT fk_flow_run_alert_policy__block_document_id__block_document FOREIGN KEY(block_document_id) REFERENCES block_document (id) ON DELETE CASCADE
);
CREATE INDEX ix_flow_run_notification_policy__updated ON flow_run_notification_policy (updated);
