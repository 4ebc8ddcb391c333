"""The database that praetor makes is the one that the reference's migrations make."""

import os
import shutil
import subprocess
from pathlib import Path

from databases import Database, execute
from differences import assert_same
from schemas import read_schema
from servers import bare_environment

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def test_the_schema_is_the_references(servers) -> None:
    expected, found = read_schema(servers["reference"].database), read_schema(servers["praetor"].database)
    assert expected["alembic_version"], "the reference has no schema"
    assert_same(expected, found)


def praetor_db(database: Database, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = bare_environment() | {
        "PREFECT_HOME": str(home), "PREFECT_SERVER_DATABASE_CONNECTION_URL": database.connection_url}
    return subprocess.run([os.environ["PRAETOR_PROGRAM"], "db", *words], env=environment, text=True, capture_output=True)


def test_nothing_differs_in_a_database_that_the_reference_made(servers, tmp_path: Path) -> None:
    said = praetor_db(servers["reference"].database, tmp_path, "diff", "--check")
    assert (said.returncode, said.stdout) == (0, "the database is as declared\n"), said.stderr


def test_a_generated_migration_makes_the_database_what_is_declared_and_back(database: Database, tmp_path: Path) -> None:
    def run(*words: str) -> str:
        said = praetor_db(database, tmp_path, *words)
        assert said.returncode == 0, said.stdout + said.stderr
        return said.stdout

    own = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, own)
    run("upgrade")
    execute(database, "DROP INDEX ix_flow_run__name", "ALTER TABLE flow ADD COLUMN motto VARCHAR DEFAULT 'none'",
            "INSERT INTO flow (name, motto) VALUES ('kept', 'stays')")
    differs = run("diff")
    assert "column flow.motto" in differs and "index flow_run.ix_flow_run__name" in differs
    assert praetor_db(database, tmp_path, "check").returncode == 1
    run("revision", "-m", "as declared", "--autogenerate", "--directory", str(own))
    run("upgrade", "--directory", str(own))
    run("diff", "--check")
    run("downgrade", "-1", "--directory", str(own), "--yes")
    assert run("diff") == differs
