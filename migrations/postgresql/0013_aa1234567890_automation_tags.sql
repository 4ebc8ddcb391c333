-- Automations have tags.
-- after: 1c9bb7f78263
-- up
ALTER TABLE automation ADD COLUMN tags jsonb DEFAULT '[]'::jsonb NOT NULL;

-- down
ALTER TABLE automation DROP COLUMN tags;
