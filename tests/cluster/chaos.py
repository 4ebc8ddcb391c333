"""A cluster on this machine, whose parts are killed, stopped and cut off at random while runs are due, clients write and events fire
an automation: nothing that was acknowledged is lost, no run is started twice, and the automation fires once for each event.

python tests/cluster/chaos.py [up | SECONDS]
"""

import asyncio
import json
import random
import signal
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter, defaultdict
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from machines import Cluster, wait_until  # first: it finds the modules of the tests beside it

import httpx
import run_kills
from databases import query
from servers import start_again

DEPLOYMENTS = 100
"""Each with a run due every minute."""
BETWEEN_FAULTS = (8, 20)
"""Seconds."""
CUT_OFF = 30
SETTINGS = run_kills.SETTINGS | {
    "PREFECT_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME": "PT5M",  # a failover takes most of a minute
    "PREFECT_SERVER_SERVICES_SCHEDULER_MIN_RUNS": "8",
    "PRAETOR_DATABASE_WAIT_SECONDS": "120",
}
FIRED = "cluster.fires"


class Client:
    """Writes a flow and sends an event again and again, and keeps what was acknowledged and how long nothing was."""

    def __init__(self, api: str, name: str) -> None:
        self._api, self._name = api, name
        self.flows: list[str] = []
        self.events: list[str] = []
        self.gap, self.gap_began = 0.0, 0.0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        answered = time.monotonic()
        number = 0
        while not self._stopping.wait(0.1):
            number += 1
            try:
                with httpx.Client(base_url=self._api, timeout=5) as client:
                    if client.post("/flows/", json={"name": f"{self._name}-{number}"}).status_code not in (200, 201):
                        continue
                    self.flows.append(f"{self._name}-{number}")
                    event = {"id": str(uuid.uuid4()), "event": FIRED, "occurred": datetime.now(UTC).isoformat(), "payload": {},
                             "resource": {"prefect.resource.id": f"{self._name}.{number}"}, "related": []}  # fmt: skip
                    if client.post("/events", json=[event]).status_code == 204:
                        self.events.append(event["id"])
            except httpx.TransportError:
                continue
            now = time.monotonic()
            if now - answered > self.gap:
                self.gap, self.gap_began = now - answered, time.time() - (now - answered)
            answered = now

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()


class Faults:
    """What may happen to a cluster, one thing at a time; each is over, or heals by itself, before the next."""

    def __init__(self, cluster: Cluster, chance: random.Random) -> None:
        self._cluster, self._chance = cluster, chance
        self.done: Counter[str] = Counter()
        self.kinds = [self.kill_server, self.kill_server, self.kill_node, self.kill_primary, self.kill_balancer, self.cut_off,
                      self.kill_etcd]

    def one(self) -> None:
        kind = self._chance.choice(self.kinds)
        began = time.strftime("%H:%M:%S")
        what = kind()
        self.done[kind.__name__.replace("_", " ")] += 1
        print(f"{began} {what}", flush=True)

    def kill_server(self) -> str:
        number = self._chance.randrange(2)
        self._cluster.servers[number].kill()
        time.sleep(self._chance.uniform(0, 3))
        self._cluster.servers[number] = start_again(self._cluster.servers[number])
        with suppress(RuntimeError):
            self._cluster.servers[number].wait_until_healthy(60)
        return f"server {number} was killed"

    def _kill_node(self, name: str, what: str) -> str:
        """With all that it has started; the others have to be whole, or what was acknowledged may be there alone."""
        wait_until(self._cluster.is_whole, f"not whole: {self._cluster.members()}")
        machine = self._cluster.nodes[name]
        machine.kill()
        time.sleep(self._chance.uniform(1, 10))
        machine.start()
        return f"{what} {name} was killed"

    def kill_node(self) -> str:
        return self._kill_node(self._chance.choice([*self._cluster.nodes]), "node")

    def kill_primary(self) -> str:
        wait_until(lambda: self._cluster.leader() is not None, "there is no primary")
        return self._kill_node(self._cluster.leader() or "node0", "primary")

    def kill_balancer(self) -> str:
        what = self._chance.choice([*self._cluster.balancers])
        self._cluster.balancers[what].kill()
        time.sleep(self._chance.uniform(0, 2))
        self._cluster.balancers[what].start()
        return f"HAProxy for {what} was killed"

    def cut_off(self) -> str:
        number = self._chance.randrange(2)
        self._cluster.poolers[number].send(signal.SIGSTOP)
        time.sleep(CUT_OFF)
        self._cluster.poolers[number].send(signal.SIGCONT)
        return f"server {number} was cut off from its database for {CUT_OFF} s"

    def kill_etcd(self) -> str:
        one = self._chance.choice(self._cluster.etcd)
        one.kill()
        time.sleep(self._chance.uniform(0, 3))
        one.start()
        return f"{one.name} was killed"


def make_automation(api: str) -> None:
    trigger = {"type": "event", "posture": "Reactive", "expect": [FIRED], "for_each": ["prefect.resource.id"], "threshold": 1, "within": 0}
    body = {"name": "fires", "trigger": trigger, "actions": [{"type": "do-nothing"}]}
    httpx.post(f"{api}/automations/", json=body, timeout=60).raise_for_status()


def check_runs(cluster: Cluster, crew: run_kills.Crew, until: datetime, told: run_kills.Told) -> None:
    times = run_kills.check_times(cluster.database, until, told)
    started = Counter(run for one in crew.journals() for run in one.started)
    pending = Counter(str(row[0]) for row in query(cluster.database, "SELECT flow_run_id FROM flow_run_state WHERE type = 'PENDING'"))
    for run, when in times.items():
        is_due = when <= until
        told.due += is_due
        if (is_due and started[run] != 1) or started[run] > 1 or pending[run] != started[run]:
            states = query(cluster.database, f"SELECT timestamp, type, name FROM flow_run_state WHERE flow_run_id = '{run}' ORDER BY timestamp")
            went = ", ".join(f"{at:%H:%M:%S.%f} {type_} {name}" for at, type_, name in states)
            told.problems["not started exactly once"].append(
                f"run {run}, due {when}: {started[run]} times, {pending[run]} claims; its states: {went}")


def check_clients(cluster: Cluster, clients: list[Client], told: run_kills.Told) -> None:
    flows = {row[0] for row in query(cluster.database, "SELECT name FROM flow")}
    events = {str(row[0]) for row in query(cluster.database, f"SELECT id FROM events WHERE event = '{FIRED}'")}
    fired: Counter[str] = Counter()
    for (related,) in query(cluster.database, "SELECT related FROM events WHERE event = 'prefect.automation.triggered'"):
        for one in json.loads(related):
            if one["prefect.resource.role"] == "triggering-event":
                fired[one["prefect.resource.id"].removeprefix("prefect.event.")] += 1
    for one in clients:
        told.problems["an acknowledged flow is lost"] += sorted(set(one.flows) - flows)
        told.problems["an acknowledged event is lost"] += sorted(set(one.events) - events)
    told.problems["fired twice"] += [event for event, times in fired.items() if times > 1]
    told.problems["not fired"] += sorted(events - fired.keys())


def chaos(cluster: Cluster, folder: Path, seconds: float, chance: random.Random) -> run_kills.Told:
    told = run_kills.Told(problems=defaultdict(list))
    run_kills.DEPLOYMENTS, run_kills.PATIENCE = DEPLOYMENTS, 120
    asyncio.run(run_kills.deploy(cluster.api))
    make_automation(cluster.api)
    crew = run_kills.Crew(cluster.servers, folder, [cluster.api])
    clients = [Client(cluster.api, f"client{number}") for number in range(4)]
    faults = Faults(cluster, chance)
    try:
        crew.start_workers()
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            time.sleep(chance.uniform(*BETWEEN_FAULTS))
            faults.one()
        wait_until(lambda: cluster.is_whole() and cluster.answers(), "the cluster does not heal")
        for one in clients:
            one.stop()
        crew.kill_workers()
        time.sleep(10)
        until = datetime.now(UTC)
        crew.start_what_is_due(until, told)
        time.sleep(10)  # what fires is told
        check_runs(cluster, crew, until, told)
        check_clients(cluster, clients, told)
    finally:
        for one in clients:
            one.stop()
        crew.kill_workers()
    longest = max(clients, key=lambda one: one.gap)
    print(f"faults: {dict(faults.done)}")
    print(f"longest time without a write: {longest.gap:.1f} s, from {time.strftime('%H:%M:%S', time.localtime(longest.gap_began))} on")
    print(f"{sum(len(one.flows) for one in clients)} flows and {sum(len(one.events) for one in clients)} events acknowledged, "
          f"{told.runs} runs of {DEPLOYMENTS} schedules, {told.due} due")
    return told


def main(asked: list[str]) -> int:
    seed = time.time_ns() % 1_000_000
    print(f"seed {seed}")
    with tempfile.TemporaryDirectory(prefix="praetor-cluster-") as name:
        folder = Path(name)
        cluster = Cluster(folder, **SETTINGS)
        try:
            cluster.start()
            print(f"the API is at {cluster.api}, the primary at 127.0.0.1:{cluster.primary}; logs are in {folder}", flush=True)
            if asked == ["up"]:
                signal.sigwait({signal.SIGINT, signal.SIGTERM})
                return 0
            told = chaos(cluster, folder, float(asked[0]) if asked else 900, random.Random(seed))
        finally:
            cluster.end()
    for what, where in told.problems.items():
        for one in where[:3]:
            print(f"{what} ({len(where)}): {one}")
    problems = sum(len(where) for where in told.problems.values())
    print(f"{problems} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
