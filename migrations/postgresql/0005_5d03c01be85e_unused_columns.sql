-- Columns that nothing reads go; indexes stand where they were meant to.
-- after: 68a44144428d
-- up
UPDATE artifact_collection SET latest_id = gen_random_uuid() WHERE latest_id IS NULL;
ALTER TABLE artifact_collection ALTER COLUMN latest_id SET NOT NULL;
CREATE INDEX ix_artifact_collection__updated ON artifact_collection (updated);
ALTER TABLE deployment
    DROP COLUMN schedule,
    DROP COLUMN is_schedule_active,
    DROP COLUMN flow_data,
    DROP COLUMN manifest_path;
ALTER TABLE deployment_schedule
    DROP COLUMN catchup,
    DROP COLUMN max_active_runs;
DROP INDEX ix_flow_run__deployment_id;

-- down
CREATE INDEX ix_flow_run__deployment_id ON flow_run (deployment_id);
ALTER TABLE deployment_schedule
    ADD COLUMN max_active_runs integer,
    ADD COLUMN catchup boolean DEFAULT false NOT NULL;
ALTER TABLE deployment
    ADD COLUMN schedule jsonb,
    ADD COLUMN is_schedule_active boolean DEFAULT true NOT NULL,
    ADD COLUMN flow_data jsonb,
    ADD COLUMN manifest_path character varying;
DROP INDEX ix_artifact_collection__updated;
ALTER TABLE artifact_collection ALTER COLUMN latest_id DROP NOT NULL;
