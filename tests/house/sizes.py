"""How long a file is, what it is called, how many concepts a folder holds, and what stands at the top."""

import pathlib
import re
from collections.abc import Iterable, Iterator

from source import Source

LONGEST_FILE = 400
LONGEST_TEST = 600
LONGEST_COMMENT = 120  # of a line, in characters: clang-format sees to the code
NAMES = re.compile(r"(^|_)(utils?|manager|helpers?)(_|\.|$)")

LARGEST_FOLDER = 25
# Lists of one kind: whoever looks for an entry knows its name.
LISTS = ("routes", "db/schema/tables", "migrations/postgresql", "migrations/sqlite", "tests/api", "docs/decisions",
         "tests/conformance/flows", "tests/conformance/found", "tests/fixtures/old_databases")
FOLDERS_OF_LISTS = ("tests/fuzz/corpora",)

TOP = {"CMakeLists.txt", "CMakePresets.json", "dev", "server", "db", "models", "routes", "migrations", "packages", "tests",
       "bench",
       "docs", "cmake", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE"}


def breaches(source: Source) -> Iterator[tuple[int, str]]:
    most = LONGEST_TEST if source.is_in("tests") else LONGEST_FILE
    if len(source.lines) > most:
        yield len(source.lines), f"{len(source.lines)} lines; {most} are the most"
    for number, line in enumerate(source.lines, 1):
        if line.lstrip().startswith("//") and len(line) > LONGEST_COMMENT:
            yield number, f"a comment of {len(line)} columns; {LONGEST_COMMENT} are the most"
    if NAMES.search(pathlib.Path(source.name).stem):
        yield 1, "a file is named after its concept, not utils, manager or helper"


def folder_breaches(files: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Of all files of the tree, by their paths from the root."""
    concepts: dict[str, set[str]] = {}
    tops: set[str] = set()
    for file in map(pathlib.PurePosixPath, files):
        # A header and its source are one concept.
        concepts.setdefault(str(file.parent), set()).add(file.name.split(".")[0])
        tops.add(file.parts[0])
    for top in sorted(tops - TOP):
        if not top.startswith("."):
            yield top, "stands at the top; there is only what docs/house.md names"
    for folder, names in sorted(concepts.items()):
        if folder in (".", *LISTS) or folder.startswith(tuple(one + "/" for one in FOLDERS_OF_LISTS)):
            continue
        if len(names) > LARGEST_FOLDER:
            yield folder, f"{len(names)} concepts; {LARGEST_FOLDER} are the most"
