"""praetor db: the chain of revisions is the reference's, and the commands do what Alembic's do."""

import json
import subprocess
from pathlib import Path

import pytest
from command import reference_schemas, run_praetor, start_praetor
from databases import Database, create_database, drop_database
from differences import assert_same
from old_databases import RELEASES, load_old_database
from rows import read_rows
from schemas import read_schema

BASE = {"sqlite": "f93e1439f022", "postgresql": "97429116795e"}
"""What Prefect 3.0.0 stamps."""


@pytest.fixture
def other(dialect: str, tmp_path: Path):
    made = create_database(dialect, tmp_path)
    yield made
    drop_database(made)


@pytest.fixture
def praetor(database: Database, tmp_path: Path):
    """praetor("db", …): runs it on the test's database."""

    def run(*words: str, status: int = 0, **settings: str) -> subprocess.CompletedProcess:
        said = run_praetor(database, tmp_path, *words, **settings)
        assert said.returncode == status, f"{words}: {said.returncode}\n{said.stdout}{said.stderr}"
        return said

    return run


def test_every_revision_has_the_references_schema(database, other, dialect, praetor, tmp_path) -> None:
    schemas = reference_schemas(other, tmp_path, BASE[dialect])
    assert [*schemas] == revisions(praetor)
    for revision, expected in schemas.items():
        praetor("db", "upgrade", revision)
        assert_same(expected, json.loads(json.dumps(read_schema(database))))


def test_an_old_database_goes_down_to_where_it_came_from(database, dialect, praetor) -> None:
    """With the rows that the way up does not change; columns that were added last stand last."""
    load_old_database(RELEASES[0], database)
    before, rows = read_schema(database), read_rows(database)
    praetor("db", "upgrade")
    praetor("db", "downgrade", BASE[dialect], "--yes")
    assert_same(without_positions(before), without_positions(read_schema(database)))
    after = read_rows(database)
    for table in ("flow", "flow_run", "flow_run_state", "task_run", "task_run_state", "log", "variable", "events", "artifact"):
        assert_same({"rows": rows[table]}, {"rows": after[table]})


def without_positions(schema: dict) -> dict:
    for table in schema.get("tables", {}).values():
        for column in table["columns"].values():
            column.pop("position")
        # The text of a table that was made anew says the same in another order.
        table["constraints"] = sorted(text.lower() for text in table["constraints"])
    return schema


def revisions(praetor) -> list[str]:
    """Those that praetor knows, oldest first: each line of the history is "before -> revision, what it does"."""
    return [line.split(" ")[2].rstrip(",") for line in praetor("db", "history").stdout.splitlines()][::-1]


def test_ten_processes_that_start_at_once_migrate_once(database, praetor, tmp_path) -> None:
    load_old_database(RELEASES[0], database)
    running = [start_praetor(database, tmp_path, "db", "upgrade") for _ in range(10)]
    said = [process.communicate() for process in running]
    assert [process.returncode for process in running] == [0] * 10, said
    steps = [line for out, _ in said for line in out.splitlines() if " -> " in line]
    assert len(steps) == len(set(steps)) == len(revisions(praetor)) - 1


def test_a_printed_script_is_fed_to_the_databases_own_program(database, dialect, praetor) -> None:
    def feed(script: str) -> None:
        program = (["sqlite3", "-bail", database.location] if dialect == "sqlite"
                   else ["psql", "-q", "-X", "--set", "ON_ERROR_STOP=1", database.location])
        said = subprocess.run(program, input=script, text=True, capture_output=True)
        assert said.returncode == 0, said.stderr

    feed(praetor("db", "upgrade", "base:+1", "--sql").stdout)
    assert BASE[dialect] in praetor("db", "current").stdout
    feed(praetor("db", "upgrade", "--sql").stdout)
    praetor("db", "check")
    feed(praetor("db", "downgrade", "-3", "--sql").stdout)
    praetor("db", "check", status=1)
    feed(praetor("db", "downgrade", f"{praetor('db', 'current').stdout.strip()}:base", "--sql").stdout)
    assert praetor("db", "current").stdout.startswith("base")


def test_a_server_that_may_not_migrate_refuses_an_old_schema(database, praetor) -> None:
    load_old_database(RELEASES[0], database)
    before = read_rows(database)
    said = praetor("server", "start", "--port", "0", status=1, PREFECT_SERVER_DATABASE_MIGRATE_ON_START="false")
    assert "praetor db upgrade" in said.stderr and "MIGRATE_ON_START" in said.stderr
    assert_same(before, read_rows(database))


def test_going_down_is_asked_for(database, praetor) -> None:
    praetor("db", "init")
    said = praetor("db", "downgrade", status=1)
    assert "--yes" in said.stderr
    assert "(head)" in praetor("db", "current").stdout
    praetor("db", "downgrade", "-2", "--yes")
    assert "(head)" not in praetor("db", "current").stdout


def test_a_stamp_changes_nothing_else(database, dialect, praetor) -> None:
    praetor("db", "init")
    before = read_schema(database)
    praetor("db", "stamp", BASE[dialect][:5])
    after = read_schema(database)
    assert after.pop("alembic_version") == [BASE[dialect]]
    before.pop("alembic_version")
    assert_same(before, after)


def test_a_new_revision_is_written_run_and_taken_back(database, dialect, praetor, tmp_path) -> None:
    folder = tmp_path / "migrations"
    for name in ("sqlite", "postgresql"):
        (folder / name).mkdir(parents=True)
    said = praetor("db", "revision", "-m", "A table of our own", "--directory", str(folder)).stdout
    files = [Path(line) for line in said.splitlines() if line.endswith(".sql")]
    assert [file.parent.name for file in files] == ["sqlite", "postgresql"]
    assert all(file.name.startswith("0001_") and file.name.endswith("_a_table_of_our_own.sql") for file in files)
    own = next(file for file in files if file.parent.name == dialect)
    own.write_text("-- A table of our own\n-- up\nCREATE TABLE notes_of_a_team (id integer);\n-- down\nDROP TABLE notes_of_a_team;\n")
    revision = own.name.split("_")[1]
    assert revision in praetor("db", "heads", "--directory", str(folder)).stdout
    praetor("db", "upgrade", "--directory", str(folder))
    assert "notes_of_a_team" in json.dumps(read_schema(database))
    praetor("db", "downgrade", "base", "--yes", "--directory", str(folder))
    assert "notes_of_a_team" not in json.dumps(read_schema(database))


@pytest.mark.parametrize("words", [["upgrade", "zzzz"], ["upgrade", "-1"], ["downgrade", "+1", "--yes"], ["upgrade", "--bogus"]])
def test_what_can_not_be_meant_is_refused(words: list[str], praetor) -> None:
    praetor("db", "init")
    assert praetor("db", *words, status=2).stderr
