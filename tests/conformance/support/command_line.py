"""The prefect program against a server: what it is asked about, and how its output is compared."""

import json
import re
import subprocess
import sys
from pathlib import Path

from normalised import TIME, UUID
from servers import Server, bare_environment

HERE = Path(__file__).parent
AGE = re.compile(r"\b(just now|now|(in )?(a few|a|an|\d+) (second|minute|hour)s?( ago| from now)?)\b")
TIME_IN_PYTHON = re.compile(r"\b(datetime\.datetime|DateTime)\([^()]*(\([^()]*\))?\)")
DURATION_IN_PYTHON = re.compile(r"datetime\.timedelta\([^()]+\)")
SECONDS = re.compile(r"(\"?(?:total_run_time|estimated_run_time|estimated_start_time_delta)\"?[=:] ?)[-\d.e]+")


def environment(server: Server, home: Path) -> dict[str, str]:
    return bare_environment() | {
        "HOME": str(home),
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": server.api,
        "PYTHONPATH": str(HERE),
        "NO_COLOR": "1",
    }


def leave_runs(server: Server) -> dict[str, str]:
    """Three flow runs of one flow with logs, a task run; their ids by name."""
    with server.client() as client:

        def post(path: str, body) -> dict:
            return client.post(path, json=body).raise_for_status().json()

        flow = post("/flows/", {"name": "command line"})["id"]
        ids = {"flow": flow}
        for name in ("first", "second", "third"):
            ids[name] = post("/flow_runs/", {"flow_id": flow, "name": name, "parameters": {"n": 1}, "tags": [name]})["id"]
        post(f"/flow_runs/{ids['first']}/set_state", {"state": {"type": "RUNNING"}})
        post(f"/flow_runs/{ids['first']}/set_state", {"state": {"type": "COMPLETED", "message": "well"}})
        post(f"/flow_runs/{ids['second']}/set_state", {"state": {"type": "RUNNING"}})
        post("/logs/", [{"name": "prefect.flow_runs", "level": 20 + 10 * n, "message": f"line {n}", "flow_run_id": ids["first"],
                         "timestamp": f"2026-01-02T03:04:0{n}Z"} for n in range(3)])
        ids["task run"] = post("/task_runs/", {
            "flow_run_id": ids["first"], "task_key": "step", "dynamic_key": "0", "name": "step-0",
            "state": {"type": "PENDING"}})["id"]
        return ids


def commands(ids: dict[str, str]) -> list[list[str]]:
    return [
        ["flow", "ls", "--limit", "1"],
        ["flow-run", "ls", "--flow-name", "command line"],
        ["flow-run", "ls", "--flow-name", "command line", "--output", "json"],
        ["flow-run", "ls", "--flow-name", "command line", "--state-type", "COMPLETED"],
        ["flow-run", "ls", "--flow-name", "command line", "--state", "Running", "--limit", "1"],
        ["flow-run", "inspect", ids["first"]],
        ["flow-run", "inspect", ids["first"], "--output", "json"],
        ["flow-run", "inspect", ids["flow"]],
        ["flow-run", "logs", ids["first"]],
        ["flow-run", "logs", ids["first"], "--reverse", "--num-logs", "2"],
        ["flow-run", "cancel", ids["second"]],
        ["flow-run", "cancel", ids["first"]],
        ["flow-run", "inspect", ids["second"], "--output", "json"],
        ["flow-run", "delete", ids["third"]],
        ["flow-run", "delete", ids["third"]],
        ["task-run", "ls", "--limit", "1", "--state-type", "PENDING", "--task-run-name", "step-0"],
        ["task-run", "inspect", ids["task run"]],
        ["variable", "set", "command_line", "{\"a\": 1}"],
        ["variable", "inspect", "command_line"],
        ["variable", "unset", "command_line"],
        ["gcl", "create", "command-line", "--limit", "2"],
        ["gcl", "inspect", "command-line"],
        ["version"],
    ]


def run_commands(server: Server, home: Path, asked: list[list[str]]) -> subprocess.Popen:
    (home / "commands.json").write_text(json.dumps(asked))
    with (home / "output.log").open("wb") as out:
        command = [sys.executable, str(HERE / "run_commands.py"), str(home / "commands.json")]
        return subprocess.Popen(command, env=environment(server, home), stdout=out, stderr=out)


def normalised(said: dict, server: Server, ids: dict[str, str], home: Path) -> dict:
    """Without ids, times, ages, the server's address and the padding that goes with them."""
    text = said["output"]
    for name, id in ids.items():
        text = text.replace(id, f"<id of {name}>")
    return {"exit": said["exit"], "output": plain(text, server.api, home)}


def plain(text: str, api: str, home: Path) -> list[str]:
    """The lines without ids, times, ages and what goes with them."""
    text = text.replace(str(home), "<home>").replace(api, "<api>").replace(api.removesuffix("/api"), "<address>")
    for pattern, name in (
        (UUID, "<id>"),
        (TIME, "<time>"),
        (TIME_IN_PYTHON, r"\1(<time>)"),
        (DURATION_IN_PYTHON, "<duration>"),
        (SECONDS, r"\1<seconds>"),
        (AGE, "<age>"),
    ):
        text = pattern.sub(name, text)
    return re.sub(r"[━─]+", "─", re.sub(r" +", " ", text)).splitlines()
