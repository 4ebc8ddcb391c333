-- POST /flow_runs/history: 24 hours by five minutes
SELECT expected_start_time, state_type, state_name, start_time, state_timestamp, total_run_time FROM flow_run WHERE
TRUE AND flow_run.state_type IS NOT NULL AND flow_run.expected_start_time >= :start AND flow_run.expected_start_time
< :end;
