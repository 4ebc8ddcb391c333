-- The scheduler finds the runs of one schedule.
-- after: 9e83011d1f2a
-- up
CREATE INDEX IF NOT EXISTS ix_flow_run__schedule_id_scheduler
    ON flow_run (deployment_id, json_extract(created_by, '$.id'), next_scheduled_start_time)
    WHERE state_type = 'SCHEDULED' AND auto_scheduled = 1;

-- down
DROP INDEX IF EXISTS ix_flow_run__schedule_id_scheduler;
