"""Who may include whom."""

from collections.abc import Iterator

from source import Source

# What each folder may include of the others. The longest folder that fits a file counts.
LAYERS = {
    "server/base": [],
    "server/settings": ["server/base"],
    "server/tracing": ["server/base"],
    "server/http": ["server/base", "server/tracing"],
    "db": ["server/base", "server/tracing"],
    "models": ["server/base", "db"],
    "routes": ["server/base", "server/http", "server/settings", "server/services", "models", "db"],
    "server/outgoing": ["server/base", "server/http/client"],
    "server/http/client": ["server/base", "server/http", "server/tracing"],
    "server/services": [
        "server/base",
        "server/tracing",
        "server/settings",
        "server/outgoing",
        "server/http/client",
        "models",
        "db",
    ],
    "server/app": ["server/base", "server/settings", "server/http", "server/services", "routes", "models", "db"],
    "server/cli": ["server", "routes", "models", "db"],
    "server/main.cpp": ["server"],
    "bench": ["server/base", "server/http"],
    "tests": ["server", "routes", "models", "db"],
}
# What a folder may not include though its layer may: the parts of a layer that are below others, and libraries.
CLOSED = [
    # folders, what they may not include, why
    (("",), "boost/asio.hpp", "includes the whole library; name the part"),
    (("",), "boost/beast.hpp", "includes the whole library; name the part"),
    (("db/pool", "db/query"), "db/dialects/", "is the same for every dialect"),
    (("models", "routes"), "db/dialects/", "never names a dialect"),
]
BEAST = ("server/http", "bench", "tests")


def layer_of(name: str) -> str | None:
    fits = [layer for layer in LAYERS if name == layer or name.startswith(layer + "/")]
    return max(fits, key=len, default=None)


def breaches(source: Source) -> Iterator[tuple[int, str]]:
    layer = layer_of(source.name)
    if layer is None:
        yield 1, "stands in no layer"
        return
    for number, included in source.includes:
        target = layer_of(included)
        if target != layer and not any(target == one or str(target).startswith(one + "/") for one in LAYERS[layer]):
            yield number, f"{layer} may not see {target}"
    for number, line in enumerate(source.code, 1):
        if "#" not in line or "include" not in line:
            continue
        if '"' in line:
            yield number, "a file of the tree is included by its path from the root, in <>"
        if "<boost/beast" in line and not source.is_in(*BEAST):
            yield number, "Beast stays in server/http"
        for folders, closed, why in CLOSED:
            if f"<{closed}" in line and ("" in folders or source.is_in(*folders)):
                yield number, f"{closed}: {why if '' in folders else layer + ' ' + why}"
