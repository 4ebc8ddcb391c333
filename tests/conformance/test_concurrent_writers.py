"""Many clients write to one SQLite file at once and none is turned away."""

import asyncio
import os
import time

import httpx
from databases import create_database
from persistent_client import Answers, PersistentClient, create_flow, missing_of

CLIENTS = 64
SECONDS = float(os.environ.get("PRAETOR_WRITERS_SECONDS", "8"))


def test_sixty_four_writers_on_sqlite_are_all_served(tmp_path, start) -> None:
    # An idle connection that the server closes while the client takes it up again is no refused write.
    server = start("praetor", create_database("sqlite", tmp_path), PREFECT_SERVER_API_KEEPALIVE_TIMEOUT="300")
    answers = Answers()
    missing = asyncio.run(_write(server.api, answers))
    assert answers.refusals == []
    assert answers.interruptions == 0
    assert missing == []
    assert set(answers.completed) == set(answers.runs)
    assert "locked" not in server.last_words(10**6)


async def _write(api: str, answers: Answers) -> list[str]:
    async with httpx.AsyncClient(base_url=api, timeout=240, limits=httpx.Limits(max_connections=CLIENTS)) as http:
        flow = await create_flow(http, "written at once")
        stop = asyncio.Event()
        clients = [asyncio.create_task(PersistentClient(http, answers).run_flows(flow, stop)) for _ in range(CLIENTS)]
        end = time.monotonic() + SECONDS
        while time.monotonic() < end and not all(client.done() for client in clients):
            await asyncio.sleep(0.1)
        stop.set()
        await asyncio.gather(*clients)
        return await missing_of(http, answers)
