"""The command behind `./dev follow`: what another release of Prefect does otherwise than the reference.

The lines are those of the tests that hold praetor against the reference: "expected" is the reference's, "found" the other's.
"""

import sys
import tempfile
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from command import reference_schemas, upgrade_by_reference
from databases import DIALECTS, create_database, drop_database
from differences import differences
from documents import Comparison
from follow.release import BLOCKS_OF_INTEGRATIONS, METADATA_OF_WORKERS, file_of, openapi_of, server_of, system_blocks_of
from follow.settings import read_settings
from releases import python_of
from schemas import read_schema

REFERENCE = Path(sys.executable)


def main(release: str) -> int:
    print(f"Prefect {release}, held against the reference, {version('prefect')}")
    other = python_of(release)
    with tempfile.TemporaryDirectory(prefix="praetor-follow-") as name:
        folder = Path(name)
        with server_of(REFERENCE, folder / "reference") as present, server_of(other, folder / "other") as next_one:
            documents = Comparison(openapi_of(next_one), openapi_of(present), release, exactly=True).run()
            blocks = list(differences(system_blocks_of(present), system_blocks_of(next_one)))
        about_schemas = [line for line in documents if line.startswith(("request ", "reply "))]
        tell("operations", (line for line in documents if line not in about_schemas))
        tell("schemas", about_schemas)
        tell("settings", differences(read_settings(REFERENCE), read_settings(other)))
        for dialect in DIALECTS:
            tell(f"migrations on {dialect}", migrations(dialect, other, folder))
        tell("blocks of the system", blocks)
        for what, file in (("blocks of integrations", BLOCKS_OF_INTEGRATIONS), ("workers", METADATA_OF_WORKERS)):
            tell(what, differences(file_of(REFERENCE, file), file_of(other, file)))
    return 0


def tell(what: str, lines: Iterable[str]) -> None:
    found = list(lines)
    print(f"\n{what}: {len(found) or 'nothing'}", *found, sep="\n  ", flush=True)


def migrations(dialect: str, other: Path, folder: Path) -> Iterable[str]:
    """Each revision after the reference's head, with what it changes."""
    databases = [create_database(dialect, folder) for _ in range(2)]
    try:
        upgrade_by_reference(databases[0], folder)
        before = read_schema(databases[0])
        (head,) = before["alembic_version"]
        for revision, schema in reference_schemas(databases[1], folder, head, other).items():
            yield from (f"{revision}{line}" for line in differences(before, schema))
            before = schema
    finally:
        for database in databases:
            drop_database(database)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
