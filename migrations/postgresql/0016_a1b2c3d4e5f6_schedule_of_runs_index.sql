-- The scheduler finds the runs of one schedule.
-- after: 9e83011d1f2a
-- up
-- concurrently: ix_flow_run__schedule_id_scheduler on flow_run
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_flow_run__schedule_id_scheduler
    ON flow_run (deployment_id, (created_by->>'id'), next_scheduled_start_time)
    WHERE state_type = 'SCHEDULED' AND auto_scheduled = true;

-- down
-- concurrently: ix_flow_run__schedule_id_scheduler on flow_run
DROP INDEX CONCURRENTLY IF EXISTS ix_flow_run__schedule_id_scheduler;
