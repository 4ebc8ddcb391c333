"""What the real SDK, the prefect program and the process worker deploy and run leaves the same behind on praetor as on the
reference."""

from pathlib import Path

import pytest
from clients import Client, observe_both, start_client, wait_for
from differences import assert_same

GROUPS = {
    "postgresql": [
        ["from_yaml", "from_code", "watched", "prioritised"],
        ["served", "paused", "cancelled"],
        ["late", "limited", "suspended", "retried", "crashed"],
    ],
    "sqlite": [["from_code", "prioritised"], ["late", "limited"], ["paused"]],
}
"""Those of a group run one after another; much of their time is waiting. On SQLite: those that ask most of the database."""
SCENARIOS = [(dialect, scenario) for dialect, groups in GROUPS.items() for group in groups for scenario in group]


@pytest.fixture(scope="session")
def workshops(all_servers, tmp_path_factory) -> dict[tuple[str, str, str], Client]:
    """A process for each group on each server, all at once, by kind, dialect and scenario; they have ended."""
    running = [(key, group, start_client(server, tmp_path_factory.mktemp("-".join(key)), group, package="deployed"))
               for key, server in all_servers.items() for group in GROUPS[key[1]]]
    wait_for((client for _, _, client in running), 800)
    return {(*key, scenario): client for key, group, client in running for scenario in group}


def test_every_scenario_is_run() -> None:
    there = {file.stem for file in (Path(__file__).parent / "deployed").glob("*.py") if "def run()" in file.read_text()}
    assert there == {scenario for _, scenario in SCENARIOS}


@pytest.mark.parametrize(("dialect", "scenario"), SCENARIOS, indirect=["dialect"], scope="session")
def test_deployments_and_workers_leave_the_same_behind(workshops, dialect: str, scenario: str) -> None:
    assert_same(*observe_both(workshops["reference", dialect, scenario], workshops["praetor", dialect, scenario], scenario))
