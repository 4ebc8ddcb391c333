"""What a database says of its own schema, in a shape that two databases can be compared in."""

import asyncio
import re
import sqlite3

import asyncpg

from databases import Database


def read_schema(database: Database) -> dict[str, object]:
    if database.dialect == "sqlite":
        return _read_sqlite(database.location)
    return asyncio.run(_read_postgresql(database.location))


def _read_sqlite(path: str) -> dict[str, object]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        names = [name for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'praetor_%' ORDER BY name")]
        tables = {name: _sqlite_table(connection, name) for name in names}
        others = {
            f"{kind} {name}": _plain(sql)
            for kind, name, sql in connection.execute(
                "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY name")
        }
        version = [row[0] for row in connection.execute("SELECT version_num FROM alembic_version")]
        return {"tables": tables, "others": others, "alembic_version": version}
    finally:
        connection.close()


def _sqlite_table(connection: sqlite3.Connection, table: str) -> dict[str, object]:
    def rows(pragma: str, of: str) -> list[tuple]:
        return connection.execute(f"SELECT * FROM pragma_{pragma}(?)", [of]).fetchall()

    (definition,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table]).fetchone()
    columns = {}
    for position, name, type_, required, default, key, hidden in rows("table_xinfo", table):
        columns[name] = {"position": position, "type": type_, "not null": required, "default": _plain(default),
                         "key": key, "hidden": hidden}
    indexes = {}
    for _, name, unique, origin, partial in rows("index_list", table):
        (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", [name]).fetchone()
        parts = [[column, descending, collation] for _, _, column, descending, collation, key in rows("index_xinfo", name) if key]
        # An index that a constraint made has a number for a name.
        indexes[f"of a constraint on {parts}" if sql is None else name] = {
            "unique": unique, "origin": origin, "partial": partial, "parts": parts, "sql": _plain(sql)}
    foreign = sorted(repr(row[2:]) for row in rows("foreign_key_list", table))
    return {"columns": columns, "indexes": indexes, "foreign keys": foreign, "constraints": _constraints(definition)}


def _constraints(definition: str) -> list[str]:
    """The constraints of a CREATE TABLE with their names, in order of the text."""
    body = _plain(definition[definition.index("(") + 1 : definition.rindex(")")])
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(body):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append(body[start:at].strip())
            start = at + 1
    parts.append(body[start:].strip())
    return sorted(part for part in parts if re.match(r"(CONSTRAINT|PRIMARY|FOREIGN|UNIQUE|CHECK)\b", part, re.I))


def _plain(sql: str | None) -> str | None:
    """Without what has no meaning: white space and quotes of names."""
    if sql is None:
        return None
    text = re.sub(r"\s+", " ", sql.replace('"', "")).strip()
    return re.sub(r" ?([(),]) ?", r"\1", text)


async def _read_postgresql(url: str) -> dict[str, object]:
    connection = await asyncpg.connect(url)
    try:
        async def rows(query: str) -> list[asyncpg.Record]:
            return await connection.fetch(query)

        columns = {f"{row['table_name']}.{row['column_name']}": {key: value for key, value in row.items() if key not in UNSAID}
                   for row in await rows("SELECT * FROM information_schema.columns WHERE table_schema = 'public'"
                                     " AND table_name NOT LIKE 'praetor_%'")}
        indexes = {row["indexname"]: row["indexdef"] for row in await rows(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE 'praetor_%'")}
        constraints = {f"{row['of']}.{row['conname']}": row["definition"] for row in await rows(
            "SELECT conrelid::regclass::text AS of, conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE 'praetor_%'")}
        enums: dict[str, list[str]] = {}
        for row in await rows("SELECT typname, enumlabel FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid"
                              " ORDER BY typname, enumsortorder"):
            enums.setdefault(row["typname"], []).append(row["enumlabel"])
        triggers = {row["tgname"]: row["definition"] for row in await rows(
            "SELECT tgname, pg_get_triggerdef(oid) AS definition FROM pg_trigger WHERE NOT tgisinternal")}
        extensions = sorted(row["extname"] for row in await rows("SELECT extname FROM pg_extension"))
        version = [row["version_num"] for row in await rows("SELECT version_num FROM alembic_version")]
        return {"columns": columns, "indexes": indexes, "constraints": constraints, "enums": enums, "triggers": triggers,
                "extensions": extensions, "alembic_version": version}
    finally:
        await connection.close()


UNSAID = {"table_catalog", "udt_catalog", "ordinal_position", "dtd_identifier", "domain_catalog"}
"""The database's own name, and positions: dropped columns of old migrations leave gaps."""
