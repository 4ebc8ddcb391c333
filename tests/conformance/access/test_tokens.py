"""Tokens of praetor's own with the real SDK, worker and command line."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from command_line import environment
from databases import Database
from servers import Server, bare_environment
from tokens import bearer, give_token, revoke, wait_until_closed

SCENARIO = """
import sys
from prefect import flow, task

@task
def step(n):
    return n + 1

@flow(log_prints=True)
def counted():
    print("counting")
    return [step(n) for n in range(3)]

if __name__ == "__main__":
    assert counted() == [1, 2, 3]
"""


def run_python(server: Server, home: Path, code: str, **settings: str) -> subprocess.CompletedProcess:
    (home / "code.py").write_text(code)
    return subprocess.run([sys.executable, str(home / "code.py")], env=environment(server, home) | settings, cwd=home,
                          capture_output=True, text=True, timeout=180)


def prefect(server: Server, home: Path, *words: str, **settings: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "prefect", *words], env=environment(server, home) | settings, cwd=home,
                          capture_output=True, text=True, timeout=180)


@pytest.fixture
def closed(start: Callable[..., Server], database: Database) -> tuple[Server, dict[str, str]]:
    """A server, and a token of each role by its name."""
    server = start("praetor", database)
    tokens = {role: give_token(database, role, role, "--expires", "1d") for role in ("viewer", "runner", "operator", "admin")}
    wait_until_closed(server)
    return server, tokens


def test_a_flow_runs_with_a_runners_token_and_its_task_runs_are_recorded(closed, tmp_path: Path) -> None:
    server, tokens = closed
    done = run_python(server, tmp_path, SCENARIO, PREFECT_API_AUTH_STRING=f"runner:{tokens['runner']}")
    assert done.returncode == 0, done.stderr
    deadline = time.monotonic() + 120
    while True:
        asked = {"headers": bearer(tokens["viewer"])}
        runs = httpx.post(f"{server.api}/flow_runs/filter", json={}, **asked).json()
        tasks = httpx.post(f"{server.api}/task_runs/filter", json={}, **asked).json()
        logs = httpx.post(f"{server.api}/logs/filter", json={}, **asked).json()
        if len([one for one in tasks if one["state_type"] == "COMPLETED"]) == 3 and any(l["message"] == "counting" for l in logs):
            break
        assert time.monotonic() < deadline, (runs, tasks, logs)
        time.sleep(0.3)
    assert [one["state_type"] for one in runs] == ["COMPLETED"]


def test_requests_of_the_sdk_are_let_in_by_its_api_key(closed, tmp_path: Path) -> None:
    server, tokens = closed
    done = run_python(server, tmp_path, SCENARIO, PREFECT_API_KEY=tokens["runner"])
    assert done.returncode == 0, done.stderr
    runs = httpx.post(f"{server.api}/flow_runs/filter", json={}, headers=bearer(tokens["viewer"])).json()
    assert [one["state_type"] for one in runs] == ["COMPLETED"]


def test_a_viewer_hears_from_the_sdk_and_the_command_line_which_role_he_needs(closed, tmp_path: Path) -> None:
    server, tokens = closed
    viewer = {"PREFECT_API_KEY": tokens["viewer"]}
    refused = run_python(server, tmp_path, SCENARIO, **viewer)
    assert refused.returncode != 0
    assert "403" in refused.stderr and "has the role viewer; this needs the role runner" in refused.stderr
    assert prefect(server, tmp_path, "flow-run", "ls", **viewer).returncode == 0
    said = prefect(server, tmp_path, "variable", "set", "a", "1", **viewer)
    assert said.returncode != 0
    assert "this needs the role operator" in " ".join((said.stdout + said.stderr).split())
    assert prefect(server, tmp_path, "variable", "set", "a", "1", PREFECT_API_KEY=tokens["operator"]).returncode == 0


def test_a_worker_with_a_runners_token_runs_what_an_operator_deployed(closed, tmp_path: Path) -> None:
    server, tokens = closed
    operator = {"PREFECT_API_AUTH_STRING": f"operator:{tokens['operator']}"}
    made = prefect(server, tmp_path, "work-pool", "create", "pool", "--type", "process", **operator)
    assert made.returncode == 0, made.stdout + made.stderr
    deploy = SCENARIO.split("if __name__")[0] + f"""
if __name__ == "__main__":
    flow.from_source(source={str(tmp_path)!r}, entrypoint="code.py:counted").deploy(name="here", work_pool_name="pool")
    from prefect.deployments import run_deployment
    run_deployment("counted/here", timeout=0)
"""
    done = run_python(server, tmp_path, deploy, **operator)
    assert done.returncode == 0, done.stdout + done.stderr
    worked = prefect(server, tmp_path, "worker", "start", "--pool", "pool", "--run-once",
                     PREFECT_API_AUTH_STRING=f"runner:{tokens['runner']}")
    assert worked.returncode == 0, worked.stdout + worked.stderr
    deadline = time.monotonic() + 120
    while True:
        runs = httpx.post(f"{server.api}/flow_runs/filter", json={}, headers=bearer(tokens["viewer"])).json()
        if [one["state_type"] for one in runs] == ["COMPLETED"]:
            break
        assert time.monotonic() < deadline, (runs, worked.stdout + worked.stderr)
        time.sleep(0.3)


def test_a_served_flow_needs_a_runners_token(closed, tmp_path: Path) -> None:
    server, tokens = closed
    serve = SCENARIO.split("if __name__")[0] + """
if __name__ == "__main__":
    counted.serve(name="served", interval=3600)
"""
    (tmp_path / "served.py").write_text(serve)
    log = (tmp_path / "served.log").open("wb")
    # A shell that runs tests in the background has them ignore SIGINT.
    process = subprocess.Popen([sys.executable, str(tmp_path / "served.py")], cwd=tmp_path, stdout=log, stderr=log,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
                               env=environment(server, tmp_path) | {"PREFECT_API_AUTH_STRING": f"runner:{tokens['runner']}"})
    try:
        deadline = time.monotonic() + 240
        asked = {"headers": bearer(tokens["operator"])}
        while (found := httpx.get(f"{server.api}/deployments/name/counted/served", **asked)).status_code != 200:
            assert time.monotonic() < deadline and process.poll() is None, (tmp_path / "served.log").read_text()
            time.sleep(0.3)
        run = httpx.post(f"{server.api}/deployments/{found.json()['id']}/create_flow_run", json={}, **asked).json()
        while httpx.get(f"{server.api}/flow_runs/{run['id']}", **asked).json()["state_type"] != "COMPLETED":
            assert time.monotonic() < deadline and process.poll() is None, (tmp_path / "served.log").read_text()
            time.sleep(0.3)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(120)
    assert httpx.get(f"{server.api}/deployments/{found.json()['id']}", **asked).json()["paused"]


def test_a_revoked_token_ends_on_a_second_server_within_a_second(start, database: Database) -> None:
    first, second = start("praetor", database), start("praetor", database)
    give_token(database, "keeper", "admin")
    token = give_token(database, "gone", "viewer")
    for server in (first, second):
        wait_until_closed(server)
        deadline = time.monotonic() + 60
        while httpx.get(f"{server.api}/hello", headers=bearer(token)).status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    revoke(database, "gone")
    begun = time.monotonic()
    while httpx.get(f"{second.api}/hello", headers=bearer(token)).status_code == 200:
        assert time.monotonic() < begun + 10, "a second, where the machine is quiet"
        time.sleep(0.02)


def test_the_audit_tells_who_changed_what(closed, database: Database, tmp_path: Path) -> None:
    server, tokens = closed
    assert prefect(server, tmp_path, "variable", "set", "a", "1",
                   PREFECT_API_AUTH_STRING=f"operator:{tokens['operator']}").returncode == 0
    command = [os.environ["PRAETOR_PROGRAM"], "auth", "audit", "--json"]
    settings = {"PREFECT_SERVER_DATABASE_CONNECTION_URL": database.connection_url}
    deadline = time.monotonic() + 60
    while True:
        said = subprocess.run(command, env=bare_environment() | settings, capture_output=True, text=True, check=True).stdout
        if [(one["token"], one["operation"], one["status"]) for one in json.loads(said)] == [("operator", "create_variable", 201)]:
            break
        assert time.monotonic() < deadline, said
        time.sleep(0.2)
