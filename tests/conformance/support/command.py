"""Running `praetor db …` and the reference's `prefect server database …` on a database."""

import json
import os
import subprocess
import sys
from pathlib import Path

from databases import Database
from servers import bare_environment


def run_praetor(database: Database, home: Path, *words: str, **settings: str) -> subprocess.CompletedProcess:
    """Does not look at the exit status."""
    return subprocess.run([os.environ["PRAETOR_PROGRAM"], *words], env=_environment(database, home) | settings, text=True,
                          capture_output=True, stdin=subprocess.DEVNULL)


def start_praetor(database: Database, home: Path, *words: str) -> subprocess.Popen:
    return subprocess.Popen([os.environ["PRAETOR_PROGRAM"], *words], env=_environment(database, home), text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)


def start_reference(database: Database, home: Path, *words: str) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-m", "prefect", *words], env=_environment(database, home), text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)


def upgrade_by_reference(database: Database, home: Path, python: str | Path = sys.executable) -> None:
    said = subprocess.run([python, "-m", "prefect", "server", "database", "upgrade", "-y"],
                          env=_environment(database, home), text=True, capture_output=True)
    assert said.returncode == 0, said.stdout + said.stderr


def reference_schemas(database: Database, home: Path, first: str, python: str | Path = sys.executable) -> dict[str, dict]:
    """The schema of an empty database at each of the reference's revisions, from `first` on, oldest first. `python` is that
    of another release of Prefect, where it is that one's revisions that are asked for."""
    output = home / "schemas.json"
    said = subprocess.run([python, Path(__file__).with_name("reference_revisions.py"), database.dialect,
                           database.location, first, output], env=_environment(database, home), text=True, capture_output=True)
    assert said.returncode == 0, said.stdout + said.stderr
    return json.loads(output.read_text())


def _environment(database: Database, home: Path) -> dict[str, str]:
    return bare_environment() | {
        "HOME": str(home), "PREFECT_HOME": str(home), "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": database.connection_url,
    }
