-- Where the runs of a work pool keep their code and results.
-- after: a03d00b8e275
-- up
ALTER TABLE work_pool ADD COLUMN storage_configuration jsonb DEFAULT '{}'::jsonb NOT NULL;

-- down
ALTER TABLE work_pool DROP COLUMN storage_configuration;
