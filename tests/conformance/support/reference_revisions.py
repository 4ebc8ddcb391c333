"""Run by the reference's Python: upgrades an empty database revision by revision, and says the schema at each.

    reference_revisions.py <dialect> <location> <first revision> <output>
"""

import json
import sys
from functools import partial
from pathlib import Path

import anyio
from alembic.script import ScriptDirectory
from databases import Database
from prefect.server import database as package
from prefect.server.database.alembic_commands import alembic_upgrade
from schemas import read_schema


def main(dialect: str, location: str, first: str, output: str) -> None:
    scripts = Path(package.__file__).parent / "_migrations"
    chain = ScriptDirectory(str(scripts), version_locations=[str(scripts / "versions" / dialect)])
    revisions = [script.revision for script in chain.walk_revisions(first, "heads")][::-1]
    schemas = {}
    for revision in revisions:
        anyio.run(partial(anyio.to_thread.run_sync, alembic_upgrade, revision))
        schemas[revision] = read_schema(Database(dialect, location))
    Path(output).write_text(json.dumps(schemas))


if __name__ == "__main__":
    main(*sys.argv[1:])
