"""The prefect program shows the same against praetor as against the reference."""

import json
import subprocess
import sys
import time
import uuid
from datetime import datetime, timezone

import pytest
from command_line import commands, environment, leave_runs, normalised, run_commands
from differences import assert_same
from flows.deployed.automation_commands import automation_commands, put_automations_into
from flows.deployed.commands import deployment_commands, leave_deployments, put_flows_into
from normalised import Normaliser
from servers import KINDS

IDS = ("flow", "first", "second", "third", "task run", "scheduled", "bare", "far away", "yearly", "daily")


def all_commands(ids: dict[str, str]) -> list[list[str]]:
    return [*commands(ids), *automation_commands(), *deployment_commands(ids)]


NAMES = [" ".join(command) for command in all_commands(dict.fromkeys(IDS, "ID"))]


@pytest.fixture(scope="session")
def answers(all_servers, tmp_path_factory) -> dict[tuple[str, str], list[dict]]:
    """What the program said to each command against each server, all servers at once."""
    running, said = [], {}
    for key, server in all_servers.items():
        home, ids = tmp_path_factory.mktemp("commands"), leave_runs(server) | leave_deployments(server)
        put_flows_into(home)
        put_automations_into(home)
        running.append((key, server, home, ids, run_commands(server, home, all_commands(ids))))
    for key, server, home, ids, process in running:
        try:
            assert process.wait(400) == 0, (home / "output.log").read_text()
        finally:
            process.kill()
        said[key] = [normalised(answer, server, ids, home) for answer in json.loads((home / "commands.json").read_text())]
    return said


@pytest.mark.parametrize("number", range(len(NAMES)), ids=NAMES)
def test_a_command_says_the_same(answers, dialect: str, number: int) -> None:
    assert_same(answers["reference", dialect][number], answers["praetor", dialect][number])


def test_the_stream_of_events_shows_an_event_as_it_comes(servers, tmp_path) -> None:
    expected, found = (stream_one_event(servers[kind], tmp_path / kind) for kind in KINDS)
    assert expected, "the reference showed nothing"
    assert_same(expected, found)


def stream_one_event(server, home) -> object:
    """What `prefect events stream` prints of an event that is emitted again and again until it prints one."""
    home.mkdir()
    command = [sys.executable, "-m", "prefect", "events", "stream"]
    printed = home / "printed"
    with printed.open("wb") as out:
        program = subprocess.Popen(command, env=environment(server, home), stdout=out, stderr=subprocess.STDOUT)
    deadline = time.monotonic() + 60
    try:
        with server.client() as client:
            while not (shown := streamed(printed.read_text())) and time.monotonic() < deadline:
                assert program.poll() is None, printed.read_text()
                client.post("/events", json=[event()]).raise_for_status()
                time.sleep(0.2)
        return Normaliser(str(home))(shown[:1])
    finally:
        program.kill()
        program.wait()


def event() -> dict:
    return {"occurred": f"{datetime.now(timezone.utc):%Y-%m-%dT%H:%M:%S.%fZ}", "event": "streamed", "payload": {"a": [1, None]},
            "related": [], "resource": {"prefect.resource.id": "streamed.thing"}, "id": str(uuid.uuid4())}


def streamed(printed: str) -> list[dict]:
    """The whole lines that tell of our event."""
    lines = [json.loads(line) for line in printed.splitlines(keepends=True) if line.startswith("{") and line.endswith("\n")]
    return [line for line in lines if line["event"] == "streamed"]
