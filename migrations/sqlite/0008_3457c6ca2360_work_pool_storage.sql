-- Where the runs of a work pool keep their code and results.
-- after: 07ecde74d74d
-- up
ALTER TABLE work_pool ADD COLUMN storage_configuration JSON DEFAULT '{}' NOT NULL;

-- down
ALTER TABLE work_pool DROP COLUMN storage_configuration;
