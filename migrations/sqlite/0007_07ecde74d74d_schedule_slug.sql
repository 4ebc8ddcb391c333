-- A schedule has a name within its deployment.
-- after: 67f886da208e
-- up
ALTER TABLE deployment_schedule ADD COLUMN slug VARCHAR;
CREATE INDEX ix_deployment_schedule__slug ON deployment_schedule (slug);
CREATE UNIQUE INDEX ix_deployment_schedule__deployment_id__slug
    ON deployment_schedule(deployment_id, slug)
    WHERE slug IS NOT NULL;

-- down
DROP INDEX ix_deployment_schedule__deployment_id__slug;
DROP INDEX ix_deployment_schedule__slug;
ALTER TABLE deployment_schedule DROP COLUMN slug;
