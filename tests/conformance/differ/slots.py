"""Writing the taken slots of a limit past a server."""

import asyncio
import sqlite3

import asyncpg

from databases import Database


def set_active_slots(database: Database, limit: str, slots: int) -> None:
    """As many as it has room for."""
    if database.dialect == "sqlite":
        connection = sqlite3.connect(database.location, timeout=30, isolation_level=None)
        connection.execute('UPDATE concurrency_limit_v2 SET active_slots = iif(active, max(0, min(?, "limit")), 0) WHERE name = ?', (slots, limit))
        connection.close()
    else:
        asyncio.run(_set_postgresql(database.location, limit, slots))


async def _set_postgresql(url: str, limit: str, slots: int) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("UPDATE concurrency_limit_v2 SET active_slots = CASE WHEN active THEN greatest(0, least($1, \"limit\")) ELSE 0 END WHERE name = $2", slots, limit)
    finally:
        await connection.close()
