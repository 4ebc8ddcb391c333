"""What scenarios have in common: the program in this process, workers in their own, and waiting."""

import atexit
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from command_line import plain
from prefect import __version__, flow
from prefect.settings import get_current_settings
from prefect.testing.cli import CycloptsCliRunner

HERE = Path(__file__).parent
PATIENCE = 300
"""Seconds until whatever is waited for must have come; the machine of the tests may be busy."""

RUN_NAME = re.compile("'[a-z]+-[a-z]+'")

HURRIED = {"PREFECT_WORKER_QUERY_SECONDS": "1", "PREFECT_WORKER_HEARTBEAT_SECONDS": "2", "PREFECT_RUNNER_POLL_FREQUENCY": "2",
           "PREFECT_WORKER_CANCELLATION_POLL_SECONDS": "2", "PREFECT_RUNNER_HEARTBEAT_FREQUENCY": "30",
           "PREFECT_DEPLOYMENT_CONCURRENCY_SLOT_WAIT_SECONDS": "2"}  # fmt: skip


def tag(scenario: str) -> str:
    return f"scenario:{__version__}:{scenario}"


def home() -> Path:
    return Path(os.environ["PREFECT_HOME"])


def prefect(*words: str) -> dict:
    """What a command says."""
    result = CycloptsCliRunner().invoke([str(word) for word in words])
    lines = plain(RUN_NAME.sub("'<random name>'", result.output), get_current_settings().api.url, home())
    return {"exit": result.exit_code, "output": [line.strip() for line in lines]}


def code(function: str):
    """A flow of yard.py as deployments know it."""
    return flow.from_source(source=str(HERE), entrypoint=f"yard.py:{function}")


def deploy(scenario: str, function: str, pool: str, **wanted: object) -> str:
    """The id of a deployment of the scenario's name."""
    defaults = {"name": scenario, "tags": [tag(scenario)], "print_next_steps": False}
    return str(code(function).deploy(**(defaults | {"work_pool_name": pool} | wanted)))


def api(method: str, path: str, body: object = None, **wanted: object) -> object:
    with httpx.Client(base_url=get_current_settings().api.url, timeout=120) as client:
        for _ in range(100):
            answer = client.request(method, path, json=body, **wanted)
            if answer.status_code != 503:  # the reference, while its SQLite is locked
                break
            time.sleep(0.1)
        answer.raise_for_status()
        return answer.json() if answer.content else None


def start_run(deployment: str, **wanted: object) -> str:
    return api("POST", f"/deployments/{deployment}/create_flow_run", wanted)["id"]


def state_of(run: str) -> str:
    return api("GET", f"/flow_runs/{run}")["state"]["name"]


def has_logged(run: str, message: str) -> bool:
    wanted = {"logs": {"flow_run_id": {"any_": [run]}}}
    return any(log["message"] == message for log in api("POST", "/logs/filter", wanted))


def wait_until(holds: Callable[[], object], what: str) -> object:
    deadline = time.monotonic() + PATIENCE
    while not (found := holds()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"not after {PATIENCE} s: {what}")
        time.sleep(0.25)
    return found


def wait_for_state(run: str, *names: str) -> str:
    def reached() -> str | None:
        name = state_of(run)
        return name if name in names else None

    try:
        return wait_until(reached, " or ".join(names))
    except TimeoutError as late:
        raise TimeoutError(f"{late}; the run is {state_of(run)}") from None


class Process:
    """A program in a group of its own; ended with this process at the latest."""

    def __init__(self, name: str, *words: str, **environment: str) -> None:
        self.log = home() / f"{name}.log"
        with self.log.open("ab") as out:
            self.process = subprocess.Popen([sys.executable, *words], env=os.environ | HURRIED | environment, stdout=out, stderr=out,
                                            stdin=subprocess.DEVNULL, start_new_session=True, cwd=home())
        atexit.register(self.kill)

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self, by: signal.Signals = signal.SIGINT) -> int:
        if by is signal.SIGINT:
            self.wait_for_children()
        if self.process.poll() is None:
            self.process.send_signal(by)
            try:
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                pass
        self.kill()
        return self.process.returncode

    def wait_for_children(self) -> None:
        """Those of a worker still tell of the end of their runs, and then it does."""
        deadline = time.monotonic() + 60
        while _has_children(self.process.pid) and time.monotonic() < deadline:
            time.sleep(0.2)
        time.sleep(1.5)

    def kill(self) -> None:
        """With its children."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()


def _has_children(pid: int) -> bool:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rsplit(")", 1)[1].split()[:2]
        except (OSError, IndexError):
            continue
        if int(parent) == pid and state != "Z":
            return True
    return False


def worker(name: str, pool: str, *words: str, **environment: str) -> Process:
    return Process(name, "-m", "prefect", "worker", "start", "--name", name, "--pool", pool, *words, **environment)


def pool(name: str, *words: str) -> str:
    """A process pool of this name."""
    made = prefect("work-pool", "create", name, "--type", "process", *words)
    assert made["exit"] == 0, json.dumps(made)
    return name
