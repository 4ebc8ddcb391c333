-- How a deployment treats runs beyond its concurrency limit.
-- after: 97429116795e
-- up
ALTER TABLE deployment ADD COLUMN concurrency_options jsonb;

-- down
ALTER TABLE deployment DROP COLUMN concurrency_options;
