-- Labels of flows, their runs and deployments.
-- after: eaec5004771f
-- up
ALTER TABLE deployment ADD COLUMN labels jsonb;
ALTER TABLE flow ADD COLUMN labels jsonb;
ALTER TABLE flow_run ADD COLUMN labels jsonb;
ALTER TABLE task_run ADD COLUMN labels jsonb;

-- down
ALTER TABLE task_run DROP COLUMN labels;
ALTER TABLE flow_run DROP COLUMN labels;
ALTER TABLE flow DROP COLUMN labels;
ALTER TABLE deployment DROP COLUMN labels;
