-- Events wait for the bucket that will count them.
-- after: d4a7e1c93f52
-- up
CREATE TABLE automation_held_event (
    automation_id uuid NOT NULL,
    trigger_id uuid NOT NULL,
    bucketing_key jsonb DEFAULT '[]'::jsonb NOT NULL,
    event_id uuid NOT NULL,
    occurred timestamp with time zone NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    created timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_automation_held_event PRIMARY KEY (id),
    CONSTRAINT fk_automation_held_event__automation_id__automation FOREIGN KEY (automation_id) REFERENCES automation (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX uq_automation_held_event__trigger_key_event
    ON automation_held_event (automation_id, trigger_id, bucketing_key, event_id);
CREATE INDEX ix_automation_held_event__trigger_key_occurred
    ON automation_held_event (automation_id, trigger_id, bucketing_key, occurred, event_id);
CREATE INDEX ix_automation_held_event__updated ON automation_held_event (updated);

-- down
DROP TABLE automation_held_event;
