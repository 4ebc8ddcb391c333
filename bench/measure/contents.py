"""What a case finds in the database because no client could make it in time: runs of the past."""
import contextlib
import sqlite3

from measure.processes import Database, psql

HISTORY_RUNS = 10_000  # over the 24 hours before the case

# Five states in turn; each run is expected when its number says, started two seconds late and took half a minute.
POSTGRES_HISTORY = """
INSERT INTO flow (name) SELECT 'bench-history' WHERE NOT EXISTS (SELECT 1 FROM flow WHERE name = 'bench-history');
INSERT INTO flow_run (flow_id, name, state_type, state_name, state_timestamp, expected_start_time, start_time, end_time,
  total_run_time, run_count)
SELECT flow.id, 'bench-' || n, state.type::state_type, state.name, at, at, CASE WHEN begun THEN at + interval '2 seconds' END,
  CASE WHEN ended THEN at + interval '32 seconds' END, CASE WHEN ended THEN interval '30 seconds' ELSE interval '0' END, 1
FROM flow, (SELECT n, now() - n * interval '24 hours' / {runs} AS at FROM generate_series(1, {runs}) AS n) AS numbered,
  (VALUES (0, 'COMPLETED', 'Completed', true, true), (1, 'COMPLETED', 'Cached', true, true),
    (2, 'FAILED', 'Failed', true, true), (3, 'RUNNING', 'Running', true, false),
    (4, 'SCHEDULED', 'Late', false, false)) AS state (k, type, name, begun, ended)
WHERE flow.name = 'bench-history' AND state.k = n % 5;
ANALYZE flow_run;
"""
SQLITE_HISTORY = """
INSERT INTO flow (name) SELECT 'bench-history' WHERE NOT EXISTS (SELECT 1 FROM flow WHERE name = 'bench-history');
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {runs}),
  moments AS (SELECT n, (julianday('now') - 2440587.5) * 86400 - n * 86400.0 / {runs} AS at FROM numbers),
  state (k, type, name, begun, ended) AS (VALUES (0, 'COMPLETED', 'Completed', 1, 1), (1, 'COMPLETED', 'Cached', 1, 1),
    (2, 'FAILED', 'Failed', 1, 1), (3, 'RUNNING', 'Running', 1, 0), (4, 'SCHEDULED', 'Late', 0, 0))
INSERT INTO flow_run (flow_id, name, state_type, state_name, state_timestamp, expected_start_time, start_time, end_time,
  total_run_time, run_count)
SELECT flow.id, 'bench-' || n, type, state.name, {moment}, {moment}, CASE WHEN begun THEN {started} END,
  CASE WHEN ended THEN {ended} END, CASE WHEN ended THEN '1970-01-01 00:00:30.000000' ELSE '1970-01-01 00:00:00.000000' END, 1
FROM flow, moments, state WHERE flow.name = 'bench-history' AND state.k = n % 5;
ANALYZE flow_run;
"""


def moment(seconds: int) -> str:
    return f"strftime('%Y-%m-%d %H:%M:%f', at + {seconds}, 'unixepoch') || '000'"


def fill(case: str, database: Database):
    """Brings into `database`, behind its server's back, what `case` needs there."""
    if case != "history":
        return
    if database.url:
        psql(database.url, POSTGRES_HISTORY.format(runs=HISTORY_RUNS))
        return
    script = SQLITE_HISTORY.format(runs=HISTORY_RUNS, moment=moment(0), started=moment(2), ended=moment(32))
    with contextlib.closing(sqlite3.connect(database.file, timeout=60)) as file:
        file.executescript("BEGIN IMMEDIATE;" + script + "COMMIT;")
