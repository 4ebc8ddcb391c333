"""The cases of the load generator, and how one is put to a server."""
import argparse

from measure import contents, load
from measure.processes import Database, Process, psql_command

QUICK_EVENTS = {"events-in": 500, "events-out": 500, "backfill": 1000}
EVENTS = {"events-in": 2000, "events-out": 2000, "backfill": 10000}
READING = ("read", "filter", "filter-join", "graph-v2", "paginate", "history", "worker-poll", "deployments-filter",
           "deployments-paginate")
# Those that write as much as they can come last: the others are asked of databases that hold the same.
CASES = ["health", "health-under-load", "dashboard-page", "dashboard-script", *READING, *EVENTS, "bulk-set-state", "deploy",
         "deployment-run", "lifecycle", "create"]


def add_arguments(parser: argparse.ArgumentParser, known: list[str]):
    parser.add_argument("cases", nargs="*", metavar="case", help=f"which to measure: {', '.join(known)} (all)")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")


def parse(parser: argparse.ArgumentParser, known: list[str]) -> argparse.Namespace:
    """What add_arguments() added and more; the cases in the order of `known`, `databases` as a list."""
    wanted = parser.parse_args()
    for case in wanted.cases:
        if case not in known:
            parser.error(f"no case is called {case}")
    wanted.cases = [case for case in known if case in wanted.cases] or known
    wanted.databases = ["sqlite", "postgresql"] if wanted.database == "both" else [wanted.database]
    return wanted


def ask(case: str, server: Process, database: Database, seconds: float, events: dict[str, int] = EVENTS) -> dict:
    contents.fill(case, database)
    more = ["--events", str(events[case])] if case in events else []
    # A database that lives has statistics; autovacuum gathers them only after the case is over.
    if case in READING and database.url:
        more += ["--once-prepared", psql_command(database.url, "ANALYZE")]
    return load.run(case, server, seconds, more)
