"""Starting and ending what a measurement needs: servers, each on a fresh database of its own."""
import dataclasses
import os
import pathlib
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "release"
START_PATIENCE = 240  # seconds; the reference creates its tables first, in a minute on a slow machine
END_PATIENCE = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def postgres_program(name: str) -> str:
    found = shutil.which(name) or f"/usr/lib/postgresql/15/bin/{name}"
    if not os.access(found, os.X_OK):
        raise SystemExit(f"bench: {name} is not installed (Debian: postgresql-15, postgresql-client-15)")
    return found


def psql_words(url: str, statement: str) -> list[str]:
    return [postgres_program("psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement, url]


def psql_command(url: str, statement: str) -> str:
    return shlex.join(psql_words(url, statement))


def psql(url: str, statement: str) -> str:
    done = subprocess.run(psql_words(url, statement), capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise RuntimeError(f"psql: {done.stderr.strip()}")
    return done.stdout.strip()


class Databases:
    """Fresh databases, gone when the block ends."""

    def __init__(self, folder: pathlib.Path, cluster: str | None):
        self.folder, self.cluster, self.made = folder, cluster, []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for name in self.made:
            try:
                psql(f"{self.cluster}/postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            except (RuntimeError, subprocess.TimeoutExpired) as problem:
                print(f"bench: {name} stays: {problem}", flush=True)

    def make(self, kind: str, owner: str) -> "Database":
        if kind == "sqlite":
            file = self.folder / f"{owner}.db"
            return Database(kind, f"sqlite+aiosqlite:///{file}", file, None)
        name = f"praetor_bench_{os.getpid()}_{owner}"
        psql(f"{self.cluster}/postgres", f"CREATE DATABASE {name}")
        self.made.append(name)
        url = f"{self.cluster}/{name}"
        return Database(kind, url.replace("postgresql://", "postgresql+asyncpg://"), None, url)


@dataclasses.dataclass
class Database:
    kind: str
    setting: str  # PREFECT_SERVER_DATABASE_CONNECTION_URL
    file: pathlib.Path | None  # of SQLite
    url: str | None  # of PostgreSQL, as libpq reads it


class Process:
    """A server that answers on a port; ended by its pid when the block ends."""

    def __init__(self, name: str, command: list[str], port: int, environment: dict, log: pathlib.Path, path: str):
        self.name, self.command, self.port, self.path = name, command, port, path
        self.environment, self.log, self.running = environment, log, None

    def __enter__(self):
        with self.log.open("w") as out:
            self.running = subprocess.Popen(self.command, env=self.environment, stdout=out, stderr=out, cwd=self.log.parent)
        try:
            self.wait_until_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.running.poll() is None:
            self.running.send_signal(signal.SIGTERM)
            try:
                self.running.wait(END_PATIENCE)
            except subprocess.TimeoutExpired:
                self.running.kill()
                self.running.wait()

    @property
    def pid(self) -> int:
        return self.running.pid

    def wait_until_ready(self):
        start = time.monotonic()
        while time.monotonic() - start < START_PATIENCE:
            if self.running.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{self.path}", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError(f"{self.name} does not answer; the end of its log:\n{self.log.read_text()[-2000:]}")


def server(name: str, command: list[str], database: Database, folder: pathlib.Path) -> Process:
    """`command` holds {port}. Both servers run with the same settings and services: those of `prefect server start`."""
    port = free_port()
    home = folder / f"home_{name}_{database.kind}"
    home.mkdir()
    settings = {key: value for key, value in os.environ.items() if not key.startswith(("PREFECT_", "PRAETOR_"))}
    settings |= {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": database.setting,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        # Dashboards: where the reference puts its copy of them, where praetor finds them, and what a browser is told to ask.
        "PREFECT_UI_STATIC_DIRECTORY": str(home / "dashboards"),
        "PRAETOR_PREFECT_PACKAGE": str(ROOT / ".deps" / "reference"),
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT__SERVER_FINAL": "1",
    }
    words = [word.replace("{port}", str(port)) for word in command]
    return Process(name, words, port, settings, home / "log", "/api/health")


PRAETOR = [str(BUILD / "praetor"), "server", "start", "--port", "{port}"]


def seed(database: Database, runs: int, folder: pathlib.Path) -> float:
    """Makes what a server of so many flow runs holds, and gives the seconds that took."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "PRAETOR_"))}
    settings |= {"PREFECT_HOME": str(folder), "PREFECT_SERVER_DATABASE_CONNECTION_URL": database.setting}
    start = time.monotonic()
    subprocess.run([str(BUILD / "praetor"), "db", "seed", "--env", "load", "--size", str(runs)], check=True, env=settings,
                   stdout=sys.stderr)
    return time.monotonic() - start


def reference_command(python: str) -> list[str]:
    return [python, "-m", "uvicorn", "--factory", "prefect.server.api.server:create_app", "--host", "127.0.0.1",
            "--port", "{port}", "--log-level", "warning"]


def bare_http(folder: pathlib.Path) -> Process:
    port = free_port()
    return Process("bare HTTP", [str(BUILD / "praetor_bench_bare_http"), str(port)], port, dict(os.environ),
                   folder / "bare_http.log", "/")
