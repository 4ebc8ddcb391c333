"""Makes databases with old releases of Prefect, from PyPI, and keeps them as SQL: ./dev old-databases.

Each release runs with the packages of its age (releases.py), fills a database of each dialect over its API (content.py)
and ends; the dump goes to tests/fixtures/old_databases/<release>.<dialect>.sql.xz. Without a RELEASE those that are there.
"""

import lzma
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))

import httpx  # noqa: E402
from content import Content  # noqa: E402
from databases import DIALECTS, Database, create_database, drop_database  # noqa: E402
from old_databases import DUMPS, RELEASES  # noqa: E402
from releases import python_of  # noqa: E402
from servers import bare_environment, free_port  # noqa: E402

OFF = ["SCHEDULER", "LATE_RUNS", "CANCELLATION_CLEANUP", "PAUSE_EXPIRATIONS", "FOREMAN", "REPOSSESSOR", "TRIGGERS",
       "FLOW_RUN_NOTIFICATIONS", "TASK_RUN_RECORDER"]


def main(chosen: list[str]) -> None:
    DUMPS.mkdir(parents=True, exist_ok=True)
    for release in chosen or RELEASES:
        python = python_of(release)
        for dialect in DIALECTS:
            with tempfile.TemporaryDirectory(prefix="praetor-old-database-") as folder:
                database = create_database(dialect, Path(folder))
                try:
                    fill(python, database, Path(folder))
                    unlikely_rows(database)
                    target = DUMPS / f"{release}.{dialect}.sql.xz"
                    target.write_bytes(lzma.compress(dump(database).encode(), preset=9))
                    print(f"{target.name}: {target.stat().st_size // 1024} KiB", flush=True)
                finally:
                    drop_database(database)


def fill(python: Path, database: Database, folder: Path) -> None:
    port = free_port()
    off = {f"PREFECT_{prefix}SERVICES_{service}_ENABLED": "false" for service in OFF for prefix in ("API_", "SERVER_")}
    environment = bare_environment() | off | {
        "HOME": str(folder), "PREFECT_HOME": str(folder), "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_API_DATABASE_CONNECTION_URL": database.connection_url,
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": database.connection_url,
        # The blocks of the release itself are large and nobody's content.
        "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    }
    log = folder / "server.log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [python, "-m", "uvicorn", "--factory", "prefect.server.api.server:create_app", "--host", "127.0.0.1",
             "--port", str(port), "--log-level", "warning"], env=environment, stdout=out, stderr=out)
    try:
        wait_until_healthy(f"http://127.0.0.1:{port}/api")
        Content(f"http://127.0.0.1:{port}/api").leave_all()
    except Exception:
        print(log.read_text()[-4000:], file=sys.stderr)
        raise
    finally:
        server.terminate()
        server.wait(60)


def wait_until_healthy(api: str) -> None:
    for _ in range(600):
        try:
            if httpx.get(f"{api}/health", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise RuntimeError("the server is not healthy")


def unlikely_rows(database: Database) -> None:
    """Rows that no client asks for and old databases have: a block document that refers to itself, until that was forbidden."""
    if "ck_block_document_reference__" in dump(database):
        return
    statement = ("INSERT INTO block_document_reference (id, name, parent_block_document_id, reference_block_document_id)"
                 " SELECT '00000000-0000-4000-8000-0000000000ff', 'itself', id, id FROM block_document WHERE name = 'held'")
    if database.dialect == "sqlite":
        with sqlite3.connect(database.location) as connection:
            connection.execute(statement)
        connection.close()
    else:
        subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", database.location, "-c", statement], check=True)


def dump(database: Database) -> str:
    if database.dialect == "sqlite":
        connection = sqlite3.connect(database.location)
        lines = list(connection.iterdump())
        connection.close()
        return "\n".join(line.rstrip() for line in "\n".join(lines).split("\n")) + "\n"
    said = subprocess.run(["pg_dump", "--no-owner", "--no-privileges", "--no-comments", "--inserts", database.location],
                          check=True, capture_output=True, text=True).stdout
    kept = [line for line in said.split("\n") if line and not line.startswith(("--", "\\"))]
    return "\n".join(kept) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
