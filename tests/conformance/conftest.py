"""Fixtures: servers of both kinds, started once for a dialect, and their own for tests that end them."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from databases import DIALECTS, Database, create_database, drop_database
from releases import RUN_BY_TESTS
from servers import KINDS, Server, bare_environment, start_server

STEADY = {"PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED": "false"}
"""Who notices an expired pause first, this service or the waiting client, is chance."""

_living: dict[str, Server] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--dialect", choices=DIALECTS, help="only the tests of one dialect, so that two processes share all of them")
    parser.addoption("--clients", default=",".join(RUN_BY_TESTS), help="the releases of the SDK that test_clients.py runs")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test of no dialect goes with SQLite, which has fewer of its own, but for those of two files: then both take as long."""
    if (chosen := config.getoption("--dialect")) is None:
        return

    def dialect_of(item: pytest.Item) -> str:
        of_none = "postgresql" if item.path.name in {"test_access.py", "test_schedules.py"} else "sqlite"
        return item.callspec.params.get("dialect", of_none) if hasattr(item, "callspec") else of_none

    config.hook.pytest_deselected(items=[item for item in items if dialect_of(item) != chosen])
    items[:] = [item for item in items if dialect_of(item) == chosen]


def pytest_configure(config: pytest.Config) -> None:
    """The SDK in the tests' own process knows no profile of the user's."""
    os.environ["PREFECT_HOME"] = tempfile.mkdtemp(prefix="praetor-conformance-")


def pytest_unconfigure() -> None:
    shutil.rmtree(os.environ["PREFECT_HOME"], ignore_errors=True)


@pytest.fixture(params=DIALECTS, scope="session")
def dialect(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="session")
def all_servers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[tuple[str, str], Server]]:
    """One server of each kind on each dialect that is tested, by (kind, dialect); they start side by side."""
    chosen = request.config.getoption("--dialect")
    folder = tmp_path_factory.mktemp("servers")
    started: dict[tuple[str, str], Server] = {}
    try:
        for dialect in [chosen] if chosen else DIALECTS:
            for kind in KINDS:
                database = create_database(dialect, folder)
                server = start_server(kind, database, folder / f"{kind}-{dialect}", **STEADY)
                started[kind, dialect] = _living[f"{kind} on {dialect}"] = server
        for server in started.values():
            server.wait_until_healthy()
        yield started
    finally:
        for server in started.values():
            server.process.terminate()
        for server in started.values():
            server.end()
            drop_database(server.database)


@pytest.fixture(scope="session")
def servers(all_servers: dict[tuple[str, str], Server], dialect: str) -> dict[str, Server]:
    """The two servers of a dialect by kind; tests share them and leave them running."""
    return {kind: all_servers[kind, dialect] for kind in KINDS}


@pytest.fixture
def database(dialect: str, tmp_path) -> Iterator[Database]:
    """A database of the test's own."""
    made = create_database(dialect, tmp_path)
    yield made
    drop_database(made)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file as the reference leaves a new one: it makes it in ten seconds, and starts on a copy in four."""
    folder = tmp_path_factory.mktemp("migrated")
    database = create_database("sqlite", folder)
    environment = bare_environment() | {"PREFECT_HOME": str(folder), "PREFECT_SERVER_DATABASE_CONNECTION_URL": database.connection_url}
    subprocess.run([sys.executable, "-m", "prefect", "server", "database", "upgrade", "-y"], env=environment, check=True)
    return Path(database.location)


@pytest.fixture
def files(migrated_file: Path, tmp_path: Path) -> dict[str, Database]:
    """A SQLite file of the test's own for each kind of server; praetor makes its own."""
    made = {kind: Database("sqlite", str(tmp_path / f"{kind}.db")) for kind in KINDS}
    shutil.copy(migrated_file, made["reference"].location)
    return made


@pytest.fixture
def start(tmp_path) -> Iterator[Callable[..., Server]]:
    """start(kind, database): a healthy server of the test's own, ended after it; as start_server()."""
    own: list[Server] = []

    def start_own(kind: str, on: Database, **settings: str | int) -> Server:
        server = start_server(kind, on, tmp_path / f"{kind}-{len(own)}", **settings)
        own.append(server)
        _living[f"{kind} of the test, {len(own)}"] = server
        return server.wait_until_healthy()

    yield start_own
    for server in own:
        server.end()
    for name in [name for name, server in _living.items() if server in own]:
        del _living[name]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """Shows the end of the servers' logs beside a failure."""
    outcome = yield
    report = outcome.get_result()
    if report.failed:
        for name, server in _living.items():
            if words := server.last_words(2000):
                report.sections.append((f"log of {name}", words))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Why a test is run once more, which nothing else tells: its second failure may have another reason."""
    if report.outcome == "rerun":
        print(f"\n{report.nodeid} is run once more after:\n{report.longreprtext[-4000:]}")
