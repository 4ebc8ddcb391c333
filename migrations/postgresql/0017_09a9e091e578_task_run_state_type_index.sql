-- Task runs are found by type of state and start.
-- after: a1b2c3d4e5f6
-- up
-- concurrently: ix_task_run__state_type_start_time on task_run
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_task_run__state_type_start_time
    ON task_run (state_type, start_time);

-- down
-- concurrently: ix_task_run__state_type_start_time on task_run
DROP INDEX CONCURRENTLY IF EXISTS ix_task_run__state_type_start_time;
