-- Flow runs in a state are found by their start.
-- after: f416ea180ae1
-- up
CREATE INDEX IF NOT EXISTS ix_flow_run__state_type_coalesce_start_time
    ON flow_run (state_type, coalesce(start_time, expected_start_time));

-- down
DROP INDEX IF EXISTS ix_flow_run__state_type_coalesce_start_time;
