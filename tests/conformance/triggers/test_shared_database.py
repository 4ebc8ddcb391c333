"""praetor and the reference on one PostgreSQL database: an automation that one of them makes, the other evaluates at once."""

import time
import uuid
from datetime import datetime, timezone

import pytest
from databases import create_database, drop_database
from servers import Server

HOURLY = {"PREFECT_SERVER_EVENTS_PROACTIVE_GRANULARITY": "PT1H"}
"""So neither finds it out by looking now and then."""


@pytest.fixture
def shared(start, tmp_path):
    database = create_database("postgresql", tmp_path)
    yield {kind: start(kind, database, **HOURLY) for kind in ("praetor", "reference")}
    drop_database(database)


@pytest.mark.parametrize(("maker", "evaluator"), [("reference", "praetor"), ("praetor", "reference")])
def test_an_automation_made_on_one_server_is_evaluated_by_the_other(shared: dict[str, Server], maker: str, evaluator: str) -> None:
    with shared[maker].client() as made_by, shared[evaluator].client() as evaluated_by:
        automation = made_by.post("/automations/", json=automation_for("thing.happened")).raise_for_status().json()["id"]
        # A second one, and the first is switched off again: changes of any kind are heard.
        other = made_by.post("/automations/", json=automation_for("thing.happened")).raise_for_status().json()["id"]
        made_by.patch(f"/automations/{other}", json={"enabled": False}).raise_for_status()
        time.sleep(1)
        evaluated_by.post("/events", json=[event("thing.happened")]).raise_for_status()
        deadline = time.monotonic() + 30
        while not (fired := triggered(evaluated_by)) and time.monotonic() < deadline:
            time.sleep(0.2)
        assert fired == [f"prefect.automation.{automation}"]


def automation_for(event: str) -> dict:
    return {"name": "shared", "trigger": {"type": "event", "posture": "Reactive", "expect": [event]}, "actions": [{"type": "do-nothing"}]}


def event(name: str) -> dict:
    return {"occurred": datetime.now(timezone.utc).isoformat(), "event": name, "id": str(uuid.uuid4()),
            "resource": {"prefect.resource.id": "thing.1"}, "related": [], "payload": {}}  # fmt: skip


def triggered(client) -> list[str]:
    found = client.post("/events/filter", json={"filter": {"event": {"name": ["prefect.automation.triggered"]}}}).raise_for_status()
    return [one["resource"]["prefect.resource.id"] for one in found.json()["events"]]
