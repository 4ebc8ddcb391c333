"""A flow by the SDK against the server of PREFECT_API_URL, and an event that comes back by a websocket."""

import asyncio
import uuid

from prefect import flow, get_client, task
from prefect.events import Event, get_events_client, get_events_subscriber
from prefect.events.filters import EventFilter, EventResourceFilter


@task
def double(number: int) -> int:
    return 2 * number


@flow
def doubling(number: int) -> int:
    return double(number)


async def send_and_receive(resource: str) -> bool:
    wanted = EventFilter(resource=EventResourceFilter(id=[resource]))
    sent = Event(event="tls.tested", resource={"prefect.resource.id": resource})
    async with get_events_subscriber(filter=wanted) as subscriber:
        async with get_events_client() as client:
            await client.emit(sent)
        async for event in subscriber:
            return event.id == sent.id
    return False


async def states() -> list[str]:
    async with get_client() as client:
        return [run.state_name for run in await client.read_flow_runs()]


if __name__ == "__main__":
    assert doubling(21) == 42
    assert asyncio.run(states()) == ["Completed"]
    assert asyncio.run(asyncio.wait_for(send_and_receive(f"tls.{uuid.uuid4()}"), 60))
    print("all by https")
