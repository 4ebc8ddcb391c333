"""Rules of the house that no compiler checks (docs/house.md). Prints each breach as path:line: words; exits 1 for any."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# What each folder may include of the others. The longest folder that fits a file counts.
LAYERS = {
    "server/base": [],
    "server/settings": ["server/base"],
    "server/http": ["server/base"],
    "db": ["server/base"],
    "models": ["server/base", "db"],
    "routes": ["server/base", "server/http", "server/services", "server/settings", "models", "db"],
    "server/services": ["server/base", "server/settings", "models", "db"],
    "server/cli": ["server", "routes", "models", "db"],
    "server/main.cpp": ["server"],
    "bench": ["server/base", "server/http"],
    "tests": ["server", "routes", "models", "db"],
}
LONGEST_FILE = 400
BEAST = re.compile(r"#include <boost/beast")
BEAST_FOLDERS = ("server/http/", "bench/", "tests/")
FORBIDDEN = [
    (re.compile(r"#include <boost/(asio|beast)\.hpp>"), "includes the whole library; name the part"),
    (re.compile(r"\bco_await\b[^;]*\?[^;]*:|\?[^;:]*\bco_await\b"), "co_await inside ?:"),
    (re.compile(r"(&&|\|\|)\s*\(?co_await\b|\bco_await\b[^;()]*(&&|\|\|)"), "co_await inside && or ||"),
    (re.compile(r"(\w|=\s*)\{\s*co_await\b"), "co_await inside braces of an initialiser"),
    (re.compile(r"[,(]\s*co_await\b"), "co_await as an argument; await it in a statement of its own"),
    (re.compile(r"\[[^\]]+\]\s*\([^)]*\)\s*(mutable\s*)?->\s*task<"), "a coroutine lambda that captures"),
    (re.compile(r"\bdetached\b"), "co_spawn without hearing how it ended"),
    (re.compile(r"\busing namespace std;"), "using namespace std"),
]
# Boost's own parser refuses NaN and 33 levels, and rounds numbers: it is for texts of this program.
BOOST_PARSE = re.compile(r"\b(boost::json|bj)::parse\(")
OWN_TEXTS = ("server/settings/document.cpp", "server/base/json/schema.cpp", "models/schemas/preprocess.cpp",
             "models/schemas/meta_schema.cpp", "models/system_blocks.cpp")
ALLOWED = {"static_cast<void>(co_await"}  # an ignored result is said aloud
NAMES = re.compile(r"(^|_)(utils?|manager|helpers?)(_|\.|$)")


def files() -> list[str]:
    folders = sorted({layer.split("/")[0] for layer in LAYERS})
    found = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in (".cpp", ".hpp"))
    return sorted(str(path.relative_to(ROOT)) for path in found)


def layer_of(name: str) -> str | None:
    fits = [layer for layer in LAYERS if name == layer or name.startswith(layer + "/")]
    return max(fits, key=len, default=None)


def breaches(name: str) -> list[tuple[int, str]]:
    found = []
    lines = (ROOT / name).read_text().splitlines()
    if len(lines) > LONGEST_FILE:
        found.append((len(lines), f"{len(lines)} lines; {LONGEST_FILE} are the most"))
    if NAMES.search(pathlib.Path(name).stem):
        found.append((1, "a file is named after its concept, not utils, manager or helper"))
    layer = layer_of(name)
    if layer is None:
        found.append((1, "stands in no layer"))
    in_catch = 0
    for number, line in enumerate(lines, 1):
        code = line.split("//")[0]
        included = re.match(r'\s*#include <((?:server|db|models|routes|bench|tests)/[^>]+)>', line)
        if included and layer is not None:
            target = layer_of(included[1])
            seen = LAYERS[layer]
            if target != layer and not any(target == one or str(target).startswith(one + "/") for one in seen):
                found.append((number, f"{layer} may not see {target}"))
        if BEAST.search(code) and not name.startswith(BEAST_FOLDERS) and not name.endswith("boost_beast.cpp"):
            found.append((number, "Beast stays in server/http"))
        if BOOST_PARSE.search(code) and name not in OWN_TEXTS and not name.startswith(("tests/", "bench/")):
            found.append((number, "json::parse takes what clients sent and databases hold"))
        for pattern, words in FORBIDDEN:
            if name.startswith("tests/") and "captures" in words:
                continue
            if pattern.search(code) and not any(one in code for one in ALLOWED):
                found.append((number, words))
        # A catch block ends where its brace closes again.
        if re.search(r"\bcatch\s*\(", code):
            in_catch = 1 if "{" in code else 0
            depth = code.count("{") - code.count("}")
            continue
        if in_catch:
            depth += code.count("{") - code.count("}")
            if "co_await" in code:
                found.append((number, "co_await in a catch block"))
            if depth <= 0:
                in_catch = 0
    return found


def main() -> int:
    count = 0
    for name in files():
        for number, words in breaches(name):
            print(f"{name}:{number}: {words}")
            count += 1
    print(f"lint: {len(files())} files, {count} breaches")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
