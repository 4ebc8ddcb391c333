"""Two servers on one PostgreSQL: subscribers of each are told what both take in, once, and in the order of the requests."""

import asyncio
import json
import os
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx
import pytest
import websockets
from servers import Server

SUBSCRIBERS = int(os.environ.get("PRAETOR_STREAM_SUBSCRIBERS", "6"))
EVENTS = int(os.environ.get("PRAETOR_STREAM_EVENTS", "3000"))
SENDERS = 4
LOOK_FOR_OTHERS = 5
"""Seconds after which a server knows of another one."""
PATIENCE = 60
"""Seconds between two events that a subscriber waits for."""

Told = list[tuple[str, int]]
"""Of each event its sender and number."""


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
def test_every_subscriber_of_two_servers_is_told_every_event_once_and_in_order(database, start) -> None:
    both = [start("praetor", database) for _ in range(2)]
    told, took = asyncio.run(_send_and_hear(both))
    print(f"{EVENTS} events to {SUBSCRIBERS} subscribers of two servers in {took:.1f} s")
    for number, one in enumerate(told):
        doubled = [event for event, times in Counter(one).items() if times > 1]
        assert len(one) == EVENTS and not doubled, f"subscriber {number}: {len(one)} events, {len(doubled)} more than once"
        numbers = defaultdict(list)
        for sender, count in one:
            numbers[sender].append(count)
        assert all(of_one == sorted(of_one) for of_one in numbers.values()), f"subscriber {number}: another order"


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
def test_subscribers_of_every_server_hear_of_requests_in_their_order_whichever_server_took_each(database, start) -> None:
    both = [start("praetor", database) for _ in range(2)]
    time.sleep(LOOK_FOR_OTHERS + 1)
    made, told = asyncio.run(_create_and_hear(both, 200))
    for number, one in enumerate(told):
        assert one == made, f"subscriber {number}"


async def _create_and_hear(both: list[Server], count: int) -> tuple[list[str], list[list[str]]]:
    """Flow runs that are created one after the other, by turns of the servers; and as their subscribers hear of them."""
    loop = asyncio.get_running_loop()
    ready = [loop.create_future() for _ in both]
    hearing = [asyncio.create_task(_hear_runs(server, one, count)) for server, one in zip(both, ready, strict=True)]
    await asyncio.gather(*ready)
    made = []
    async with httpx.AsyncClient(timeout=60) as client:
        flow = (await client.post(f"{both[0].api}/flows/", json={"name": "ordered"})).json()["id"]
        for number in range(count):
            wanted = {"flow_id": flow, "state": {"type": "PENDING"}}
            answer = await client.post(f"{both[number % 2].api}/flow_runs/", json=wanted)
            made.append("prefect.flow-run." + answer.raise_for_status().json()["id"])
    return made, await asyncio.gather(*hearing)


async def _hear_runs(server: Server, ready: asyncio.Future, count: int) -> list[str]:
    told: list[str] = []
    async with _subscription(server, "prefect.flow-run.Pending") as socket:
        ready.set_result(None)
        while len(told) < count:
            event = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE))["event"]
            told.append(event["resource"]["prefect.resource.id"])
    return told


async def _send_and_hear(both: list[Server]) -> tuple[list[Told], float]:
    loop = asyncio.get_running_loop()
    ready = [loop.create_future() for _ in range(SUBSCRIBERS)]
    hearing = [asyncio.create_task(_hear(both[number % 2], one)) for number, one in enumerate(ready)]
    await asyncio.gather(*ready)
    began = loop.time()
    share = EVENTS // SENDERS
    await asyncio.gather(*(_send(both[number % 2], f"sender.{number}", share) for number in range(SENDERS)))
    return await asyncio.gather(*hearing), loop.time() - began


def _socket(server: Server, path: str) -> websockets.connect:
    address = server.api.replace("http://", "ws://") + path
    return websockets.connect(address, subprotocols=[websockets.Subprotocol("prefect")], ping_interval=None, max_queue=None)


@asynccontextmanager
async def _subscription(server: Server, prefix: str) -> AsyncIterator[websockets.ClientConnection]:
    async with _socket(server, "/events/out") as socket:
        await socket.send(json.dumps({"type": "auth", "token": None}))
        await socket.recv()
        wanted = {"occurred": {"since": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}, "event": {"prefix": [prefix]}}
        await socket.send(json.dumps({"type": "filter", "filter": wanted}))
        yield socket


async def _hear(server: Server, ready: asyncio.Future) -> Told:
    told: Told = []
    async with _subscription(server, "streams.") as socket:
        ready.set_result(None)
        while len(told) < EVENTS:
            event = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE))["event"]
            told.append((event["resource"]["prefect.resource.id"], event["payload"]["number"]))
        try:  # what comes twice may come last
            await asyncio.wait_for(socket.recv(), 1)
            told.append(("one more", 0))
        except TimeoutError:
            pass
    return told


async def _send(server: Server, sender: str, count: int) -> None:
    async with _socket(server, "/events/in") as socket:
        await socket.send(json.dumps({"type": "auth", "token": None}))
        await socket.recv()
        for number in range(count):
            event = {"id": str(uuid.uuid4()), "occurred": datetime.now(UTC).isoformat(), "event": "streams.sent",
                     "resource": {"prefect.resource.id": sender}, "payload": {"number": number}}  # fmt: skip
            await socket.send(json.dumps(event))
            if number % 100 == 0:
                await asyncio.sleep(0)
        await (await socket.ping())
