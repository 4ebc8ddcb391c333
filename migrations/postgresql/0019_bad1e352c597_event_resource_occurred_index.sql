-- Old resources of events are found by their age.
-- after: 7218aad17905
-- up
DO $$
BEGIN
    -- What an interrupted CREATE INDEX CONCURRENTLY of Prefect's left behind.
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('ix_event_resources__occurred') AND NOT indisvalid) THEN
        DROP INDEX ix_event_resources__occurred;
    END IF;
END
$$;
CREATE INDEX IF NOT EXISTS ix_event_resources__occurred
    ON event_resources (occurred);

-- down
DROP INDEX IF EXISTS ix_event_resources__occurred;
