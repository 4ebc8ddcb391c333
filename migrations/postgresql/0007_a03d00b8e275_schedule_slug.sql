-- A schedule has a name within its deployment.
-- after: c163acd7e8e3
-- up
-- Prefect does this outside a transaction, so an interrupted upgrade may have left the column.
ALTER TABLE deployment_schedule ADD COLUMN IF NOT EXISTS slug character varying;
DO $$
BEGIN
    -- What an interrupted CREATE INDEX CONCURRENTLY of Prefect's left behind.
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('ix_deployment_schedule__slug') AND NOT indisvalid) THEN
        DROP INDEX ix_deployment_schedule__slug;
    END IF;
END
$$;
CREATE INDEX IF NOT EXISTS ix_deployment_schedule__slug
    ON deployment_schedule (slug);
DO $$
BEGIN
    -- What an interrupted CREATE INDEX CONCURRENTLY of Prefect's left behind.
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('ix_deployment_schedule__deployment_id__slug') AND NOT indisvalid) THEN
        DROP INDEX ix_deployment_schedule__deployment_id__slug;
    END IF;
END
$$;
CREATE UNIQUE INDEX IF NOT EXISTS ix_deployment_schedule__deployment_id__slug
    ON deployment_schedule (deployment_id, slug) WHERE slug IS NOT NULL;

-- down
DROP INDEX ix_deployment_schedule__deployment_id__slug;
DROP INDEX ix_deployment_schedule__slug;
ALTER TABLE deployment_schedule DROP COLUMN slug;
