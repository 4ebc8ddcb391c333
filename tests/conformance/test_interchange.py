"""praetor and the reference work on each other's databases."""

import httpx
import pytest
from differences import assert_same
from servers import KINDS
from written_work import leave_work, read_work


@pytest.mark.parametrize("writer", KINDS)
def test_one_server_reads_what_the_other_wrote(writer: str, dialect: str, database, start) -> None:
    """The services stay off: nobody changes the runs in between."""
    (reader,) = set(KINDS) - {writer}
    first = start(writer, database, **QUIET)
    with first.client() as client:
        leave_work(client)
        expected = read_work(client)
    first.terminate()
    second = start(reader, database, **QUIET)
    with second.client() as client:
        found = read_work(client)
        assert_same(expected, found)
        leave_more_work(client)


def leave_more_work(client: httpx.Client) -> None:
    """The reader writes where the writer wrote."""
    flow = client.post("/flows/", json={"name": "interchange"})
    assert flow.status_code == 200, flow.text
    run = client.post("/flow_runs/", json={"flow_id": flow.json()["id"], "state": {"type": "PENDING"}})
    assert run.status_code == 201, run.text
    said = client.post(f"/flow_runs/{run.json()['id']}/set_state", json={"state": {"type": "RUNNING"}})
    assert (said.status_code, said.json()["status"]) == (201, "ACCEPT")


QUIET = {
    f"PREFECT_SERVER_SERVICES_{service}_ENABLED": "false"
    for service in ("SCHEDULER", "LATE_RUNS", "CANCELLATION_CLEANUP", "PAUSE_EXPIRATIONS", "FOREMAN", "REPOSSESSOR")
}
