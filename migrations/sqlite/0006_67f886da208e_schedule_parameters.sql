-- A schedule has parameters of its own.
-- after: a49711513ad4
-- up
ALTER TABLE deployment_schedule ADD COLUMN parameters JSON DEFAULT '{}' NOT NULL;

-- down
ALTER TABLE deployment_schedule DROP COLUMN parameters;
