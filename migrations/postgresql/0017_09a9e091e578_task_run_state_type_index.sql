-- Task runs are found by type of state and start.
-- after: a1b2c3d4e5f6
-- up
DO $$
BEGIN
    -- What an interrupted CREATE INDEX CONCURRENTLY of Prefect's left behind.
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('ix_task_run__state_type_start_time') AND NOT indisvalid) THEN
        DROP INDEX ix_task_run__state_type_start_time;
    END IF;
END
$$;
CREATE INDEX IF NOT EXISTS ix_task_run__state_type_start_time
    ON task_run (state_type, start_time);

-- down
DROP INDEX IF EXISTS ix_task_run__state_type_start_time;
