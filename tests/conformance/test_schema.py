"""The database that praetor makes is the one that the reference's migrations make."""

from differences import assert_same
from schemas import read_schema


def test_the_schema_is_the_references(servers) -> None:
    expected, found = read_schema(servers["reference"].database), read_schema(servers["praetor"].database)
    assert expected["alembic_version"], "the reference has no schema"
    assert_same(expected, found)
