-- Task runs are found by type of state and start.
-- after: a1b2c3d4e5f7
-- up
CREATE INDEX IF NOT EXISTS ix_task_run__state_type_start_time
    ON task_run (state_type, start_time);

-- down
DROP INDEX IF EXISTS ix_task_run__state_type_start_time;
