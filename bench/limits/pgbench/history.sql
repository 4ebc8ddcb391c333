-- POST /flow_runs/history: 24 hours by five minutes
WITH grouped AS MATERIALIZED (SELECT date_bin(interval '300 seconds', flow_run.expected_start_time,
:start::timestamptz) AS bucket, flow_run.state_type, flow_run.state_name, count(*) AS count_runs, sum(CASE WHEN
flow_run.state_type = 'RUNNING' THEN flow_run.total_run_time + (now() - flow_run.state_timestamp) ELSE
flow_run.total_run_time END) AS run_time, sum(CASE WHEN flow_run.start_time > flow_run.expected_start_time THEN
flow_run.start_time - flow_run.expected_start_time WHEN flow_run.start_time IS NULL AND flow_run.state_type NOT IN
('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED') AND flow_run.expected_start_time < now() THEN now() -
flow_run.expected_start_time ELSE interval '0' END) AS lateness FROM flow_run WHERE TRUE AND flow_run.state_type IS
NOT NULL AND flow_run.expected_start_time >= :start::timestamptz AND flow_run.expected_start_time <
:end::timestamptz GROUP BY 1, 2, 3) SELECT bucket, state_type, state_name, count_runs, run_time, lateness FROM
grouped ORDER BY 1, 2, 3;
