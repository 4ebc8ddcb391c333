"""A subscriber sees what was emitted before it came (backfill) and after, and only what it asked for."""

import asyncio
import uuid

from prefect.events.clients import get_events_client, get_events_subscriber
from prefect.events.filters import EventFilter, EventNameFilter, EventResourceFilter
from prefect.events.schemas.events import Event, Resource


def event(name: str, thing: str) -> Event:
    return Event(event=name, resource=Resource({"prefect.resource.id": thing, "kind": "conformance"}), payload={"of": name})


async def subscribe() -> list[object]:
    thing = f"conformance.subscribed.{uuid.uuid4()}"
    asked = EventFilter(event=EventNameFilter(prefix=["subscribed."]), resource=EventResourceFilter(id=[thing]))
    seen: list[object] = []
    async with get_events_client() as client:
        for name in ("subscribed.before.1", "unasked.before", "subscribed.before.2"):
            await client.emit(event(name, thing))
    await asyncio.sleep(3)  # until the server has stored them
    async with get_events_subscriber(filter=asked) as subscriber, get_events_client() as client:
        await client.emit(event("subscribed.after.1", thing))
        await client.emit(event("subscribed.after.1", thing + ".other"))
        await client.emit(event("unasked.after", thing))
        await client.emit(event("subscribed.after.2", thing))
        async with asyncio.timeout(30):
            async for received in subscriber:
                seen.append([received.event, received.resource.root.get("kind"), received.payload])
                if len(seen) == 4:
                    break
    return sorted(seen, key=str)


def run() -> object:
    return asyncio.run(subscribe())
