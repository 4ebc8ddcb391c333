-- A deployment points to the global concurrency limit that bears its id in its name.
-- after: 555ed31b284d
-- up
ALTER TABLE deployment ADD COLUMN concurrency_limit_id uuid;
ALTER TABLE deployment ADD CONSTRAINT fk_deployment__concurrency_limit_id__concurrency_limit_v2
    FOREIGN KEY (concurrency_limit_id) REFERENCES concurrency_limit_v2 (id) ON DELETE SET NULL;
UPDATE deployment
SET concurrency_limit_id = concurrency_limit_v2.id
FROM concurrency_limit_v2
WHERE concurrency_limit_v2.name = 'deployment:' || deployment.id::text;

-- down
ALTER TABLE deployment DROP CONSTRAINT fk_deployment__concurrency_limit_id__concurrency_limit_v2;
ALTER TABLE deployment DROP COLUMN concurrency_limit_id;
