-- Old resources of events are found by their age.
-- after: 7218aad17905
-- up
-- concurrently: ix_event_resources__occurred on event_resources
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_event_resources__occurred
    ON event_resources (occurred);

-- down
-- concurrently: ix_event_resources__occurred on event_resources
DROP INDEX CONCURRENTLY IF EXISTS ix_event_resources__occurred;
