-- Old resources of events are found by their age.
-- after: 2095de406cbe
-- up
CREATE INDEX IF NOT EXISTS ix_event_resources__occurred
    ON event_resources (occurred);

-- down
DROP INDEX IF EXISTS ix_event_resources__occurred;
