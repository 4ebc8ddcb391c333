"""Rules of the house that no compiler checks (docs/house.md; tests/house). Prints each breach as path:line: words; exits 1
for any."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "house"))

import coroutines  # noqa: E402
import dialects  # noqa: E402
import layers  # noqa: E402
import sizes  # noqa: E402
import texts  # noqa: E402
from source import ROOT, files_of, read_tree  # noqa: E402


def main() -> int:
    tree = {source.name: source for source in read_tree()}
    found: list[str] = []
    for name, source in tree.items():
        header = tree.get(name.removesuffix(".cpp") + ".hpp") if name.endswith(".cpp") else None
        for its in (layers.breaches(source), coroutines.breaches(source, header), dialects.breaches(source),
                    sizes.breaches(source), texts.breaches(source)):
            found += [f"{name}:{number}: {words}" for number, words in its]
    found += [f"{folder}:1: {words}" for folder, words in sizes.folder_breaches(files_of(ROOT))]
    print(*found, f"lint: {len(tree)} files, {len(found)} breaches", sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
