"""Every row of every table, in a shape that two databases can be compared in."""

import asyncio
import json
import sqlite3

import asyncpg

from databases import Database

MIGRATED = "Migrated from a flow run notification policy"


def read_rows(database: Database) -> dict[str, list[object]]:
    """The rows by table, in an order of their own."""
    if database.dialect == "sqlite":
        tables = _read_sqlite(database.location)
    else:
        tables = asyncio.run(_read_postgresql(database.location))
    return {table: sorted((_plain(table, row) for row in rows), key=lambda row: json.dumps(row, sort_keys=True))
            for table, rows in sorted(tables.items())}


def _read_sqlite(path: str) -> dict[str, list[dict]]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        names = [name for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'praetor_%'")]
        return {name: [{key: _document(row[key]) for key in row.keys()} for row in connection.execute(f'SELECT * FROM "{name}"')]
                for name in names}
    finally:
        connection.close()


async def _read_postgresql(url: str) -> dict[str, list[dict]]:
    connection = await asyncpg.connect(url)
    try:
        names = [row["tablename"] for row in await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'praetor_%'")]
        return {name: [json.loads(row["said"]) for row in await connection.fetch(f'SELECT row_to_json(t)::text AS said FROM "{name}" t')]
                for name in names}
    finally:
        await connection.close()


def _document(value: object) -> object:
    """SQLite keeps JSON as the text that was given."""
    if isinstance(value, str) and value[:1] in ("{", "[", '"'):
        try:
            return json.loads(value)
        except ValueError:
            pass
    return value


def _plain(table: str, row: dict) -> dict:
    """Without what a migration draws by chance."""
    if table == "automation" and row["description"] == MIGRATED:
        trigger = {key: value for key, value in row["trigger"].items() if key != "id"}
        trigger["expect"] = sorted(trigger["expect"])
        return {key: value for key, value in row.items() if key not in ("id", "created", "updated")} | {"trigger": trigger}
    return row
