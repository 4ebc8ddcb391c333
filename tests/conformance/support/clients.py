"""Processes that run the scenarios of a package (flows, flows.deployed) with the real SDK against a server, and what the server says of them then."""

import json
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from observed import observe, observe_deployments
from releases import python_of
from servers import Server, bare_environment

HERE = Path(__file__).parent
REFERENCE = version("prefect")
"""The release of the SDK that the tests themselves run with."""


@dataclass
class Client:
    """A process that runs scenarios against one server."""

    server: Server
    home: Path
    release: str
    package: str
    process: subprocess.Popen
    ended: float = 0.0
    """When its process had ended, on the monotonic clock."""

    @property
    def said(self) -> dict[str, object]:
        return json.loads((self.home / "said.json").read_text())

    def observe(self, scenario: str) -> dict[str, object]:
        with self.server.client() as client:
            look = observe_deployments if self.package == "flows.deployed" else observe
            return {"said": self.said[scenario]} | look(client, f"{self.release}:{scenario}", str(self.home))


def start_client(server: Server, home: Path, scenarios: list[str], release: str = REFERENCE, package: str = "flows") -> Client:
    """`release` is that of the SDK, `package` where the scenarios are."""
    python = sys.executable if release == REFERENCE else python_of(release)
    environment = bare_environment() | {
        "HOME": str(home),  # where the SDK looks for its home in places that do not ask PREFECT_HOME
        "PREFECT_HOME": str(home),
        "PREFECT_RESULTS_LOCAL_STORAGE_PATH": str(home / "storage"),
        "PREFECT_LOCAL_STORAGE_PATH": str(home / "storage"),
        "PREFECT_API_URL": server.api,
        "PREFECT_LOGGING_TO_API_BATCH_INTERVAL": "0.2",
        "PYTHONPATH": str(HERE.parent),
        "PYTHONHASHSEED": "0",  # some releases log sets
    }
    with (home / "output.log").open("wb") as out:
        command = [python, str(HERE / "run_flows.py"), str(home / "said.json"), package, *scenarios]
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out, cwd=home)
    return Client(server, home, release, package, process)


def wait_for(clients: Iterable[Client], seconds: float = 240) -> None:
    for client in clients:
        try:
            client.process.wait(seconds)
        finally:
            client.process.kill()
            client.ended = time.monotonic()
        assert client.process.returncode == 0, (client.home / "output.log").read_text()[-4000:]


def observe_both(reference: Client, praetor: Client, scenario: str) -> tuple[dict[str, object], dict[str, object]]:
    """Servers record task runs and events in their own time: waits until both say the same, 15 seconds at most."""
    deadline = max(reference.ended, praetor.ended) + 15
    while True:
        expected, found = reference.observe(scenario), praetor.observe(scenario)
        if found == expected or time.monotonic() > deadline:
            return expected, found
        time.sleep(0.5)
