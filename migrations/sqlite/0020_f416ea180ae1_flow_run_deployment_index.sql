-- The runs of a deployment are found by it.
-- after: 14806cb26270
-- up
CREATE INDEX IF NOT EXISTS ix_flow_run__deployment_id
    ON flow_run (deployment_id);

-- down
DROP INDEX IF EXISTS ix_flow_run__deployment_id;
