-- Flow runs in a state are found by their start.
-- after: c8d5f2a71b3e
-- up
-- concurrently: ix_flow_run__state_type_coalesce_start_time on flow_run
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_flow_run__state_type_coalesce_start_time
    ON flow_run (state_type, (coalesce(start_time, expected_start_time)));

-- down
-- concurrently: ix_flow_run__state_type_coalesce_start_time on flow_run
DROP INDEX CONCURRENTLY IF EXISTS ix_flow_run__state_type_coalesce_start_time;
