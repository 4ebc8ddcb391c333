"""Databases for the servers under test: one of their own each, on SQLite or on PostgreSQL."""

import asyncio
import os
import sqlite3
import uuid
from dataclasses import dataclass
from pathlib import Path

import asyncpg

DIALECTS = ["sqlite", "postgresql"]


@dataclass(frozen=True)
class Database:
    dialect: str
    location: str
    """The file on SQLite, the URL without a driver on PostgreSQL."""

    @property
    def connection_url(self) -> str:
        """As PREFECT_SERVER_DATABASE_CONNECTION_URL has it."""
        if self.dialect == "sqlite":
            return f"sqlite+aiosqlite:///{self.location}"
        return self.location.replace("postgresql://", "postgresql+asyncpg://", 1)


def postgres_url() -> str:
    """The URL of the PostgreSQL server that tests may make databases on, without a database."""
    try:
        return os.environ["PRAETOR_TEST_POSTGRES"].rstrip("/")
    except KeyError:
        raise RuntimeError("PRAETOR_TEST_POSTGRES must name a PostgreSQL server") from None


def create_database(dialect: str, folder: Path) -> Database:
    """A new database: empty on PostgreSQL, a path in `folder` where no file is yet on SQLite."""
    name = f"conformance_{uuid.uuid4().hex[:12]}"
    if dialect == "sqlite":
        return Database(dialect, str(folder / f"{name}.db"))
    _administer(f"CREATE DATABASE {name}")
    return Database(dialect, f"{postgres_url()}/{name}")


def execute(database: Database, *statements: str) -> None:
    """Runs statements past every server."""
    if database.dialect == "sqlite":
        with sqlite3.connect(database.location) as connection:
            for statement in statements:
                connection.execute(statement)
        connection.close()
        return

    async def run() -> None:
        connection = await asyncpg.connect(database.location)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(run())


def query(database: Database, statement: str) -> list[tuple]:
    """The rows of a statement past every server."""
    if database.dialect == "sqlite":
        connection = sqlite3.connect(database.location, timeout=30)
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()

    async def run() -> list[tuple]:
        connection = await asyncpg.connect(database.location)
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    return asyncio.run(run())


def drop_database(database: Database) -> None:
    if database.dialect == "postgresql":
        _administer(f"DROP DATABASE {database.location.rsplit('/', 1)[1]} WITH (FORCE)")


def _administer(statement: str) -> None:
    async def execute() -> None:
        connection = await asyncpg.connect(f"{postgres_url()}/postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(execute())
