"""What coroutines of this tree do not do: what breaks compilers, what nobody joins, what waits by looking again."""

import re
from collections.abc import Iterator

from source import Source

FORBIDDEN = [
    (re.compile(r"\bco_await\b[^;]*\?[^;]*:|\?[^;:]*\bco_await\b"), "co_await inside ?:"),
    (re.compile(r"(&&|\|\|)\s*\(?co_await\b|\bco_await\b[^;()]*(&&|\|\|)"), "co_await inside && or ||"),
    (re.compile(r"(\w|=\s*)\{\s*co_await\b"), "co_await inside braces of an initialiser"),
    (re.compile(r"[,(]\s*co_await\b"), "co_await as an argument; await it in a statement of its own"),
    (re.compile(r"\bdetached\b"), "co_spawn without hearing how it ended"),
]
CAPTURES = re.compile(r"\[[^\]]+\]\s*\([^)]*\)\s*(mutable\s*)?->\s*task<")
IGNORED_RESULT = "static_cast<void>(co_await"  # said aloud

# Where a coroutine is started. Whoever else has something to start has a task_group for it, or is the first of a thread
# and calls run_until_done.
SPAWN = re.compile(r"\bco_spawn\s*\(")
MAY_SPAWN = {
    "server/base/task_group": "joins what it starts",
    "server/base/deadline": "waits for the end of what it cancels",
    "server/base/run": "the root of a thread: its context runs until it has ended",
}

# Where a wait for time is right. Elsewhere `signal` says that something happened, `deadline` that it took too long, and
# `periodic` that it is time again.
TIMER = re.compile(r"\bsteady_timer\b[>&]*\s+(\w+)")
MAY_WAIT = {
    "db/partitions/move_table": "nothing tells that others have let go of a lock",
    "db/wait": "nothing tells that a server has come up",
    "db/schema/steps/concurrent_index": "nothing tells that another session has built its index",
    "db/schema/migrate": "nothing tells that another server has stopped",
    "db/schema/steps/migration_lock": "nothing tells that another process has migrated",
}
NEVER = re.compile(r"\btime_point::max\(\)")
THREAD_SLEEPS = re.compile(r"\bthis_thread::sleep_|\bu?sleep\s*\(")
PAUSE = "sleep_for"


def _concept(name: str) -> str:
    return name.rsplit(".", 1)[0]


def breaches(source: Source, header: Source | None = None) -> Iterator[tuple[int, str]]:
    """`header` is the file's own, where its members are declared."""
    is_test = source.is_in("tests", "bench")
    for number, line in enumerate(source.code, 1):
        if IGNORED_RESULT not in line:
            for pattern, words in FORBIDDEN:
                if pattern.search(line):
                    yield number, words
        if is_test:
            continue
        if CAPTURES.search(line):
            yield number, "a coroutine lambda that captures"
        if SPAWN.search(line) and _concept(source.name) not in MAY_SPAWN:
            yield number, "co_spawn; a task_group starts it and joins it"
    yield from _awaits_in_catch(source)
    if not is_test:
        yield from _waits(source, header)


def _awaits_in_catch(source: Source) -> Iterator[tuple[int, str]]:
    depth, inside = 0, False
    for number, line in enumerate(source.code, 1):
        if re.search(r"\bcatch\s*\(", line):
            # A catch block ends where its brace closes again.
            inside, depth = True, line.count("{") - line.count("}") + (1 if line.lstrip().startswith("}") else 0)
            line = line[line.index("catch"):]
        elif inside:
            depth += line.count("{") - line.count("}")
        if inside and "co_await" in line:
            yield number, "co_await in a catch block"
        if inside and depth <= 0 and "{" not in line:
            inside = False


def _waits(source: Source, header: Source | None) -> Iterator[tuple[int, str]]:
    if source.is_in("server/base") or _concept(source.name) in MAY_WAIT:
        return
    declared = source.code + (header.code if header is not None else [])
    timers = {found[1] for line in declared for found in TIMER.finditer(line)}
    sleepers = {PAUSE, *_functions_with_a_timer(source)}
    uses = re.compile(r"\b(%s)\s*(\.|->)\s*(async_wait|expires_\w+)\s*\(" % "|".join(timers)) if timers else None
    calls = re.compile(r"\bco_await\s+(?:\w+::)*(%s)\s*\(" % "|".join(sleepers))
    loops: list[int] = []  # depths of the loops that are open
    depth, header_open = 0, False
    for number, line in enumerate(source.code, 1):
        if THREAD_SLEEPS.search(line):
            yield number, "a thread that sleeps"
        if timers and NEVER.search(line) and (re.search(r"expires_at|steady_timer", line) or _initialises(line, timers)):
            yield number, "a timer that never expires as a condition variable; base/signal is one"
        if re.search(r"(^|[\s}])(for|while)\s*\(|\bdo\s*\{", line):
            loops.append(depth)
        inside = bool(loops)
        if inside and ((uses and uses.search(line)) or calls.search(line)):
            yield number, "waits by sleeping and looking again; base/signal says when, base/periodic how often"
        depth += line.count("{") - line.count("}")
        # A loop without braces is its own line and the next.
        while loops and depth <= loops[-1] and not re.search(r"(^|[\s}])(for|while)\s*\(", line):
            loops.pop()


def _initialises(line: str, timers: set[str]) -> bool:
    return any(re.search(rf"\b{timer}\s*[({{]", line) for timer in timers)


def _functions_with_a_timer(source: Source) -> Iterator[str]:
    """Names of the file's functions that wait on a timer of their own."""
    name, depth = None, 0
    for line in source.code:
        if depth == 0 and (found := re.match(r"(?:static\s+|inline\s+)?task<.*>\s+(?:\w+::)*(\w+)\s*\(", line)):
            name = found[1]
        if name and TIMER.search(line) and "(" not in line.split("steady_timer")[0]:
            yield name
        if not line.startswith("namespace") and not line.startswith("} // namespace"):
            depth += line.count("{") - line.count("}")
        if depth <= 0:
            depth = 0
