"""The reference's evaluation of triggers on a database, one event after another: a server of it evaluates two at a time, so
that chance decides which comes first.

Reads lines of JSON: the automations, with their ids, and says "ready" when they are stored; then {"events": […], "until": …},
and tells which automations fired once that moment has passed, absent events too.
"""

import asyncio
import json
import sys
from contextlib import asynccontextmanager
from datetime import datetime, timezone

from prefect.server.database import provide_database_interface
from prefect.server.events import messaging, triggers
from prefect.server.events.ordering import EventArrivedEarly, get_triggers_causal_ordering
from prefect.server.events.schemas.automations import Automation
from prefect.server.events.schemas.events import ReceivedEvent

told: list[ReceivedEvent] = []


async def hear(events) -> None:
    told.extend(events)


@asynccontextmanager
async def no_actions():
    yield None


async def store(automations: list[dict]) -> None:
    database = provide_database_interface()
    await database.create_db()
    async with database.session_context(begin_transaction=True) as session:
        for one in automations:
            session.add(database.Automation(**Automation.model_validate(one).model_dump()))
    await triggers.reconcile_automations(force=True)


async def evaluate(events: list[dict], until: datetime) -> None:
    ordering = get_triggers_causal_ordering()
    for one in events:
        event = ReceivedEvent.model_validate(one)
        if await ordering.event_has_been_seen(event.id):
            continue
        try:
            await triggers.reactive_evaluation(event)
        except EventArrivedEarly:
            pass
    while True:
        await triggers.evaluate_proactive_triggers()
        if datetime.now(timezone.utc) > until:
            return
        await asyncio.sleep(1)


async def main() -> None:
    messaging.publish = hear
    messaging.create_actions_publisher = no_actions
    await store(json.loads(sys.stdin.readline()))
    print("ready", flush=True)
    asked = json.loads(await asyncio.to_thread(sys.stdin.readline))
    await evaluate(asked["events"], datetime.fromisoformat(asked["until"]))
    print(json.dumps([event.model_dump(mode="json") for event in told]), flush=True)


asyncio.run(main())
