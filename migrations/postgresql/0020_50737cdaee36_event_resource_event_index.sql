-- The resources of an event are found by it.
-- after: bad1e352c597
-- up
-- concurrently: ix_event_resources__event_id on event_resources
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_event_resources__event_id
    ON event_resources (event_id);

-- down
-- concurrently: ix_event_resources__event_id on event_resources
DROP INDEX CONCURRENTLY IF EXISTS ix_event_resources__event_id;
