"""The prefect program shows the same against praetor as against the reference."""

import json
import subprocess
import sys
import time

import httpx
import pytest
from command_line import commands, environment, leave_runs, normalised, run_commands
from differences import assert_same
from normalised import Normaliser
from servers import KINDS

NAMES = [" ".join(command) for command in commands(dict.fromkeys(("flow", "first", "second", "third", "task run"), "ID"))]


@pytest.fixture(scope="session")
def answers(all_servers, tmp_path_factory) -> dict[tuple[str, str], list[dict]]:
    """What the program said to each command against each server, all servers at once."""
    running, said = [], {}
    for key, server in all_servers.items():
        home, ids = tmp_path_factory.mktemp("commands"), leave_runs(server)
        running.append((key, home, ids, run_commands(server, home, commands(ids))))
    for key, home, ids, process in running:
        try:
            assert process.wait(200) == 0, (home / "output.log").read_text()
        finally:
            process.kill()
        said[key] = [normalised(answer, ids, home) for answer in json.loads((home / "commands.json").read_text())]
    return said


@pytest.mark.parametrize("number", range(len(NAMES)), ids=NAMES)
def test_a_command_says_the_same(answers, dialect: str, number: int) -> None:
    assert_same(answers["reference", dialect][number], answers["praetor", dialect][number])


def test_the_stream_of_events_shows_an_event_as_it_comes(servers, tmp_path) -> None:
    expected, found = (stream_one_event(servers[kind], tmp_path / kind) for kind in KINDS)
    assert_same(expected, found)


def stream_one_event(server, home) -> object:
    """Runs `prefect events stream --run-once` and emits an event until the program has seen one and ended."""
    home.mkdir()
    command = [sys.executable, "-m", "prefect", "events", "stream", "--run-once", "--output-file", str(home / "events")]
    program = subprocess.Popen(command, env=environment(server, home), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    deadline = time.monotonic() + 60
    try:
        with httpx.Client(base_url=server.api) as client:
            while program.poll() is None and time.monotonic() < deadline:
                event = {"occurred": "2026-01-02T03:04:05Z", "event": "streamed", "payload": {"a": [1]}, "related": [],
                         "resource": {"prefect.resource.id": "streamed.thing"}, "id": "00000000-0000-4000-8000-000000000001"}
                client.post("/events", json=[event]).raise_for_status()
                time.sleep(0.3)
        said = program.communicate(timeout=5)[0].decode()
        shown = [json.loads(line) for line in (home / "events").read_text().splitlines()]
        return {"exit": program.returncode, "said": said.splitlines(), "events": Normaliser(str(home))(shown)}
    finally:
        program.kill()
