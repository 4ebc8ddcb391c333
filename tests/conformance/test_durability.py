"""What praetor has answered or read is in the database, however it ends."""

import asyncio
import signal
import uuid

import httpx
import pytest
from event_kills import kill_amid_events
from persistent_client import Answers, PersistentClient, create_flow, missing_of
from prefect.events import Event
from prefect.events.clients import PrefectEventsClient
from servers import Server, start_again

CLIENTS = 50


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM], ids=lambda ending: ending.name)
def test_clients_go_on_after_the_server_ends_amid_their_flows(ending: signal.Signals, database, start) -> None:
    server = start("praetor", database)
    answers = Answers()
    started: list[Server] = []
    try:
        missing = asyncio.run(_end_amid_flows(server, ending, answers, started))
    finally:
        for again in started:
            again.end()
    assert answers.interruptions > 0, "nobody noticed that the server ended"
    assert answers.refusals == []
    assert missing == []
    assert set(answers.completed) == set(answers.runs)


async def _end_amid_flows(server: Server, ending: signal.Signals, answers: Answers, started: list[Server]) -> list[str]:
    limits = httpx.Limits(max_connections=CLIENTS)
    async with httpx.AsyncClient(base_url=server.api, timeout=240, limits=limits) as http:
        flow = await create_flow(http, "durable")
        stop = asyncio.Event()
        clients = [asyncio.create_task(PersistentClient(http, answers).run_flows(flow, stop)) for _ in range(CLIENTS)]
        await _reach(answers, 200)
        server.process.send_signal(ending)
        await asyncio.to_thread(server.process.wait, 30)
        started.append(start_again(server))
        await asyncio.to_thread(started[0].wait_until_healthy)
        await _reach(answers, answers.states + 200)
        stop.set()
        await asyncio.gather(*clients)
        return await missing_of(http, answers)


async def _reach(answers: Answers, states: int) -> None:
    async with asyncio.timeout(60):
        while answers.states < states:
            await asyncio.sleep(0.01)


def test_events_that_got_their_pong_outlive_sigkill(database, start) -> None:
    """./dev kill-events does it more often."""
    server = start("praetor", database)
    again: Server | None = None
    try:
        for seed in range(2):
            again, told = kill_amid_events(again or server, 0.7, seed)
            assert told.acknowledged > 0
            assert told.lost == []
    finally:
        if again is not None:
            again.end()


def test_events_read_before_sigterm_are_stored(database, start) -> None:
    """The persister would wait for an hour: only the end of the server can have stored them."""
    patient = {"PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL": "3600"}
    server = start("praetor", database, **patient)
    sent = asyncio.run(_send_events(server, 500))
    assert server.terminate() == 0
    again = start_again(server)
    try:
        again.wait_until_healthy()
        assert _stored_events(again) == sent
    finally:
        again.end()


async def _send_events(server: Server, count: int) -> set[str]:
    """Sends events and returns when the server has answered a ping that it read after them."""
    events = [_event(number) for number in range(count)]
    async with PrefectEventsClient(api_url=server.api) as client:
        for event in events:
            await client.emit(event)
        await (await client._websocket.ping())
        return {str(event.id) for event in events}


def _event(number: int) -> Event:
    return Event(event="durable", resource={"prefect.resource.id": f"durable.{number}"}, id=uuid.uuid4())


def _stored_events(server: Server) -> set[str]:
    with server.client() as client:
        page = client.post("/events/filter", json={"filter": {"event": {"name": ["durable"]}}, "limit": 50}).json()
        stored = {event["id"] for event in page["events"]}
        while page["next_page"]:
            page = client.get(page["next_page"]).raise_for_status().json()
            stored |= {event["id"] for event in page["events"]}
        return stored
