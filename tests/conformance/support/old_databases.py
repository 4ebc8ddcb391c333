"""Databases that old releases of Prefect made, from the dumps that ./dev old-databases left."""

import lzma
import sqlite3
import subprocess
from pathlib import Path

from databases import Database

DUMPS = Path(__file__).resolve().parents[2] / "fixtures" / "old_databases"
RELEASES = sorted({path.name.removesuffix(".xz").removesuffix(".sql").rsplit(".", 1)[0] for path in DUMPS.glob("*.sql.xz")})


def load_old_database(release: str, into: Database) -> None:
    """Into a database that is empty."""
    dump = lzma.decompress((DUMPS / f"{release}.{into.dialect}.sql.xz").read_bytes()).decode()
    run_script(into, dump)
    if into.dialect == "sqlite":
        run_script(into, "PRAGMA journal_mode = WAL")  # which Prefect sets, and no dump says


def run_script(database: Database, script: str) -> None:
    """By psql, or by SQLite itself: past both servers."""
    if database.dialect == "sqlite":
        connection = sqlite3.connect(database.location)
        connection.executescript(script)
        connection.close()
    else:
        subprocess.run(["psql", "-q", "-X", "--set", "ON_ERROR_STOP=1", database.location], input=script, text=True,
                       check=True, capture_output=True)
