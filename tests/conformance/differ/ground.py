"""The common ground every sequence starts from: the same rows, ids and all, in the databases of both servers.

The reference makes it, so that filters and deployment rules have something to meet.
"""

import asyncio
import io
import sqlite3

import asyncpg
import httpx

from databases import Database

NEVER_COPIED = {"alembic_version"}


def make_ground(reference: httpx.Client) -> dict[str, str]:
    """Calls the reference; the ids of what it made, by name."""
    made: dict[str, str] = {}

    def post(name: str, path: str, body: dict) -> None:
        made[name] = reference.post(path, json=body).raise_for_status().json()["id"]

    post("flow", "/flows/", {"name": "deployed", "tags": ["a", "ground"]})
    post("other-flow", "/flows/", {"name": "other", "tags": []})
    post("pool", "/work_pools/", {"name": "pool", "type": "process", "concurrency_limit": 3})
    post("other-pool", "/work_pools/", {"name": "other pool", "type": "docker"})
    post("queue", "/work_pools/pool/queues", {"name": "queue", "priority": 2})
    # The pool of agents: without it a name alone may mean a queue of any pool, and which one is chance.
    post("agent-queue", "/work_queues/", {"name": "agents"})
    common = {"work_pool_name": "pool", "enforce_parameter_schema": False}
    post("deployment", "/deployments/", common | {
        "name": "nightly", "flow_id": made["flow"], "work_queue_name": "queue", "tags": ["a", "b"], "version": "1",
        "parameters": {"x": 1}})
    post("limited", "/deployments/", common | {
        "name": "limited", "flow_id": made["flow"], "concurrency_limit": 1, "tags": ["a"],
        "concurrency_options": {"collision_strategy": "ENQUEUE"}})
    post("cancelling", "/deployments/", common | {
        "name": "cancelling", "flow_id": made["other-flow"], "concurrency_limit": 1, "tags": [], "paused": True,
        "concurrency_options": {"collision_strategy": "CANCEL_NEW"}})
    post("bare", "/deployments/", {"name": "bare", "flow_id": made["other-flow"]})
    return made


class SqliteGround:
    """Keeps the ground in a file of its own."""

    def __init__(self, reference: Database, praetor: Database) -> None:
        self._databases = [reference, praetor]
        self._kept = f"{reference.location}.ground"
        with sqlite3.connect(reference.location) as source, sqlite3.connect(self._kept) as kept:
            source.backup(kept)

    def restore(self) -> None:
        for database in self._databases:
            connection = sqlite3.connect(database.location, timeout=30, isolation_level=None)
            connection.execute("ATTACH DATABASE ? AS ground", (self._kept,))
            connection.execute("BEGIN IMMEDIATE")
            known = {name for (name,) in connection.execute("SELECT name FROM ground.sqlite_master WHERE type = 'table'")}
            for (table,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' AND "
                                               "name NOT LIKE 'sqlite_%'").fetchall():
                if table in NEVER_COPIED:
                    continue
                connection.execute(f'DELETE FROM main."{table}"')
                if table in known:
                    columns = ", ".join(f'"{row[1]}"' for row in connection.execute(f'PRAGMA main.table_info("{table}")'))
                    connection.execute(f'INSERT INTO main."{table}" ({columns}) SELECT {columns} FROM ground."{table}"')
            connection.execute("COMMIT")
            connection.close()


class PostgresqlGround:
    """Keeps the ground in memory, as COPY says it."""

    TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"

    def __init__(self, reference: Database, praetor: Database) -> None:
        self._databases = [reference, praetor]
        self._kept: dict[str, tuple[list[str], bytes]] = {}
        self._loop = asyncio.new_event_loop()
        self._loop.run_until_complete(self._keep(reference))

    def restore(self) -> None:
        for database in self._databases:
            self._loop.run_until_complete(self._restore(database))

    async def _keep(self, database: Database) -> None:
        connection = await asyncpg.connect(database.location)
        for (table,) in await connection.fetch(self.TABLES):
            columns = [row[0] for row in await connection.fetch(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 "
                "AND is_generated = 'NEVER'", table)]
            into = io.BytesIO()
            await connection.copy_from_table(table, columns=columns, output=into, format="binary")
            self._kept[table] = columns, into.getvalue()
        await connection.close()

    async def _restore(self, database: Database) -> None:
        connection = await asyncpg.connect(database.location)
        async with connection.transaction():
            await connection.execute("SET LOCAL session_replication_role = replica")
            tables = {table for (table,) in await connection.fetch(self.TABLES)} - NEVER_COPIED
            await connection.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in sorted(tables)))
            for table in tables & self._kept.keys():
                columns, rows = self._kept[table]
                await connection.copy_to_table(table, columns=columns, source=io.BytesIO(rows), format="binary")
        await connection.close()


def keep_ground(reference: Database, praetor: Database) -> SqliteGround | PostgresqlGround:
    """What the reference's database holds now becomes the ground of both."""
    return (SqliteGround if reference.dialect == "sqlite" else PostgresqlGround)(reference, praetor)
