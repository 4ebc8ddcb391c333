-- States that were seen are found without reading their tables.
-- after: 8f5eda7c1dd7
-- up
CREATE INDEX IF NOT EXISTS ix_flow_run_state__type_name_timestamp ON flow_run_state (type, name, timestamp);
CREATE INDEX IF NOT EXISTS ix_task_run_state__type_name_timestamp ON task_run_state (type, name, timestamp);

-- down
DROP INDEX IF EXISTS ix_task_run_state__type_name_timestamp;
DROP INDEX IF EXISTS ix_flow_run_state__type_name_timestamp;
