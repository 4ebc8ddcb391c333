"""Real flows of the real SDK, and what it deploys and its worker runs, leave the same behind on praetor as on the reference."""

import pkgutil
from collections.abc import Callable
from pathlib import Path

import flows
import pytest
from clients import Client, observe_both, start_client, wait_for
from conftest import STEADY
from databases import create_database
from differences import assert_same
from servers import KINDS, Server

SCENARIOS = [module.name for module in pkgutil.iter_modules(flows.__path__) if not module.ispkg]
OF_DEPLOYMENTS = {
    "postgresql": [
        ["from_yaml", "from_code", "watched", "prioritised"],
        ["served", "cancelled", "crashed"],
        ["paused", "limited", "late"],
        ["suspended", "retried", "automated"],
    ],
    "sqlite": [["prioritised", "late"], ["paused", "automated"]],
}
"""Those of a group run one after another; much of their time is waiting. On SQLite: those that ask most of the database."""
RUN = [(dialect, scenario) for dialect, groups in OF_DEPLOYMENTS.items() for group in groups for scenario in group]


@pytest.fixture(scope="session")
def clients(all_servers, tmp_path_factory) -> dict[tuple[str, str], Client]:
    """One process of flows for each server, all at once; they have ended."""
    running = {
        key: start_client(server, tmp_path_factory.mktemp("-".join(key)), SCENARIOS) for key, server in all_servers.items()
    }
    wait_for(running.values())
    return running


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


@pytest.fixture(scope="session")
def workshops(request, all_servers, tmp_path_factory) -> dict[tuple[str, str, str], Client]:
    """A process for each group on each server, all at once, by kind, dialect and scenario; they have ended."""
    asked = {(item.callspec.params["dialect"], item.callspec.params["scenario"]) for item in request.session.items
             if "workshops" in item.fixturenames}  # fmt: skip
    running = []
    for key, server in all_servers.items():
        for group in OF_DEPLOYMENTS[key[1]]:
            if some := [scenario for scenario in group if (key[1], scenario) in asked]:
                folder = tmp_path_factory.mktemp("-".join(key))
                running.append((key, some, start_client(server, folder, some, package="flows.deployed")))
    wait_for((client for _, _, client in running), 850)
    return {(*key, scenario): client for key, group, client in running for scenario in group}


def test_every_scenario_of_deployments_is_run() -> None:
    there = {file.stem for file in (Path(__file__).parent / "flows/deployed").glob("*.py") if "def run()" in file.read_text()}
    assert there == {scenario for _, scenario in RUN}


@pytest.mark.parametrize(("dialect", "scenario"), RUN, indirect=["dialect"], scope="session")
def test_deployments_and_workers_leave_the_same_behind(workshops, dialect: str, scenario: str) -> None:
    expected, found = observe_both(workshops["reference", dialect, scenario], workshops["praetor", dialect, scenario], scenario)
    assert "raised" not in expected["said"] and expected["flow runs"] and expected["deployments"], expected
    assert_same(expected, found)
