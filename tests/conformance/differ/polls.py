"""What workers and agents are told is due: in the order of its times, as far as the limits of pools and queues let it through."""

import time
from collections.abc import Callable

from databases import Database, query

POLLS = ("/get_scheduled_flow_runs", "/get_runs")


class PollMarks:
    """What polls have left in a database: how many of each status were ever polled, and when last."""

    def __init__(self, database: Database) -> None:
        found = [query(database, f"SELECT status, count(*), count(last_polled), max(last_polled) FROM {table} GROUP BY status ORDER BY status")
                 for table in ("work_queue", "deployment")]
        self.counts = [[row[:-1] for row in rows] for rows in found]
        self.last = max((str(row[-1]) for rows in found for row in rows if row[-1] is not None), default="")


def wait_for_marks(read: Callable[[], list[PollMarks]], before: list[PollMarks]) -> None:
    """Both write down in the background who was polled; the reference tries again later. An unknown queue gets no mark."""
    for attempt in range(60):
        now = read()
        marked = all(one.last != earlier.last for one, earlier in zip(now, before, strict=True))
        if (marked or attempt >= 10) and now[0].counts == now[1].counts:
            return
        time.sleep(0.1)


def run_of(entry: object) -> object:
    """The run that an entry of a worker's poll wraps; the entry itself elsewhere."""
    return entry["flow_run"] if isinstance(entry, dict) and isinstance(entry.get("flow_run"), dict) else entry


def when_due(entry: object) -> object:
    """What polls are sorted by."""
    run = run_of(entry)
    return run.get("next_scheduled_start_time") if isinstance(run, dict) else None


def without_cut_ties(database: Database, told: list) -> list:
    """The runs of a poll. Of runs of one queue and one moment a limit lets some through: which of them is chance, only when they
    are due can be compared."""
    due: dict[tuple, set[str]] = {}
    for run, queue, moment in query(database, "SELECT id, work_queue_id, next_scheduled_start_time FROM flow_run WHERE state_type = 'SCHEDULED'"):
        due.setdefault((str(queue), str(moment)), set()).add(str(run))
    ids = {run["id"] for entry in told if isinstance(run := run_of(entry), dict) and "id" in run}
    chance = set().union(*(ties for ties in due.values() if ties & ids and ties - ids))
    return [{"next_scheduled_start_time": when_due(entry)} if isinstance(run := run_of(entry), dict) and run.get("id") in chance else entry
            for entry in told]
