-- How a deployment treats runs beyond its concurrency limit.
-- after: f93e1439f022
-- up
ALTER TABLE deployment ADD COLUMN concurrency_options JSON;

-- down
ALTER TABLE deployment DROP COLUMN concurrency_options;
