-- The resources of an event are found by it.
-- after: 79e7a60e43d8
-- up
CREATE INDEX IF NOT EXISTS ix_event_resources__event_id
    ON event_resources (event_id);

-- down
DROP INDEX IF EXISTS ix_event_resources__event_id;
