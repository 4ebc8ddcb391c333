-- The runs of a deployment are found by it.
-- after: 50737cdaee36
-- up
DO $$
BEGIN
    -- What an interrupted CREATE INDEX CONCURRENTLY of Prefect's left behind.
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('ix_flow_run__deployment_id') AND NOT indisvalid) THEN
        DROP INDEX ix_flow_run__deployment_id;
    END IF;
END
$$;
CREATE INDEX IF NOT EXISTS ix_flow_run__deployment_id
    ON flow_run (deployment_id);

-- down
DROP INDEX IF EXISTS ix_flow_run__deployment_id;
