"""A C++ file as the rules see it: its text, and its code without what comments and literals say."""

import os
import pathlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

ROOT = pathlib.Path(__file__).resolve().parents[2]
LEFT_BY_COMMANDS = {".git", "build", ".deps", ".data", "__pycache__"}
FOLDERS = ("server", "db", "models", "routes", "bench", "tests")

_TOKENS = re.compile(
    r"""(?P<kept>\#\s*include\b[^\n]*|\b\d[\w']*)|(?P<blank>//[^\n]*|/\*.*?\*/
    |R"(?P<mark>[^\s()\\]{0,16})\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+')""",
    re.DOTALL | re.VERBOSE)


@dataclass(frozen=True)
class Source:
    name: str
    """The path from the root of the tree."""
    text: str

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def code(self) -> list[str]:
        """The lines with blanks in place of comments and of what stands between quotes; an #include stays whole."""
        return _TOKENS.sub(_without_words, self.text).splitlines()

    @cached_property
    def includes(self) -> list[tuple[int, str]]:
        """What is included of the tree, with the line."""
        own = re.compile(r"\s*#\s*include\s*<((?:%s)/[^>]+)>" % "|".join(FOLDERS))
        return [(number, found[1]) for number, line in enumerate(self.lines, 1) if (found := own.match(line))]

    def is_in(self, *folders: str) -> bool:
        return any(self.name == one or self.name.startswith(one.rstrip("/") + "/") for one in folders)


def _without_words(found: re.Match) -> str:
    if found["kept"] is not None:
        return found[0]
    blank = re.sub(r"[^\n]", " ", found[0])
    return blank if found[0].startswith("/") else '"' + blank[1:-1] + '"'


def files_of(root: pathlib.Path) -> Iterator[str]:
    """Every file of the tree by its path from the root, but what commands leave in it (.gitignore)."""
    for folder, below, names in os.walk(root):
        below[:] = [one for one in below if one not in LEFT_BY_COMMANDS]
        yield from (os.path.relpath(os.path.join(folder, one), root) for one in names)


def read_tree() -> list[Source]:
    """Every C++ file of the tree, in order."""
    paths = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in (".cpp", ".hpp"))
    return [Source(str(path.relative_to(ROOT)), path.read_text()) for path in sorted(paths)]
