"""Starting and stopping praetor and the reference with the same settings."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from databases import Database

KINDS = ["reference", "praetor"]


@dataclass
class Server:
    kind: str
    database: Database
    port: int
    process: subprocess.Popen
    log: Path
    settings: dict[str, str] = field(default_factory=dict)
    workers: int | None = None

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}" + self.settings.get("PREFECT_SERVER_API_BASE_PATH", "/api")

    def client(self) -> httpx.Client:
        """Asks the API. The reference on SQLite answers 503 while its database is locked: there it asks again."""
        transport = _Patient() if self.kind == "reference" else None
        return httpx.Client(base_url=self.api, timeout=240, transport=transport)

    def wait_until_healthy(self, seconds: float = 300) -> "Server":
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.kind} ended with {self.process.returncode}:\n{self.last_words()}")
            try:
                if httpx.get(f"{self.api}/health", timeout=240).status_code == 200:
                    return self
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        raise RuntimeError(f"{self.kind} is not healthy after {seconds} s:\n{self.last_words()}")

    def terminate(self, seconds: float = 30) -> int:
        """SIGTERM; the exit status, or minus the signal's number."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return self.kill()

    def kill(self) -> int:
        self.process.kill()
        return self.process.wait()

    def end(self) -> None:
        if self.process.poll() is None:
            self.terminate(10)

    def last_words(self, characters: int = 4000) -> str:
        return self.log.read_text(errors="replace")[-characters:] if self.log.exists() else ""


class _Patient(httpx.HTTPTransport):
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        for _ in range(100):
            response = super().handle_request(request)
            if response.status_code != 503:
                break
            response.read()
            time.sleep(0.1)
        return response


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def bare_environment() -> dict[str, str]:
    """The environment of this process without any setting of Prefect's or praetor's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "PRAETOR_"))}
    return kept | {"DO_NOT_TRACK": "1", "PYTHONUNBUFFERED": "1"}


def start_server(kind: str, database: Database, folder: Path, port: int | None = None, python: str | Path = sys.executable,
                 workers: int | None = None, **settings: str) -> Server:
    """Starts a server whose home is `folder`; does not wait for it. Without a port: any free one. `python` is that of the
    release of Prefect that is to serve; praetor needs none. praetor on PostgreSQL serves by so many `workers`: as the
    environment of the tests says, else by one process."""
    folder.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    environment = bare_environment() | {
        "HOME": str(folder),
        "PREFECT_HOME": str(folder),
        "PREFECT_SERVER_MEMO_STORE_PATH": str(folder / "memo_store.toml"),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": database.connection_url,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_UI_ENABLED": "false",  # a copy of 20 MB for each server; who tests dashboards asks for it
        "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL": "0.3",
    }
    log = folder / "server.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            _command(kind, port, python) + _words(kind, database, workers),
            env=environment | settings, stdout=out, stderr=out, stdin=subprocess.DEVNULL,
        )
    return Server(kind, database, port, process, log, settings, workers)


def start_again(server: Server) -> Server:
    """The same server on the same database and port, after it ended."""
    return start_server(server.kind, server.database, server.log.parent, server.port, workers=server.workers, **server.settings)


def _command(kind: str, port: int, python: str | Path) -> list[str | Path]:
    address = ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
    if kind == "praetor":
        return [os.environ["PRAETOR_PROGRAM"], "server", "start", *address]
    return [python, "-m", "uvicorn", "--factory", "prefect.server.api.server:create_app", *address]


def _words(kind: str, database: Database, workers: int | None) -> list[str]:
    if kind != "praetor" or database.dialect != "postgresql":
        return []
    count = workers or int(os.environ.get("PRAETOR_TEST_WORKERS", "1"))
    return ["--workers", str(count)] if count > 1 else []
