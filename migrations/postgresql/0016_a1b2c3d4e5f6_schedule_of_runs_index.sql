-- The scheduler finds the runs of one schedule.
-- after: 9e83011d1f2a
-- up
DO $$
BEGIN
    -- What an interrupted CREATE INDEX CONCURRENTLY of Prefect's left behind.
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('ix_flow_run__schedule_id_scheduler') AND NOT indisvalid) THEN
        DROP INDEX ix_flow_run__schedule_id_scheduler;
    END IF;
END
$$;
CREATE INDEX IF NOT EXISTS ix_flow_run__schedule_id_scheduler
    ON flow_run (deployment_id, (created_by->>'id'), next_scheduled_start_time)
    WHERE state_type = 'SCHEDULED' AND auto_scheduled = true;

-- down
DROP INDEX IF EXISTS ix_flow_run__schedule_id_scheduler;
