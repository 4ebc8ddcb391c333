"""Flows of older releases of the real SDK leave the same behind on praetor as on the reference.

docs/clients.md says which releases were run; `./dev test conformance -- -k clients --clients RELEASE,RELEASE` runs others.
"""

from pathlib import Path

import pytest
from clients import observe_both, start_client, wait_for
from differences import assert_same
from servers import KINDS, Server

SCENARIOS = ["hello_world", "retried_tasks", "retried_flow", "mapped_tasks", "nested_subflows", "paused_flow"]
SAID = [["world"] * 3, 3, 2, 328350, 6, ["resumed", "Failed"]]
"""What each says to whoever ran it."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    metafunc.parametrize("release", metafunc.config.getoption("--clients").split(","))


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True, scope="session")
def test_flows_of_an_older_client_leave_the_same_behind(
    release: str, dialect: str, servers: dict[str, Server], tmp_path: Path
) -> None:
    clients = {}
    for kind in KINDS:
        (home := tmp_path / kind).mkdir()
        clients[kind] = start_client(servers[kind], home, SCENARIOS, release)
    wait_for(clients.values())
    assert clients["praetor"].said == dict(zip(SCENARIOS, SAID, strict=True))
    both = {scenario: observe_both(clients["reference"], clients["praetor"], scenario) for scenario in SCENARIOS}
    assert_same(*({scenario: without_races(one[side]) for scenario, one in both.items()} for side in (0, 1)))


def without_races(observed: dict[str, object]) -> dict[str, object]:
    """Some releases renew the lease of a task's tags at once, and complain where the task has ended meanwhile."""
    return observed | {"logs": [log for log in observed["logs"] if not log["message"].startswith("Concurrency lease renewal failed")]}
