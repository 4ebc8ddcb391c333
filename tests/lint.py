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
from outstanding import OUTSTANDING  # noqa: E402
from source import ROOT, Source, files_of, read_tree  # noqa: E402


def main() -> int:
    tree = {source.name: source for source in read_tree()}
    found: dict[str, list[str]] = {"layers": [], "coroutines": [], "dialects": [], "sizes": [], "texts": []}
    for name, source in tree.items():
        header: Source | None = tree.get(name.removesuffix(".cpp") + ".hpp") if name.endswith(".cpp") else None
        for rule, its in [("layers", layers.breaches(source)), ("coroutines", coroutines.breaches(source, header)),
                          ("dialects", dialects.breaches(source)), ("sizes", sizes.breaches(source)),
                          ("texts", texts.breaches(source))]:
            found[rule] += [f"{name}:{number}: {words}" for number, words in its]
    found["sizes"] += [f"{folder}:1: {words}" for folder, words in sizes.folder_breaches(files_of(ROOT))]
    failed = False
    for rule, its in found.items():
        allowed = OUTSTANDING.get(rule, 0)
        if len(its) > allowed or (its and "--all" in sys.argv):
            print(*its, sep="\n")
        failed = failed or len(its) > allowed
    count, known = sum(map(len, found.values())), sum(OUTSTANDING.values())
    print(f"lint: {len(tree)} files, {count} breaches" + (f", {known} known (--all shows them)" if known else ""))
    return failed


if __name__ == "__main__":
    sys.exit(main())
