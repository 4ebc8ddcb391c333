-- The runs of a deployment are found by it.
-- after: 50737cdaee36
-- up
-- concurrently: ix_flow_run__deployment_id on flow_run
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_flow_run__deployment_id
    ON flow_run (deployment_id);

-- down
-- concurrently: ix_flow_run__deployment_id on flow_run
DROP INDEX CONCURRENTLY IF EXISTS ix_flow_run__deployment_id;
