"""`praetor db copy`: the reference finds in the copy what it left in the original."""

import os
import subprocess
import time
from pathlib import Path

import httpx
from databases import create_database, drop_database
from differences import assert_same
from servers import bare_environment
from test_interchange import QUIET
from written_work import leave_work, read_work, without_unstable


def test_the_reference_reads_the_same_from_a_copy_on_postgresql(tmp_path: Path, start) -> None:
    original = create_database("sqlite", tmp_path)
    copy = create_database("postgresql", tmp_path)
    try:
        first = start("reference", original, **QUIET)
        with first.client() as client:
            leave_work(client)
            leave_deployments(client)
            wait_for_events(client)
            expected = read_all(client)
        first.terminate()
        copied = subprocess.run(
            [os.environ["PRAETOR_PROGRAM"], "db", "copy", original.connection_url, copy.connection_url],
            env=bare_environment() | {"PREFECT_HOME": str(tmp_path)}, capture_output=True, text=True, timeout=300)
        assert copied.returncode == 0, copied.stderr
        assert "the numbers agree" in copied.stdout
        # At each start it writes its block types anew.
        second = start("reference", copy, **QUIET, PREFECT_SERVER_REGISTER_BLOCKS_ON_START="false")
        with second.client() as client:
            assert_same(expected, read_all(client))
        second.terminate()
    finally:
        drop_database(copy)


def leave_deployments(client: httpx.Client) -> None:
    """What refers to each other in circles, and what the reference keeps encrypted or nested."""

    def post(path: str, body: dict) -> dict:
        return client.post(path, json=body).raise_for_status().json()

    post("/work_pools/", {"name": "pool", "type": "process", "concurrency_limit": 3})
    flow = post("/flows/", {"name": "deployed"})
    deployment = post("/deployments/", {
        "name": "nightly", "flow_id": flow["id"], "work_pool_name": "pool", "tags": ["d"], "parameters": {"x": [1, None]},
        "concurrency_limit": 2, "concurrency_options": {"collision_strategy": "ENQUEUE"},
        "schedules": [{"schedule": {"interval": 3600, "anchor_date": "2026-01-01T00:00:00Z"}, "active": True}]})
    post(f"/deployments/{deployment['id']}/create_flow_run", {"state": {"type": "SCHEDULED"}, "parameters": {"x": "ü"}})
    types = post("/block_types/filter", {"block_types": {"slug": {"any_": ["secret"]}}})
    schemas = post("/block_schemas/filter", {"block_schemas": {"block_type_id": {"any_": [types[0]["id"]]}}})
    post("/block_documents/", {"name": "hidden", "block_type_id": types[0]["id"], "block_schema_id": schemas[0]["id"],
                               "data": {"value": "a secret"}})
    post("/automations/", {
        "name": "watch", "trigger": {"type": "event", "expect": ["prefect.flow-run.Failed"], "posture": "Reactive",
                                     "threshold": 1, "within": 10},
        "actions": [{"type": "cancel-flow-run"}]})
    post("/v2/concurrency_limits/", {"name": "limit", "limit": 5, "slot_decay_per_second": 0.25})


EVERYTHING = {"filter": {"occurred": {"since": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}}, "limit": 50}


def wait_for_events(client: httpx.Client) -> None:
    """The persister writes in batches."""
    seen, quiet = -1, 0
    deadline = time.monotonic() + 30
    while quiet < 4 and time.monotonic() < deadline:
        total = client.post("/events/filter", json=EVERYTHING).raise_for_status().json()["total"]
        quiet = quiet + 1 if total == seen else 0
        seen = total
        time.sleep(0.5)
    assert seen > 20


def read_all(client: httpx.Client) -> dict[str, object]:
    said = read_work(client)
    for resource in ("deployments", "work_pools", "block_types", "block_schemas", "automations", "v2/concurrency_limits"):
        body = {"limit": 200} if resource != "automations" else {}
        answer = client.post(f"/{resource}/filter", json=body).raise_for_status().json()
        said[resource] = {document["id"]: without_unstable(document) for document in answer}
    blocks = client.post("/block_documents/filter", json={"include_secrets": True, "limit": 200})
    said["block_documents"] = {document["id"]: document for document in blocks.raise_for_status().json()}
    page = client.post("/events/filter", json=EVERYTHING).raise_for_status().json()
    said["events"] = {event["id"]: event for event in page["events"]}
    said["number of events"] = page["total"]
    return said
