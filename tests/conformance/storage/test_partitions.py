"""Tables that are partitioned by time while servers run, and Prefect's own server on them."""

import time
import uuid

import httpx
import pytest
from clients import Client, observe_both, start_client, wait_for
from command import run_praetor
from databases import Database, create_database, drop_database, query
from differences import assert_same
from steady_clients import SteadyClients, wait_until
from test_interchange import QUIET
from written_work import leave_work, read_work

EVER = {"since": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}


@pytest.fixture(scope="session", params=["postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """SQLite has no partitions, and `praetor db partition` says so (tests/cli)."""
    return request.param


def partition(database: Database, home, *words: str) -> str:
    said = run_praetor(database, home, "db", "partition", *words)
    assert said.returncode == 0, said.stderr
    return said.stdout


def assert_as_declared(database: Database, home) -> None:
    said = run_praetor(database, home, "db", "diff", "--check")
    assert said.returncode == 0, said.stdout


def send(client: httpx.Client, name: str) -> httpx.Response:
    """An event of this name, of a time within the last three days, and a log line."""
    days = len(name) % 3 + uuid.uuid4().int % 1000 / 1000
    occurred = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - days * 86400))
    resource = {"prefect.resource.id": f"partitions.{name}"}
    logged = client.post("/logs/", json=[{"name": "partitions", "level": 20, "message": name, "timestamp": occurred}])
    if logged.status_code != 201:
        return logged
    return client.post("/events", json=[{"id": str(uuid.uuid4()), "event": name, "occurred": occurred, "resource": resource}])


def names_of_events(client: httpx.Client) -> list[str]:
    names = []
    page = client.post("/events/filter", json={"filter": {"occurred": EVER, "event": {"prefix": ["client-"]}}, "limit": 50})
    while True:
        names += [event["event"] for event in page.raise_for_status().json()["events"]]
        if not (following := page.json()["next_page"]):
            return names
        page = client.get(following)


def test_tables_are_partitioned_while_clients_write_and_nothing_is_lost_or_doubled(database, start, tmp_path) -> None:
    server = start("praetor", database)
    with server.client() as client:
        clients = SteadyClients(server.api, send, 4)
        try:
            for way in ("--apply", "--undo", "--apply"):
                before = len(clients.answered)
                wait_until(lambda least=before + 200: len(clients.answered) > least, "clients are answered")
                partition(database, tmp_path, way)
        finally:
            clients.stop()
        assert not clients.failures, clients.failures[:3]
        wait_until(lambda: len(names_of_events(client)) >= len(clients.answered), "every event is stored")
        assert sorted(names_of_events(client)) == sorted(clients.answered)
        lines = query(database, "SELECT message FROM log WHERE name = 'partitions'")
        assert sorted(line for (line,) in lines) == sorted(clients.answered)
    assert_as_declared(database, tmp_path)


def test_prefects_own_server_works_on_partitions_and_back(database, start, tmp_path) -> None:
    first = start("praetor", database, **QUIET)
    with first.client() as client:
        leave_work(client)
        expected = read_work(client)
        partition(database, tmp_path, "--apply", "--by", "month")
        assert_same(expected, read_work(client))
    first.terminate()

    reference = start("reference", database, **QUIET)
    with reference.client() as client:
        assert_same(expected, read_work(client))
        of_flows = start_client(reference, tmp_path, ["hello_world", "retried_tasks"])
        wait_for([of_flows])
        assert send(client, "client-of-the-reference").is_success
        wait_until(lambda: names_of_events(client) == ["client-of-the-reference"], "the reference stores the event")
        gone = next(iter(expected["flow_runs"]))
        client.delete(f"/flow_runs/{gone}").raise_for_status()
        left = read_work(client)
    reference.terminate()

    last = start("praetor", database, **QUIET)
    with last.client() as client:
        assert_same(left, read_work(client))
        assert names_of_events(client) == ["client-of-the-reference"]
        partition(database, tmp_path, "--undo")
        assert_same(left, read_work(client))
    assert_as_declared(database, tmp_path)


def test_flows_leave_the_same_behind_on_partitions(start, tmp_path, dialect) -> None:
    """On praetor's partitioned database what they leave on the reference's plain one."""
    running: list[Client] = []
    for kind in ("reference", "praetor"):
        database = create_database(dialect, tmp_path)
        server = start(kind, database)
        if kind == "praetor":
            partition(database, tmp_path, "--apply")
        folder = tmp_path / kind
        folder.mkdir()
        running.append(start_client(server, folder, ["hello_world", "custom_events"]))
    try:
        wait_for(running)
        for scenario in ("hello_world", "custom_events"):
            assert_same(*observe_both(*running, scenario))
    finally:
        for client in running:
            client.server.end()
            drop_database(client.server.database)
