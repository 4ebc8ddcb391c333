"""Requests that do not fit are refused as the reference refuses them: status, type, location, message, input, order.

What it takes, praetor takes, and makes the same of it. validation_differences.txt lists where not, and why.
"""

from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import httpx
import pytest

from conftest import STEADY
from databases import create_database
from servers import KINDS, Server
from wrong_input import Case, WrongInput

TRIES = 4
LISTED = Path(__file__).with_name("validation_differences.txt")
CHANCE = {"id", "created", "updated", "timestamp", "state_id", "expected_start_time", "estimated_start_time_delta",
          "start_time", "estimated_run_time", "task_run_id", "flow_run_id", "transition_id", "default_queue_id",
          "work_pool_id"}  # fmt: skip


@pytest.fixture
def both(start: Callable[..., Server], tmp_path: Path) -> Iterator[dict[str, httpx.Client]]:
    """Of servers that evaluate no triggers: many of the automations look for every event, also those of their own firings."""
    clients = {}
    for kind in KINDS:
        server = start(kind, create_database("sqlite", tmp_path), **STEADY, PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED="false")
        clients[kind] = httpx.Client(base_url=server.api, timeout=240)
    yield clients
    for client in clients.values():
        client.close()


def test_wrong_requests_are_answered_as_the_reference_answers_them(both: dict[str, httpx.Client]) -> None:
    documents = {kind: client.get("/openapi.json").json() for kind, client in both.items()}
    paths = documents["praetor"]["paths"].keys() & documents["reference"]["paths"].keys()
    cases = list(WrongInput(documents["reference"], paths).cases())
    found = [line for case in cases if (line := _difference(case, both))]
    listed = [line for line in LISTED.read_text().splitlines() if line and not line.startswith("#")]
    unknown = [line for line in found if not any(fnmatchcase(line, pattern) for pattern in listed)]
    stale = [pattern for pattern in listed if not any(fnmatchcase(line, pattern) for line in found)]
    shown = "\n".join(unknown[:150])
    assert not unknown, f"{len(unknown)} of {len(cases)} requests are answered otherwise:\n{shown}"
    assert not stale, "listed, but there is no such difference:\n" + "\n".join(stale)
    assert len(cases) > 3000


def _difference(case: Case, clients: dict[str, httpx.Client]) -> str | None:
    reference, praetor = (_ask(clients[kind], case) for kind in ("reference", "praetor"))
    statuses = f"{reference.status_code} -> {praetor.status_code}"
    if reference.status_code != praetor.status_code:
        return f"{statuses} {case.name}"
    if reference.status_code >= 400 and reference.text != praetor.text:
        return f"{statuses} {case.name}\n    {reference.text[:500]}\n    {praetor.text[:500]}"
    if case.path.endswith("/") and case.method in ("post", "put") and reference.status_code < 300:
        bodies = [_lasting(reply.json() if reply.content else None) for reply in (reference, praetor)]
        if bodies[0] != bodies[1]:
            return f"{statuses} {case.name}\n    {bodies[0]}\n    {bodies[1]}"
    return None


def _ask(client: httpx.Client, case: Case) -> httpx.Response:
    url = f"{case.path}?{case.query}" if case.query else case.path
    content = case.json.encode() if case.json is not None else None
    for attempt in range(TRIES):
        last = attempt == TRIES - 1
        try:
            reply = client.request(case.method, url, content=content, headers={"content-type": "application/json"})
            if reply.status_code != 503 or last:  # the reference, while its SQLite is locked
                return reply
        except httpx.TransportError as failed:  # the reference ends the connection after a 500, also one that was just taken
            if last:
                raise AssertionError(f"{client.base_url} does not answer {case.name}") from failed
    raise AssertionError


def _lasting(value: object) -> object:
    """Without what is another on every server."""
    if isinstance(value, dict):
        named = {key: _lasting(one) for key, one in value.items() if key not in CHANCE}
        return named if "task_key" not in value and "flow_id" not in value else named | {"name": None}
    return [_lasting(one) for one in value] if isinstance(value, list) else value
