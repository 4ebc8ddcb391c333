"""SIGKILL again and again while events come that automations wait for: each firing that is due happens, and happens once; each
webhook is called, again where nobody can know whether it was, by one key."""

import json
import os
import random
import threading
import time
import uuid
from collections import Counter
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from databases import Database, execute, query
from servers import Server, start_again

KILLS = int(os.environ.get("PRAETOR_TRIGGER_KILLS", "3"))
NAMES = [f"kills.{number}" for number in range(10)]
FIFTH = 5


# One file has one server.
@pytest.mark.parametrize(("dialect", "servers_of_it"), [("sqlite", 1), ("postgresql", 1), ("postgresql", 2)], indirect=["dialect"])
def test_each_event_fires_once_though_servers_are_killed(database: Database, start, servers_of_it: int) -> None:
    serving = [start("praetor", database) for _ in range(servers_of_it)]
    for name in NAMES:
        for threshold in [1, 1, 1, 1, FIFTH]:
            _automate(database, name, threshold, {"type": "do-nothing"})
    target = _Target()
    _automate(database, NAMES[0], 1, {"type": "call-webhook", "block_document_id": _webhook(serving[0], target.url), "payload": "x"})
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
    expected = {name: (5 if name == NAMES[0] else 4) * count + count // FIFTH for name, count in stored.items()}
    fired = Counter()
    for resource, payload in query(database, "SELECT resource, payload FROM events WHERE event = 'prefect.automation.triggered'"):
        fired[json.loads(payload)["triggering_event"]["event"]] += 1
    assert fired == expected
    due = [(uuid.UUID(str(id)), outside) for id, outside in query(database, "SELECT id, outside FROM praetor_due_action")]
    done = [json.loads(payload) for (payload,) in query(database, "SELECT payload FROM events WHERE event = 'prefect.automation.action.executed'")]
    assert len(due) + len(done) == sum(expected.values())
    told = {uuid.UUID(one["invocation"]) for one in done if one["action_type"] == "call-webhook"}
    left = {id for id, outside in due if outside}
    assert len(told) + len(left) == stored[NAMES[0]]
    assert told <= set(target.keys) <= told | left


class _Target(ThreadingHTTPServer):
    """Answers webhooks after a moment, and keeps their keys."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.url = f"http://127.0.0.1:{self.server_port}/"
        self.keys: list[uuid.UUID] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Answer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.server.keys.append(uuid.UUID(self.headers["Idempotency-Key"]))
        time.sleep(0.1)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def _webhook(server: Server, url: str) -> str:
    """The id of a block document."""
    with server.client() as client:
        kind = client.get("/block_types/slug/webhook").raise_for_status().json()["id"]
        schema = client.post("/block_schemas/filter", json={"block_schemas": {"block_type_id": {"any_": [kind]}}}).raise_for_status().json()[0]["id"]
        return client.post("/block_documents/", json={"name": "target", "block_type_id": kind, "block_schema_id": schema,
                                                      "data": {"method": "POST", "url": url}}).raise_for_status().json()["id"]


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


def _automate(database: Database, name: str, threshold: int, action: dict) -> None:
    trigger = {"type": "event", "id": str(uuid.uuid4()), "match": {}, "match_related": {}, "after": [], "expect": [name],
               "for_each": [], "posture": "Reactive", "threshold": threshold, "within": 0.0}
    enabled = "1" if database.dialect == "sqlite" else "true"
    execute(database, "INSERT INTO automation (id, created, updated, name, description, enabled, trigger, actions, actions_on_trigger, "
            f"actions_on_resolve, tags) VALUES ('{uuid.uuid4()}', '2024-05-06 12:00:00.000000', '2024-05-06 12:00:00.000000', 'kills', '', "
            f"{enabled}, '{json.dumps(trigger)}', '{json.dumps([action])}', '[]', '[]', '[]')")


def _wait_until_evaluated(database: Database) -> None:
    """What automations tell of themselves goes through the queue, too, and fires nothing."""
    deadline = time.monotonic() + 120
    while query(database, "SELECT 1 FROM praetor_event_queue LIMIT 1"):
        assert time.monotonic() < deadline, "events are not evaluated"
        time.sleep(0.1)
