"""Tokens of praetor's own: made and taken away past a running server, as its operator does it."""

import os
import subprocess
import time

import httpx
from databases import Database
from servers import Server, bare_environment


def _run(database: Database, *words: str) -> str:
    command = [os.environ["PRAETOR_PROGRAM"], "auth", "token", *words]
    settings = {"PREFECT_SERVER_DATABASE_CONNECTION_URL": database.connection_url}
    return subprocess.run(command, env=bare_environment() | settings, capture_output=True, text=True, check=True).stdout.strip()


def give_token(database: Database, name: str, role: str, *more: str) -> str:
    return _run(database, "create", name, "--role", role, *more)


def revoke(database: Database, name: str) -> None:
    _run(database, "revoke", name, "--yes")


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def wait_until_closed(server: Server) -> None:
    """Until the server asks everybody for a token."""
    deadline = time.monotonic() + 60
    while httpx.get(f"{server.api}/hello").status_code != 401:
        assert time.monotonic() < deadline
        time.sleep(0.05)
