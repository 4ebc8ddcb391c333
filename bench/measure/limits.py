"""What the machine allows: the same question without the server in between."""
import datetime
import json
import pathlib
import re
import sqlite3
import subprocess
import time

from measure import load
from measure.processes import BUILD, ROOT, Database, bare_http, postgres_program, psql

SCRIPTS = ROOT / "bench" / "limits"
STATES = {"create": ["PENDING"], "lifecycle": ["SCHEDULED", "PENDING", "RUNNING", "COMPLETED"]}
NO_ID = "00000000-0000-0000-0000-000000000000"

# What the scripts ask about: the newest objects that the cases made.
A_FLOW = "SELECT id FROM flow ORDER BY created DESC LIMIT 1"
A_RUN = "SELECT id FROM flow_run ORDER BY created DESC LIMIT 1"
A_GRAPH = "SELECT flow_run_id FROM task_run GROUP BY flow_run_id HAVING count(*) = 1000 ORDER BY max(created) DESC LIMIT 1"
A_PAGE = "SELECT flow_id FROM flow_run GROUP BY flow_id HAVING count(*) = {} ORDER BY max(created) DESC LIMIT 1"
DEPLOYMENTS = "SELECT flow_id FROM deployment GROUP BY flow_id HAVING count(*) = 200 ORDER BY max(created) DESC LIMIT 1"
# The deployments of a page, as the server asks for their schedules.
GIVEN = """SELECT json_agg(json_build_object('deployment_id', id)) FROM (SELECT id FROM deployment WHERE flow_id = '{flow}'
ORDER BY name LIMIT {limit} OFFSET {offset}) AS page"""
A_POOL = """SELECT work_pool.name FROM work_pool JOIN work_queue ON work_queue.work_pool_id = work_pool.id JOIN flow_run ON
flow_run.work_queue_id = work_queue.id GROUP BY work_pool.name ORDER BY count(*) DESC LIMIT 1"""

# Runs that pgbench's clients take through states, 50 each: their ids are numbers, as set_state.sql writes them.
BULK_CLIENTS, BULK_RUNS = 8, 50
SOME_RUNS = """INSERT INTO flow_run (id, flow_id, name, tags, empirical_policy)
SELECT lpad(n::text, 32, '0')::uuid, (SELECT id FROM flow ORDER BY created DESC LIMIT 1), 'cautious-otter', '["bench"]', '{{}}'
FROM generate_series(0, {} - 1) AS n ON CONFLICT DO NOTHING"""


def measure(case: str, database: Database, seconds: float, folder: pathlib.Path) -> float | None:
    """Units a second, or None where nothing measures the case's limit. After the case has run on `database`."""
    if case == "health":
        with bare_http(folder) as server:
            return load.run(case, server, seconds, ["--identity"])["per_second"]
    if case == "bulk-set-state" and database.url:
        psql(database.url, SOME_RUNS.format(BULK_CLIENTS * BULK_RUNS))
    script = write_script(case, database.kind, folder)
    if not script.exists():
        return None
    return with_pgbench(case, script, database, seconds) if database.url else with_sqlite(case, script, database, seconds)


def write_script(case: str, kind: str, folder: pathlib.Path) -> pathlib.Path:
    source = SCRIPTS / ("sqlite" if kind == "sqlite" else "pgbench")
    if case == "bulk-set-state" and kind == "postgresql":
        return write_bulk_script(source, folder)
    if case not in STATES:
        return source / f"{case}.sql"
    text = ""
    for step, state in enumerate(STATES[case]):
        part = (source / ("set_state.sql" if step else "create.sql")).read_text()
        text += part.replace("@TYPE@", state).replace("@NAME@", state.title()).replace("@STEP@", str(step))
    script = folder / f"{case}.{kind}.sql"
    script.write_text(text)
    return script


def write_bulk_script(source: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """The transitions of one request in one transaction: what one writes goes with the question about the next."""
    part = (source / "set_state.sql").read_text().replace("@TYPE@", "PENDING").replace("@NAME@", "Pending").replace("@STEP@", "0")
    text = ""
    for run in range(BULK_RUNS):
        text += f"\\set run :client_id * {BULK_RUNS} + {run}\n\\set n :n + 1\n" + part[part.index("\\startpipeline"):]
    between = "COMMIT;\n\\endpipeline\n"
    text = re.sub(re.escape(between) + r"((?:\\set .*\n)*)\\startpipeline\nBEGIN;\n", r"\1", text)
    script = folder / "bulk.sql"
    script.write_text(text)
    return script


def values_of(case: str, ask) -> dict:
    if case == "read":
        return {"run": ask(A_RUN)}
    if case == "filter":
        return {"flow": ask(A_PAGE.format(200)), "limit": 200, "offset": 0}
    if case == "paginate":
        return {"flow": ask(A_PAGE.format(200)), "limit": 50, "offset": 50}
    if case.startswith("deployments-"):
        page = {"flow": ask(DEPLOYMENTS)} | ({"limit": 200, "offset": 0} if case.endswith("filter") else {"limit": 50, "offset": 50})
        return page | {"given": ask(GIVEN.format(**page))}
    if case == "worker-poll":
        soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=10)
        return {"pool": ask(A_POOL), "queue": "default", "before": soon.isoformat(" ", "microseconds"), "limit": 200}
    if case == "filter-join":
        return {"flow": ask(A_PAGE.format(300)), "limit": 200, "offset": 0}
    if case == "graph-v2":
        # The bounds the server puts into its statements: 10,000 nodes and one more to see that there are more.
        return {"run": ask(A_GRAPH), "nodes": 10_001, "artifacts": 10_000}
    if case == "history":
        now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
        day = now - datetime.timedelta(hours=24)
        return {"start": day.isoformat(" ", "microseconds"), "end": now.isoformat(" ", "microseconds")}
    return {"flow": ask(A_FLOW)}


def with_pgbench(case: str, script: pathlib.Path, database: Database, seconds: float) -> float:
    values = values_of(case, lambda statement: psql(database.url, statement)) | {"none": NO_ID, "n": int(time.time() * 1e6)}
    command = [postgres_program("pgbench"), "-n", "-M", "prepared", "-c", "8", "-T", str(max(1, round(seconds))),
               "-f", str(script)]
    for name, value in values.items():
        command += ["-D", f"{name}={value}"]
    done = subprocess.run(command + [database.url], capture_output=True, text=True, timeout=seconds + 120)
    speed = re.search(r"^tps = ([0-9.]+)", done.stdout, re.M)
    if done.returncode != 0 or not speed:
        raise RuntimeError(f"pgbench: {done.stderr.strip()[:500]}")
    return float(speed[1])


def with_sqlite(case: str, script: pathlib.Path, database: Database, seconds: float) -> float:
    """Writes share a commit by eight, as eight connections of the server may."""
    with sqlite3.connect(f"file:{database.file}?mode=ro", uri=True) as reader:
        values = values_of(case, lambda statement: reader.execute(statement).fetchone()[0])
    reader.close()
    command = [str(BUILD / "praetor_bench_raw_sqlite"), str(database.file), str(script), "8" if case in STATES else "1",
               str(seconds)] + [f"{name}={value}" for name, value in values.items()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 120)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    return json.loads(done.stdout)["per_second"]
