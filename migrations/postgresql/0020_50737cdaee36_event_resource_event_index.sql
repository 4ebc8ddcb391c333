-- The resources of an event are found by it.
-- after: bad1e352c597
-- up
DO $$
BEGIN
    -- What an interrupted CREATE INDEX CONCURRENTLY of Prefect's left behind.
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('ix_event_resources__event_id') AND NOT indisvalid) THEN
        DROP INDEX ix_event_resources__event_id;
    END IF;
END
$$;
CREATE INDEX IF NOT EXISTS ix_event_resources__event_id
    ON event_resources (event_id);

-- down
DROP INDEX IF EXISTS ix_event_resources__event_id;
