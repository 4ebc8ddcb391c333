-- Labels of flows, their runs and deployments.
-- after: 4ad4658cbefe
-- up
ALTER TABLE deployment ADD COLUMN labels JSON;
ALTER TABLE flow ADD COLUMN labels JSON;
ALTER TABLE flow_run ADD COLUMN labels JSON;
ALTER TABLE task_run ADD COLUMN labels JSON;

-- down
ALTER TABLE task_run DROP COLUMN labels;
ALTER TABLE flow_run DROP COLUMN labels;
ALTER TABLE flow DROP COLUMN labels;
ALTER TABLE deployment DROP COLUMN labels;
