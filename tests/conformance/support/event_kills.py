"""SIGKILL while clients send events: what got its pong is stored when the server runs again.

python tests/conformance/support/event_kills.py [TIMES] [DIALECT …]
"""

import asyncio
import json
import random
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import websockets

from databases import DIALECTS, Database, create_database, drop_database, query
from servers import Server, start_again, start_server

CLIENTS = 6
BURST = 100


@dataclass
class Acknowledged:
    """What pongs stood for."""

    events: set[str] = field(default_factory=set)
    runs: dict[str, str] = field(default_factory=dict)
    """The state that each task run had reached."""


@dataclass
class Round:
    acknowledged: int
    sent: int
    lost: list[str]


async def send_until_it_ends(server: Server, into: Acknowledged, number: random.Random) -> int:
    """One client: events without a pause, a ping behind each burst, and its pong noted as it comes. Gives how many were sent."""
    address = server.api.replace("http://", "ws://") + "/events/in"
    sent = 0
    notes: list[asyncio.Task] = []
    try:
        async with websockets.connect(address, subprotocols=[websockets.Subprotocol("prefect")], ping_interval=None) as socket:
            await socket.send(json.dumps({"type": "auth", "token": None}))
            await socket.recv()
            while True:
                burst = Acknowledged()
                for _ in range(number.randint(1, BURST)):
                    await socket.send(_event(burst, number))
                    sent += 1
                notes.append(asyncio.create_task(_note(await socket.ping(), burst, into)))
                await asyncio.sleep(0)
    except (OSError, websockets.ConnectionClosed):
        pass
    await asyncio.gather(*notes, return_exceptions=True)
    return sent


async def _note(pong: asyncio.Future, burst: Acknowledged, into: Acknowledged) -> None:
    await pong
    into.events |= burst.events
    into.runs |= burst.runs


def _event(burst: Acknowledged, number: random.Random) -> str:
    event = {
        "id": str(uuid.uuid4()),
        "occurred": datetime.now(UTC).isoformat(),
        "event": "kills.sent",
        "resource": {"prefect.resource.id": "kills.client"},
        "payload": {"text": "x" * number.choice([10, 1_000, 20_000])},
    }
    if number.random() < 0.3:
        run, state = str(uuid.uuid4()), number.choice(["RUNNING", "COMPLETED"])
        event["event"] = f"prefect.task-run.{state.title()}"
        event["resource"] = {"prefect.resource.id": f"prefect.task-run.{run}", "prefect.orchestration": "client"}
        event["payload"] = {
            "task_run": {"task_key": "kills", "dynamic_key": run},
            "validated_state": {"type": state, "name": state.title()},
        }
        burst.runs[run] = state
    burst.events.add(event["id"])
    return json.dumps(event)


def kill_amid_events(server: Server, after: float, seed: int) -> tuple[Server, Round]:
    """Ends the server after so many seconds of load, and starts it again. `lost`: what was acknowledged and is not stored."""
    acknowledged = Acknowledged()

    async def load() -> int:
        clients = [asyncio.create_task(send_until_it_ends(server, acknowledged, random.Random(seed + i))) for i in range(CLIENTS)]
        await asyncio.sleep(after)
        server.process.kill()
        return sum(await asyncio.gather(*clients))

    sent = asyncio.run(load())
    server.process.wait()
    again = start_again(server).wait_until_healthy()
    events, runs = stored(again.database)
    lost = [f"event {one}" for one in acknowledged.events - events]
    lost += [f"task run {run}: {runs.get(run)}, not {state}" for run, state in acknowledged.runs.items() if runs.get(run) != state]
    return again, Round(len(acknowledged.events), sent, lost)


def stored(database: Database) -> tuple[set[str], dict[str, str]]:
    """The ids of all events, and the states of all task runs, past every server."""
    events, runs = query(database, "SELECT id FROM events"), query(database, "SELECT id, state_type FROM task_run")
    return {str(uuid.UUID(str(one))) for (one,) in events}, {str(uuid.UUID(str(run))): state for run, state in runs}


def main(times: int, dialects: list[str]) -> int:
    seed = time.time_ns() % 1_000_000
    print(f"seed {seed}")
    all_lost = 0
    for dialect in dialects:
        with tempfile.TemporaryDirectory() as folder:
            database = create_database(dialect, Path(folder))
            server = start_server("praetor", database, Path(folder) / "praetor").wait_until_healthy()
            acknowledged = sent = lost = 0
            try:
                for number in range(times):
                    after = random.Random(seed + number).uniform(0.2, 1.5)
                    server, told = kill_amid_events(server, after, seed + 100 * number)
                    acknowledged, sent, lost = acknowledged + told.acknowledged, sent + told.sent, lost + len(told.lost)
                    for one in told.lost[:10]:
                        print(f"{dialect}, kill {number}: lost {one}")
            finally:
                server.end()
                drop_database(database)
            print(f"{dialect}: {times} kills, {sent} events sent, {acknowledged} acknowledged, {lost} of them lost")
            all_lost += lost
    return 1 if all_lost else 0


if __name__ == "__main__":
    asked = sys.argv[1:]
    count = int(asked.pop(0)) if asked and asked[0].isdigit() else 20
    sys.exit(main(count, asked or DIALECTS))
