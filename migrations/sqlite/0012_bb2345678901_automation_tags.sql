-- Automations have tags.
-- after: 3c841a1800a1
-- up
ALTER TABLE automation ADD COLUMN tags JSON DEFAULT '[]' NOT NULL;

-- down
ALTER TABLE automation DROP COLUMN tags;
