"""Random automations and the same events before the reference's evaluation of triggers and before praetor: which fire, by which
events, and what both have stored of them."""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from databases import Database, create_database, drop_database, execute, query
from random_triggers import make_automations, make_events
from servers import bare_environment

SEED = int(os.environ.get("PRAETOR_TRIGGER_SEED", "20240506"))
AUTOMATIONS = int(os.environ.get("PRAETOR_TRIGGER_AUTOMATIONS", "40"))
EVENTS = int(os.environ.get("PRAETOR_TRIGGER_EVENTS", "300"))

OPEN = timedelta(seconds=4 + 12 + 6)
"""When every bucket of a proactive trigger has ended, and the next look at the time has seen it."""

STEADY = {"PREFECT_SERVER_EVENTS_EXPIRED_BUCKET_BUFFER": "P10D", "PREFECT_SERVER_EVENTS_PROACTIVE_GRANULARITY": "PT1S",
          "PREFECT_SERVER_EVENTS_CAUSAL_ORDERING": "prefect.server.events.ordering.db"}
"""Nothing that was counted is swept while it is to be compared."""

TABLES = {
    "automation_bucket": 'automation_id, trigger_id, bucketing_key, start, "end", count, last_operation, last_event',
    "automation_held_event": "automation_id, trigger_id, bucketing_key, event_id, occurred",
    "composite_trigger_child_firing": "automation_id, parent_trigger_id, child_trigger_id, child_firing",
    "automation_event_follower": "scope, leader_event_id, follower_event_id, follower",
}


@pytest.fixture
def reference_database(dialect: str, tmp_path: Path):
    made = create_database(dialect, tmp_path)
    yield made
    drop_database(made)


def test_triggers_fire_by_the_same_events_and_leave_the_same_state(dialect: str, database, reference_database, start, tmp_path) -> None:
    chance = random.Random(SEED)
    automations = make_automations(chance, AUTOMATIONS)
    praetor = start("praetor", database, **STEADY)
    with (tmp_path / "reference.log").open("wb") as log, subprocess.Popen(
        [sys.executable, Path(__file__).parent / "reference_triggers.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=log, text=True, env=bare_environment() | STEADY | {
            "PREFECT_HOME": str(tmp_path / "home"), "PREFECT_SERVER_DATABASE_CONNECTION_URL": reference_database.connection_url},
    ) as reference:
        print(json.dumps(automations), file=reference.stdin, flush=True)
        assert reference.stdout.readline() == "ready\n", (tmp_path / "reference.log").read_text()[-4000:]
        _copy_automations(reference_database, database)
        begun = datetime.now(timezone.utc)
        events = make_events(chance, EVENTS, begun)
        received = {"received": begun.isoformat()}
        until = begun + OPEN + timedelta(seconds=EVENTS / 40)  # the reference takes its time
        print(json.dumps({"events": [event | received for event in events], "until": until.isoformat()}), file=reference.stdin, flush=True)
        with praetor.client() as client:
            for first in range(0, len(events), 100):
                assert client.post("/events", json=events[first : first + 100]).status_code == 204
        told = json.loads(reference.stdout.readline())
    while datetime.now(timezone.utc) < begun + OPEN + timedelta(seconds=2) or query(database, "SELECT 1 FROM praetor_event_queue"):
        time.sleep(0.1)

    expected = Counter(map(_firing, told))
    found = Counter(_firing(event) for event in _told(database))
    assert sum(expected.values()) > EVENTS / 10
    names = {f"prefect.automation.{one['id']}": one["trigger"] for one in automations}
    assert {firing: (count, names[firing[0]]) for firing, count in (expected - found).items()} == {}, "praetor misses these"
    assert {firing: (count, names[firing[0]]) for firing, count in (found - expected).items()} == {}, "only praetor has these"
    for table, columns in TABLES.items():
        ones, others = (Counter(_rows(one, table, columns)) for one in (reference_database, database))
        assert list((ones - others).elements())[:5] == list((others - ones).elements())[:5] == [], table


def _firing(event: dict) -> tuple:
    related = tuple(one["prefect.resource.id"] for one in event["related"])
    return event["resource"]["prefect.resource.id"], related, json.dumps(event["payload"]["triggering_labels"], sort_keys=True)


def _told(database: Database) -> list[dict]:
    rows = query(database, "SELECT resource, related, payload FROM events WHERE event = 'prefect.automation.triggered'")
    return [dict(zip(("resource", "related", "payload"), map(json.loads, row), strict=True)) for row in rows]


def _rows(database: Database, table: str, columns: str) -> list[tuple]:
    return [tuple(_plain(cell) for cell in row) for row in query(database, f"SELECT {columns} FROM {table}")]


def _plain(cell: object) -> str:
    """A document by the event it is, or was made by."""
    if isinstance(cell, str) and cell[:1] in "[{":
        document = json.loads(cell)
        if isinstance(document, dict):
            return str((document.get("triggering_event") or document)["id"])
        return json.dumps(document)
    return str(cell)


def _copy_automations(source: Database, target: Database) -> None:
    columns = "id, created, updated, name, description, enabled, trigger, actions, actions_on_trigger, actions_on_resolve, tags"
    for row in query(source, f"SELECT {columns} FROM automation"):
        execute(target, f"INSERT INTO automation ({columns}) VALUES ({', '.join(map(_literal, row))})")


def _literal(cell: object) -> str:
    return "'" + str(cell).replace("'", "''") + "'" if not isinstance(cell, bool | int) else str(cell).lower()
