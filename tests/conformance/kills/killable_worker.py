"""A worker that may be killed at any time: it polls a work pool, claims runs and runs nothing, and writes into a journal what it
does, so that it goes on after a SIGKILL where it was. Only Python's own library, so that it starts at once.

python killable_worker.py FOLDER NAME POOL API…

Where FOLDER has a file `until` with a time, it starts what is due by then, and ends by itself when there is nothing more.
"""

import http.client
import json
import random
import sys
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

RUN_TIME = 4.0
STALE = 1.5
"""Of a list of runs, in seconds: a run that another worker has ended meanwhile may start anew, so a claim has to be there before
RUN_TIME is over, however slow the machine is."""
BETWEEN_POLLS = 0.5
BETWEEN_HEARTBEATS = 3.0
ASKED_FOR = 100
"""All workers are told of the same runs: so each begins with others."""
TAKEN = 20


class Journal:
    """What a worker has claimed (with the token that its claim bears), started and ended; each line one write."""

    def __init__(self, path: Path) -> None:
        self.claimed: dict[str, str] = {}
        self.started: list[str] = []
        self.ended: set[str] = set()
        self.odd: list[str] = []
        for line in path.read_text().splitlines() if path.exists() else []:
            self._take(line)
        self._file = path.open("ab", buffering=0)

    def write(self, *words: str) -> None:
        line = " ".join(words)
        self._file.write(f"{line}\n".encode())
        self._take(line)

    def _take(self, line: str) -> None:
        match line.split(" ", 2):
            case ["claims", run, token]:
                self.claimed[run] = token
            case ["lets", run]:
                self.claimed.pop(run, None)
            case ["starts", run]:
                self.started.append(run)
            case ["ends", run]:
                self.ended.add(run)
            case _:
                self.odd.append(line)

    def open_claims(self) -> list[str]:
        return [run for run in self.claimed if run not in self.started]

    def held(self) -> list[str]:
        return [run for run in self.started if run not in self.ended]


class Away(Exception):
    """The server did not answer, or that it can not now."""


class Api:
    def __init__(self, addresses: list[str]) -> None:
        self._addresses = addresses
        self._connection: http.client.HTTPConnection | None = None
        self._path = ""

    def ask(self, verb: str, path: str, body: dict | None = None) -> dict | list:
        try:
            if self._connection is None:
                host, _, self._path = random.choice(self._addresses).removeprefix("http://").partition("/")
                self._connection = http.client.HTTPConnection(host, timeout=10)
            text = None if body is None else json.dumps(body)
            self._connection.request(verb, f"/{self._path}{path}", text, {"Content-Type": "application/json"})
            answer = self._connection.getresponse()
            given = answer.read()
        except (OSError, http.client.HTTPException) as problem:
            self._connection = None
            raise Away from problem
        if answer.status == 503:
            self._connection = None
            raise Away
        if answer.status >= 400:
            raise RuntimeError(f"{verb} {path}: {answer.status} {given[:500].decode()}")
        return json.loads(given) if given else {}


class Worker:
    def __init__(self, folder: Path, name: str, pool: str, addresses: list[str]) -> None:
        self._folder, self._name, self._pool = folder, name, pool
        self._api = Api(addresses)
        self._journal = Journal(folder / f"{name}.journal")
        self._ends_at: dict[str, float] = {}
        self._asked_for: set[tuple[str, str]] = set()
        self._found_held = set(self._journal.held())
        self._next_heartbeat = 0.0

    def work(self) -> None:
        while True:
            try:
                for run in self._journal.open_claims():
                    self._claim_again(run)
                for run in self._journal.held():
                    self._go_on(run)
                until = self._until()
                found = self._poll(until or datetime.now(UTC).isoformat())
                if until and not found and not self._journal.held():
                    return
            except Away:
                pass
            time.sleep(BETWEEN_POLLS * random.uniform(0.5, 1.5))

    def _until(self) -> str:
        path = self._folder / "until"
        return path.read_text() if path.exists() else ""

    def _poll(self, before: str) -> int:
        asked = time.monotonic()
        if asked >= self._next_heartbeat:
            self._api.ask("POST", f"/work_pools/{self._pool}/workers/heartbeat", {"name": self._name})
            self._next_heartbeat = asked + BETWEEN_HEARTBEATS
        found = self._api.ask("POST", f"/work_pools/{self._pool}/get_scheduled_flow_runs", {"limit": ASKED_FOR, "scheduled_before": before})
        random.shuffle(found)
        for one in found[:TAKEN]:
            run = one["flow_run"]["id"]
            if time.monotonic() - asked > STALE:
                break
            if run in self._journal.claimed or run in self._journal.started:
                continue
            self._journal.write("claims", run, str(uuid.uuid4()))
            self._propose_claim(run)
        return len(found)

    def _propose_claim(self, run: str) -> None:
        said = self._propose(run, "PENDING", self._journal.claimed[run])
        if said["status"] == "ACCEPT":
            self._start(run)
        else:
            self._claim_again(run, is_refused=True)

    def _claim_again(self, run: str, is_refused: bool = False) -> None:
        """Nobody knows what became of the claim, or it was refused, which an earlier answer may have been lost of."""
        state = self._state(run)
        if state["type"] == "PENDING" and state["message"] == self._journal.claimed[run]:
            self._start(run)
        elif state["type"] == "SCHEDULED" and not is_refused:
            self._propose_claim(run)
        else:
            self._journal.write("lets", run)

    def _start(self, run: str) -> None:
        self._journal.write("starts", run)
        self._go_on(run)

    def _go_on(self, run: str) -> None:
        if run not in self._ends_at:
            self._reach(run, "RUNNING")
            self._ends_at[run] = time.monotonic() + RUN_TIME
        elif time.monotonic() >= self._ends_at[run]:
            self._reach(run, "COMPLETED")
            self._journal.write("ends", run)

    def _reach(self, run: str, wanted: str) -> None:
        is_first = (run, wanted) not in self._asked_for and run not in self._found_held
        self._asked_for.add((run, wanted))
        if not is_first and self._state(run)["type"] in (wanted, "COMPLETED"):
            return
        said = self._propose(run, wanted, None)
        if said["status"] != "ACCEPT":
            self._journal.write("odd", run, f"to {wanted}: {said['status']} {said.get('details')}")

    def _state(self, run: str) -> dict:
        return self._api.ask("GET", f"/flow_runs/{run}")["state"]

    def _propose(self, run: str, wanted: str, message: str | None) -> dict:
        return self._api.ask("POST", f"/flow_runs/{run}/set_state", {"state": {"type": wanted, "message": message}})


if __name__ == "__main__":
    Worker(Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]).work()
