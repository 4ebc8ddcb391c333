"""Databases that old releases of Prefect made are upgraded by praetor as the reference upgrades them, and served."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from command import run_praetor, start_praetor, start_reference, upgrade_by_reference
from content import Content
from databases import Database, create_database, drop_database
from differences import assert_same
from old_databases import RELEASES, load_old_database
from rows import read_rows
from schemas import read_schema
from test_interchange import QUIET
from written_work import read_work

STILL = QUIET | {
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
    "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "PT3153600000S",
}
"""No service runs, the reference does not write its own blocks anew, and old events are not old enough to go."""


def read_everything(client: httpx.Client) -> dict[str, object]:
    """What praetor serves of it."""
    said = read_work(client)

    def post(path: str, body: dict):
        return client.post(path, json=body).raise_for_status().json()

    for resource in ("v2/concurrency_limits", "artifacts/latest"):
        said[resource] = {document["id"]: document for document in post(f"/{resource}/filter", {"limit": 200})}
    for limit in said["v2/concurrency_limits"].values():
        if limit["slot_decay_per_second"]:
            limit.pop("active_slots")  # less from request to request
    for id in said["flow_runs"]:
        said[f"input of {id}"] = post(f"/flow_runs/{id}/input/filter", {"prefix": "", "limit": 10})
    ever = {"since": "2024-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}
    page = post("/events/filter", {"filter": {"occurred": ever, "order": "ASC"}, "limit": 50})
    said["events"] = page["total"], {event["id"]: event for event in page["events"]}
    return said


@pytest.fixture
def twins(dialect: str, tmp_path: Path):
    """Two databases: for the reference, for praetor."""
    made = [create_database(dialect, tmp_path) for _ in range(2)]
    yield made
    for database in made:
        drop_database(database)


@pytest.mark.parametrize("release", RELEASES)
def test_an_old_database_is_upgraded_and_served_as_by_the_reference(release: str, twins: list[Database], tmp_path, start):
    of_reference, of_praetor = twins
    for database in twins:
        load_old_database(release, database)
    upgrade_by_reference(of_reference, tmp_path)
    said = run_praetor(of_praetor, tmp_path, "db", "upgrade")
    assert said.returncode == 0, said.stderr
    assert_same(read_schema(of_reference), read_schema(of_praetor))
    rows = read_rows(of_praetor)
    assert_same(read_rows(of_reference), rows)
    assert len(rows["flow_run"]) > 9 and rows["automation"] and rows["concurrency_limit_v2"]

    answers = {}
    for kind, database in (("reference", of_reference), ("praetor", of_praetor)):
        server = start(kind, database, **STILL)
        with server.client() as client:
            answers[kind] = read_everything(client)
        server.terminate()
    assert_same(answers["reference"], answers["praetor"])


def test_a_database_goes_to_praetor_and_back(database: Database, start) -> None:
    """Nobody changes a row that nobody asked to change."""
    first = start("reference", database, **STILL)
    Content(first.api).leave_all()
    with first.client() as client:
        expected = read_everything(client)
    first.terminate()
    rows = read_rows(database)

    second = start("praetor", database, **STILL)
    with second.client() as client:
        assert_same(expected, read_everything(client))
    second.terminate()
    assert_same(rows, read_rows(database))

    third = start("reference", database, **STILL)
    with third.client() as client:
        assert_same(expected, read_everything(client))
    third.terminate()
    assert_same(rows, read_rows(database))


@pytest.mark.parametrize("killed, builder", [("reference", "ends too"), ("reference", "goes on"), ("praetor", "ends too")])
def test_an_upgrade_killed_in_the_middle_of_an_index_is_finished_by_the_other(killed: str, builder: str, tmp_path) -> None:
    """The server goes on with the index of a client that was killed, unless somebody ends that too."""
    database = create_database("postgresql", tmp_path)
    try:
        load_old_database("3.8.4", database)
        with writing(database, "flow_run"):
            upgrade = (start_praetor(database, tmp_path, "db", "upgrade") if killed == "praetor"
                       else start_reference(database, tmp_path, "server", "database", "upgrade", "-y"))
            process = wait_for_builder(database)
            upgrade.kill()
            upgrade.communicate()
            if builder == "ends too":
                ask(database, f"SELECT pg_terminate_backend({process})")
        if killed == "praetor":
            upgrade_by_reference(database, tmp_path)
        else:
            said = run_praetor(database, tmp_path, "db", "upgrade")
            assert said.returncode == 0, said.stderr
        said = run_praetor(database, tmp_path, "db", "diff", "--check")
        assert (said.returncode, said.stdout) == (0, "the database is as declared\n"), said.stderr
    finally:
        drop_database(database)


@contextmanager
def writing(database: Database, table: str) -> Iterator[None]:
    """A transaction that writes to a table for as long as that takes."""
    with subprocess.Popen(["psql", "-qXAt", database.location], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        writer.stdin.write(f"BEGIN; LOCK TABLE {table} IN ROW EXCLUSIVE MODE; SELECT 'locked';\n")
        writer.stdin.flush()
        assert writer.stdout.readline() == "locked\n"
        try:
            yield
        finally:
            writer.communicate("COMMIT;\n")


def wait_for_builder(database: Database) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process := ask(database, "SELECT pid FROM pg_stat_progress_create_index WHERE datname = current_database()"
                                    " AND phase LIKE 'waiting for writers%'"):
            return process
        time.sleep(0.05)
    raise AssertionError("nobody builds an index")


def ask(database: Database, query: str) -> str:
    return subprocess.run(["psql", "-qXAt", database.location, "-c", query], text=True, capture_output=True, check=True).stdout.strip()
