-- Old resources of events are found by their age also where the index was left incomplete.
-- after: 9e9dadc36797
-- up
-- concurrently: ix_event_resources__occurred on event_resources
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_event_resources__occurred
    ON event_resources (occurred);

-- down
-- The index belongs to bad1e352c597.
