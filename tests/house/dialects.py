"""Models and routes speak to a database, never to one of its kinds: what differs is a function of the grammar."""

import re
from collections.abc import Iterator

from source import Source

FOLDERS = ("models", "routes")
NAMED = re.compile(r"\bdialect\b|\b\w*(postgres|sqlite|mariadb|mysql)\w*\b", re.IGNORECASE)


def breaches(source: Source) -> Iterator[tuple[int, str]]:
    if not source.is_in(*FOLDERS):
        return
    for number, line in enumerate(source.code, 1):
        if found := NAMED.search(line):
            yield number, f"names a dialect ({found[0]}); db's grammar says what differs"
