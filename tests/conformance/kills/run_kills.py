"""SIGKILL of servers and workers at random while 1,000 deployments have a run due each minute, 10,000 in ten: each is started
exactly once, late ones are marked, and no scheduled time is missing or doubled.

python tests/conformance/kills/run_kills.py [SECONDS] [sqlite | postgresql | two-servers …]
"""

import asyncio
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from databases import DIALECTS, Database, create_database, drop_database, query
from killable_worker import Journal
from servers import Server, start_again, start_server

DEPLOYMENTS = 1_000
INTERVAL = 60
"""Of their schedules, in seconds."""
WORKERS = 16
POOL = "killed"
LATE_AFTER = 3
"""Seconds after which a run is late."""
PATIENCE = 10
"""Seconds more that kills may keep back a service that looks each second."""
DRAIN_TIME = 180
SETTINGS = {
    "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "1",
    "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": "1",
    "PREFECT_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME": "PT20S",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_LOOP_SECONDS": "1",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS": str(LATE_AFTER),
    "PREFECT_SERVER_SERVICES_FOREMAN_LOOP_SECONDS": "1",
}


@dataclass
class Told:
    """What came of it."""

    kills: Counter[str] = field(default_factory=Counter)
    runs: int = 0
    due: int = 0
    late: int = 0
    problems: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """What is wrong, and where."""


class Crew:
    """Servers on one database and workers of one pool, any of which may be killed and comes again."""

    def __init__(self, servers: list[Server], folder: Path, addresses: list[str] | None = None) -> None:
        """Workers ask the servers themselves, or at the addresses of their APIs."""
        self._folder = folder
        self.servers = servers
        self._addresses = addresses or [one.api for one in servers]
        self.workers: dict[str, subprocess.Popen] = {}

    @property
    def names(self) -> list[str]:
        return [f"worker-{number}" for number in range(WORKERS)]

    def start_workers(self) -> None:
        for name in self.names:
            self._start_worker(name)

    def _start_worker(self, name: str) -> None:
        program = Path(__file__).with_name("killable_worker.py")
        words = [sys.executable, "-S", "-E", str(program), str(self._folder), name, POOL, *self._addresses]
        with (self._folder / f"{name}.log").open("ab") as out:
            self.workers[name] = subprocess.Popen(words, stdout=out, stderr=out)

    def kill_workers(self) -> None:
        for one in self.workers.values():
            one.kill()
            one.wait()

    def kill_at_random(self, seconds: float, chance: random.Random, told: Told) -> None:
        """A worker every second or so, and a server that has answered for some seconds. Each comes again at once or soon."""
        ends = time.monotonic() + seconds
        next_server = time.monotonic() + chance.uniform(0.2, 6)
        while time.monotonic() < ends:
            time.sleep(chance.uniform(0.2, 1.8))
            name = chance.choice(self.names)
            self._look_at(name, told)
            self.workers[name].kill()
            self.workers[name].wait()
            told.kills["workers"] += 1
            if time.monotonic() >= next_server:
                self._kill_server(chance.randrange(len(self.servers)), chance.choice([0, 0, chance.uniform(0, 2)]))
                told.kills["servers"] += 1
                next_server = time.monotonic() + chance.uniform(0.2, 6)
            self._start_worker(name)

    def _kill_server(self, number: int, away: float) -> None:
        self.servers[number].kill()
        time.sleep(away)
        self.servers[number] = start_again(self.servers[number])
        self.servers[number].wait_until_healthy()

    def _look_at(self, name: str, told: Told) -> None:
        """No worker ends by itself before it is told to."""
        if self.workers[name].poll() is not None:
            told.problems["a worker ended"].append(self._last_words(name))

    def _last_words(self, name: str) -> str:
        return f"{name}: {(self._folder / f'{name}.log').read_text()[-500:]}"

    def start_what_is_due(self, until: datetime, told: Told) -> None:
        """Workers start and end what was due by then, and then themselves."""
        (self._folder / "until").write_text(until.isoformat())
        self.start_workers()
        deadline = time.monotonic() + DRAIN_TIME
        for name, one in self.workers.items():
            try:
                if one.wait(max(0, deadline - time.monotonic())) != 0:
                    told.problems["a worker ended"].append(self._last_words(name))
            except subprocess.TimeoutExpired:
                told.problems["a worker does not come to its end"].append(name)
                one.kill()

    def journals(self) -> list[Journal]:
        return [Journal(self._folder / f"{name}.journal") for name in self.names]

    def end(self) -> None:
        self.kill_workers()
        for one in self.servers:
            one.end()


async def deploy(api: str) -> None:
    """Deployments with a schedule each, whose times are spread over the interval."""
    async with httpx.AsyncClient(base_url=api, timeout=60) as http:
        (await http.post("/work_pools/", json={"name": POOL, "type": "process"})).raise_for_status()
        flow = (await http.post("/flows/", json={"name": "killed"})).raise_for_status().json()["id"]
        numbers = iter(range(DEPLOYMENTS))

        async def some() -> None:
            for number in numbers:
                anchor = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=INTERVAL * number / DEPLOYMENTS)
                schedule = {"interval": INTERVAL, "anchor_date": anchor.isoformat(), "timezone": "UTC"}
                body = {"name": f"killed-{number}", "flow_id": flow, "work_pool_name": POOL, "schedules": [{"schedule": schedule}]}
                (await http.post("/deployments/", json=body)).raise_for_status()

        await asyncio.gather(*(some() for _ in range(8)))


def kill_amid_runs(database: Database, folder: Path, servers: int, seconds: int, seed: int) -> Told:
    told = Told()
    started = []
    for number in range(servers):
        started.append(start_server("praetor", database, folder / f"server-{number}", **SETTINGS).wait_until_healthy())
    crew = Crew(started, folder)
    try:
        asyncio.run(deploy(crew.servers[0].api))
        crew.start_workers()
        crew.kill_at_random(seconds, random.Random(seed), told)
        # Nobody starts runs for a while: all that become due are late.
        crew.kill_workers()
        time.sleep(LATE_AFTER + PATIENCE)
        until = datetime.now(UTC)
        told.problems["late, and not marked"] += unmarked(database, until)
        crew.start_what_is_due(until, told)
        crew.end()
        check(database, crew.journals(), until, told)
    finally:
        crew.end()
    return told


def moment(when: datetime, database: Database) -> str:
    """As a literal of SQL."""
    text = when.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return f"'{text}'" if database.dialect == "sqlite" else f"'{text}+00'"


def time_of(value: datetime | str) -> datetime:
    read = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def unmarked(database: Database, when: datetime) -> list[str]:
    """Runs that have been late for long, and nobody says so."""
    before = moment(when - timedelta(seconds=LATE_AFTER + PATIENCE / 2), database)
    found = query(database, "SELECT id, next_scheduled_start_time FROM flow_run WHERE state_type = 'SCHEDULED' AND "
                  f"state_name = 'Scheduled' AND next_scheduled_start_time < {before}")
    return [f"run {run}, due {due}" for run, due in found]


def check(database: Database, journals: list[Journal], until: datetime, told: Told) -> None:
    """Everything, once nothing happens any more. A worker that was killed may say twice that its run is RUNNING or COMPLETED: the
    first time is on its way yet when the next process asks for the state."""
    times = check_times(database, until, told)
    states: dict[str, dict[str, list[tuple]]] = defaultdict(lambda: defaultdict(list))
    for run, kind, name, at, message in query(database, "SELECT flow_run_id, type, name, timestamp, message FROM flow_run_state"):
        states[str(run)]["LATE" if name == "Late" else kind].append((time_of(at), message))
    started = Counter(run for one in journals for run in one.started)
    claims = {run: one.claimed[run] for one in journals for run in one.started}
    for run, when in times.items():
        counted = {kind: len(states[run][kind]) for kind in ("PENDING", "RUNNING", "COMPLETED")}
        is_due = when <= until
        told.due += is_due
        if is_due and (started[run] != 1 or counted["PENDING"] != 1 or min(counted.values()) < 1):
            told.problems["due, and not started exactly once"].append(f"run {run}, due {when}: {started[run]} times; {counted}")
        elif started[run] > 1 or counted["PENDING"] != started[run]:
            told.problems["not due yet, and started twice or half"].append(f"run {run}, due {when}: {started[run]} times; {counted}")
        if started[run] and [message for _, message in states[run]["PENDING"]] != [claims[run]]:
            told.problems["started with another's claim"].append(f"run {run}: {states[run]['PENDING']}, not {claims[run]}")
        check_marks(run, when, states[run], told)
    told.problems["a state was refused"] += [line for one in journals for line in one.odd]
    if not told.late:
        told.problems["nothing was seen of late runs"].append("none was late")
    check_events(database, states, told)


def check_times(database: Database, until: datetime, told: Told) -> dict[str, datetime]:
    """When each run was to start, as the key of its schedule tells."""
    times: dict[str, datetime] = {}
    of_schedules: dict[str, list[datetime]] = defaultdict(list)
    for run, key in query(database, "SELECT id, idempotency_key FROM flow_run"):
        _, _, schedule, when = key.split(" ", 3)
        times[str(run)] = datetime.fromisoformat(when)
        of_schedules[schedule].append(times[str(run)])
    told.runs = len(times)
    made = {str(row[0]): time_of(row[1]) for row in query(database, "SELECT id, created FROM deployment_schedule")}
    if len(made) != DEPLOYMENTS or of_schedules.keys() != made.keys():
        told.problems["schedules without runs"].append(f"{len(of_schedules)} of {len(made)} have some")
    span = timedelta(seconds=INTERVAL)
    for schedule, all_times in of_schedules.items():
        all_times.sort()
        for sooner, later in zip(all_times, all_times[1:], strict=False):
            if later - sooner != span:
                wrong = "a time is doubled" if later == sooner else "a time is missing"
                told.problems[wrong].append(f"schedule {schedule}: {sooner} is followed by {later}")
        if all_times[0] > made[schedule] + span + timedelta(seconds=PATIENCE) or all_times[-1] + span <= until:
            told.problems["a time is missing"].append(f"schedule {schedule}: from {all_times[0]} to {all_times[-1]} only")
    return times


def check_marks(run: str, when: datetime, states: dict[str, list[tuple]], told: Told) -> None:
    """A run that was started long after its time was marked late before, once; none was that is in time."""
    marks = [at for at, _ in states["LATE"]]
    told.late += len(marks)
    if len(marks) > 1:
        told.problems["marked late twice"].append(f"run {run}: {marks}")
    for at in marks:
        if at < when + timedelta(seconds=LATE_AFTER):
            told.problems["marked late too soon"].append(f"run {run}, due {when}: at {at}")
    for at, _ in states["PENDING"]:
        if not marks and at > when + timedelta(seconds=LATE_AFTER + PATIENCE):
            told.problems["late, and not marked"].append(f"run {run}, due {when}: started at {at}")


def check_events(database: Database, states: dict[str, dict[str, list[tuple]]], told: Told) -> None:
    """Each state has its event."""
    stored = dict(query(database, "SELECT event, count(*) FROM events GROUP BY event"))
    for kind in ("LATE", "PENDING", "RUNNING", "COMPLETED"):
        wanted = sum(len(of_run[kind]) for of_run in states.values())
        there = stored.get(f"prefect.flow-run.{kind.title()}", 0)
        if there != wanted:
            told.problems["states and events differ"].append(f"{there} events tell of {wanted} states {kind}")


def main(seconds: int, kinds: list[str]) -> int:
    seed = time.time_ns() % 1_000_000
    print(f"seed {seed}")
    bad = 0
    for kind in kinds:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            database = create_database("sqlite" if kind == "sqlite" else "postgresql", folder)
            try:
                told = kill_amid_runs(database, folder, 2 if kind == "two-servers" else 1, seconds, seed)
            finally:
                drop_database(database)
        for what, where in told.problems.items():
            for one in where[:3]:
                print(f"{kind}: {what} ({len(where)}): {one}")
        problems = sum(len(where) for where in told.problems.values())
        print(f"{kind}: {seconds} s, {told.kills['servers']} servers and {told.kills['workers']} workers killed; {told.runs} runs of "
              f"{DEPLOYMENTS} schedules, {told.due} due, {told.late} marked late; {problems} problems", flush=True)
        bad += problems
    return 1 if bad else 0


if __name__ == "__main__":
    asked = sys.argv[1:]
    count = int(asked.pop(0)) if asked and asked[0].isdigit() else 600
    sys.exit(main(count, asked or [*DIALECTS, "two-servers"]))
