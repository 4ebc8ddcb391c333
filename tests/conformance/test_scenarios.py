"""Real flows of the real SDK leave the same behind on praetor as on the reference."""

import json
import pkgutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import flows
import pytest
from conftest import STEADY
from databases import create_database
from differences import assert_same
from observed import observe
from servers import KINDS, Server, bare_environment

SCENARIOS = [module.name for module in pkgutil.iter_modules(flows.__path__)]
HERE = Path(__file__).parent


@dataclass
class Client:
    """A process that runs all scenarios against one server."""

    server: Server
    home: Path
    process: subprocess.Popen
    ended: float = 0.0
    """When its process had ended, on the monotonic clock."""

    @property
    def said(self) -> dict[str, object]:
        return json.loads((self.home / "said.json").read_text())

    def observe(self, scenario: str) -> dict[str, object]:
        with self.server.client() as client:
            return {"said": self.said[scenario]} | observe(client, scenario, str(self.home))


def start_client(server: Server, home: Path, scenarios: list[str] = SCENARIOS) -> Client:
    environment = bare_environment() | {
        "HOME": str(home),  # where the SDK looks for its home in places that do not ask PREFECT_HOME
        "PREFECT_HOME": str(home),
        "PREFECT_RESULTS_LOCAL_STORAGE_PATH": str(home / "storage"),
        "PREFECT_API_URL": server.api,
        "PREFECT_LOGGING_TO_API_BATCH_INTERVAL": "0.2",
        "PYTHONPATH": str(HERE),
    }
    with (home / "output.log").open("wb") as out:
        command = [sys.executable, str(HERE / "support" / "run_flows.py"), str(home / "said.json"), *scenarios]
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out, cwd=home)
    return Client(server, home, process)


def wait_for(clients: Iterable[Client]) -> None:
    for client in clients:
        try:
            client.process.wait(240)
        finally:
            client.process.kill()
            client.ended = time.monotonic()
        assert client.process.returncode == 0, (client.home / "output.log").read_text()[-4000:]


@pytest.fixture(scope="session")
def clients(all_servers, tmp_path_factory) -> dict[tuple[str, str], Client]:
    """One process of flows for each server, all at once; they have ended."""
    running = {
        key: start_client(server, tmp_path_factory.mktemp("-".join(key))) for key, server in all_servers.items()
    }
    wait_for(running.values())
    return running


def observe_both(reference: Client, praetor: Client, scenario: str) -> tuple[dict[str, object], dict[str, object]]:
    """Servers record task runs and events in their own time: waits until both say the same, 15 seconds at most."""
    deadline = max(reference.ended, praetor.ended) + 15
    while True:
        expected, found = reference.observe(scenario), praetor.observe(scenario)
        if found == expected or time.monotonic() > deadline:
            return expected, found
        time.sleep(0.5)


def stumbled(reference: Client) -> bool:
    """The reference loses work, or keeps it twice, where its SQLite database was locked: that is nothing to compare."""
    return "database is locked" in reference.server.log.read_text(errors="replace")


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_flows_leave_the_same_behind(
    clients: dict[tuple[str, str], Client], dialect: str, scenario: str, start: Callable[..., Server], tmp_path: Path
) -> None:
    reference, praetor = clients["reference", dialect], clients["praetor", dialect]
    expected, found = observe_both(reference, praetor, scenario)
    for attempt in range(3):
        if found == expected or not stumbled(reference):
            break
        again: list[Client] = []
        for kind in KINDS:
            folder = tmp_path / f"{kind}-{attempt}"
            folder.mkdir()
            again.append(start_client(start(kind, create_database(dialect, folder), **STEADY), folder, [scenario]))
        wait_for(again)
        by_kind = {client.server.kind: client for client in again}
        reference, praetor = by_kind["reference"], by_kind["praetor"]
        expected, found = observe_both(reference, praetor, scenario)
    assert_same(expected, found)
