"""SIGKILL again and again while events come that automations wait for: each firing that is due happens, and happens once."""

import json
import os
import random
import threading
import time
import uuid
from collections import Counter
from datetime import UTC, datetime

import httpx
import pytest
from databases import Database, execute, query
from servers import Server, start_again

KILLS = int(os.environ.get("PRAETOR_TRIGGER_KILLS", "3"))
NAMES = [f"kills.{number}" for number in range(10)]
FIFTH = 5


@pytest.mark.parametrize("servers_of_it", [1, 2])
def test_each_event_fires_once_though_servers_are_killed(dialect: str, database: Database, start, servers_of_it: int) -> None:
    if dialect == "sqlite" and servers_of_it > 1:
        pytest.skip("one file, one server")
    serving = [start("praetor", database) for _ in range(servers_of_it)]
    for name in NAMES:
        for threshold in [1, 1, 1, 1, FIFTH]:
            _automate(database, name, threshold)
    chance = random.Random(20240506)
    sender = _Sender(serving)
    sender.start()
    try:
        for _ in range(KILLS):
            time.sleep(chance.uniform(1, 3))
            victim = chance.randrange(servers_of_it)
            serving[victim].kill()
            serving[victim] = start_again(serving[victim]).wait_until_healthy()
        time.sleep(1)
        sender.stop()
        _wait_until_evaluated(database)
    finally:
        sender.stop()
        for server in serving:
            server.end()

    stored = Counter(name for (name,) in query(database, "SELECT event FROM events WHERE event LIKE 'kills.%'"))
    assert stored == sender.acknowledged
    assert sum(stored.values()) > 100
    expected = {name: 4 * count + count // FIFTH for name, count in stored.items()}
    fired = Counter()
    for resource, payload in query(database, "SELECT resource, payload FROM events WHERE event = 'prefect.automation.triggered'"):
        fired[json.loads(payload)["triggering_event"]["event"]] += 1
    assert fired == expected
    due = query(database, "SELECT count(*) FROM praetor_due_action")[0][0]
    done = query(database, "SELECT count(*) FROM events WHERE event = 'prefect.automation.action.executed'")[0][0]
    assert due + done == sum(expected.values())


class _Sender(threading.Thread):
    """Sends about 200 events a second to whichever server takes them; again until their answer has come."""

    def __init__(self, serving: list[Server]) -> None:
        super().__init__(daemon=True)
        self._serving = serving
        self._stopping = threading.Event()
        self.acknowledged: Counter[str] = Counter()

    def run(self) -> None:
        chance = random.Random(1)
        while not self._stopping.is_set():
            events = [{"id": str(uuid.uuid4()), "event": chance.choice(NAMES), "occurred": datetime.now(UTC).isoformat(),
                       "resource": {"prefect.resource.id": "kills.thing"}} for _ in range(10)]
            while not self._send(chance.choice(self._serving), events):
                time.sleep(0.05)
            self.acknowledged.update(event["event"] for event in events)
            time.sleep(0.05)

    def stop(self) -> None:
        self._stopping.set()
        self.join(120)

    @staticmethod
    def _send(to: Server, events: list[dict]) -> bool:
        try:
            return httpx.post(f"{to.api}/events", json=events, timeout=60).status_code == 204
        except httpx.TransportError:
            return False


def _automate(database: Database, name: str, threshold: int) -> None:
    trigger = {"type": "event", "id": str(uuid.uuid4()), "match": {}, "match_related": {}, "after": [], "expect": [name],
               "for_each": [], "posture": "Reactive", "threshold": threshold, "within": 0.0}
    enabled = "1" if database.dialect == "sqlite" else "true"
    execute(database, "INSERT INTO automation (id, created, updated, name, description, enabled, trigger, actions, actions_on_trigger, "
            f"actions_on_resolve, tags) VALUES ('{uuid.uuid4()}', '2024-05-06 12:00:00.000000', '2024-05-06 12:00:00.000000', 'kills', '', "
            f"{enabled}, '{json.dumps(trigger)}', '[{{\"type\": \"do-nothing\"}}]', '[]', '[]', '[]')")


def _wait_until_evaluated(database: Database) -> None:
    """What automations tell of themselves goes through the queue, too, and fires nothing."""
    deadline = time.monotonic() + 120
    while query(database, "SELECT 1 FROM praetor_event_queue LIMIT 1"):
        assert time.monotonic() < deadline, "events are not evaluated"
        time.sleep(0.1)
