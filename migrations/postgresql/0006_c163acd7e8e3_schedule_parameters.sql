-- A schedule has parameters of its own.
-- after: 5d03c01be85e
-- up
ALTER TABLE deployment_schedule ADD COLUMN parameters jsonb DEFAULT '{}'::jsonb NOT NULL;

-- down
ALTER TABLE deployment_schedule DROP COLUMN parameters;
