"""Two servers on one dialect, asked the same and compared."""

import http.client
import json
import re
import time
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import unquote, urlsplit

from databases import Database, create_database, drop_database, execute, query
from differ.answer import Answer
from differ.comparison import SPECIAL, Correspondence
from differ.deletions import deletes_runs, queues_of_bulk, runs_of, settle_queues, take_away, without_gone_holders
from differ.ground import keep_ground, make_ground
from differ.order import UNORDERED_INSIDE, aligned, holders_in_order, key_of, put_in_order
from differ.passed_over import is_passed_over
from differ.polls import POLLS, PollMarks, wait_for_marks, when_due, without_cut_ties
from differ.slots import give_back_all
from differ.step import Meaning, Step
from rows import read_rows
from servers import KINDS, Server, start_server

STILL = {
    f"PREFECT_SERVER_SERVICES_{service}_ENABLED": "false"
    for service in ("SCHEDULER", "LATE_RUNS", "CANCELLATION_CLEANUP", "CLEANUP_RECONCILER", "PAUSE_EXPIRATIONS", "FOREMAN",
                    "REPOSSESSOR", "TRIGGERS", "EVENT_PERSISTER", "EVENT_LOGGER", "TASK_RUN_RECORDER")
} | {"PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false", "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "false"}
"""What acts by time of its own would act at different moments."""

UNCOMPARED_TABLES = {
    "alembic_version": "compared by test_schema.py",
    "events": "the reference stores them some time after the state, in a process of its own",
    "event_resources": "as above",
    "csrf_token": "random",
    "configuration": "keeps keys that a server draws",
}


PATIENCE = 60
"""Seconds that a server may take for one answer."""


class Difference(Exception):
    """The two servers do not say the same."""

    def __init__(self, step: int, lines: list[str], said: str) -> None:
        super().__init__("\n".join([*lines[:12], *([f"… and {len(lines) - 12} more"] if len(lines) > 12 else []), said]))
        self.step = step
        self.lines = lines


class LockedOut(Exception):
    """The reference waits for a lock of its SQLite file that it has itself: it takes slots in a second session."""


class Departed(Exception):
    """praetor did otherwise on purpose, and the two go different ways from here."""


CANCELLED_STAYS = "Run is already in terminal state CANCELLED."
"""praetor refuses COMPLETED and FAILED of a cancelled run, which the reference takes."""


def keeps_cancelled(expected: object, found: object) -> bool:
    """Whether an answer, or one of those of many runs, is such a refusal."""
    if isinstance(found, dict) and isinstance(expected, dict) and isinstance(found.get("results"), list):
        return any(map(keeps_cancelled, expected.get("results") or [], found["results"]))
    details = found.get("details") if isinstance(found, dict) else None
    return (isinstance(details, dict) and details.get("reason") == CANCELLED_STAYS and found.get("status") == "REJECT"
            and isinstance(expected, dict) and expected.get("status") == "ACCEPT")


def without_edges_of_subflows(graph: object) -> object:
    """The reference links nobody who waits for the task run of a subflow."""
    nodes = graph.get("nodes") if isinstance(graph, dict) else None
    subflows = {node[0] for node in nodes if node[1].get("kind") == "flow-run"} if isinstance(nodes, list) else set()
    if not subflows:
        return graph

    def bare(node: list) -> list:
        kept = {name: [] if node[0] in subflows else [one for one in node[1][name] if one["id"] not in subflows]
                for name in ("parents", "children", "encapsulating")}
        return [node[0], node[1] | kept]

    return graph | {"nodes": [bare(node) for node in nodes], "root_node_ids": []}


def without_made_policy(body: object) -> object:
    if isinstance(body, list):
        return [without_made_policy(one) for one in body]
    policy = body.get("empirical_policy") if isinstance(body, dict) else None
    if not isinstance(policy, dict):
        return body
    return body | {"empirical_policy": {name: value for name, value in policy.items() if name not in ("retries", "retry_delay")}}


class Caller:
    """One connection that stays open."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._patient = server.kind == "reference" and server.database.dialect == "sqlite"
        self._connection: http.client.HTTPConnection | None = None

    def __call__(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        for _ in range(50):
            response = self._send(method, path, body, headers)
            content = response.read()
            if response.status != 503 or not self._patient:  # the reference's, while its SQLite file is locked
                break
            time.sleep(0.1)
        named = {name.lower(): value for name, value in response.getheaders()}
        try:
            said = json.loads(content) if content else None
        except ValueError:
            said = content.decode(errors="replace")
        return Answer(response.status, said, named)

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        for attempt in range(2):
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=PATIENCE)
            try:
                self._connection.request(method, f"/api{path}", body, headers)
                return self._connection.getresponse()
            except (http.client.HTTPException, ConnectionError):
                self._connection.close()
                self._connection = None
                if attempt:
                    raise
        raise AssertionError


class Pair:
    """The reference and praetor, each on a database of its own, with the same ground in both."""

    def __init__(self, dialect: str, folder: Path) -> None:
        self.dialect = dialect
        self.known: str | None = None
        """Differences whose line has this pattern are passed over."""
        self.servers: dict[str, Server] = {}
        try:
            for kind in KINDS:
                self.servers[kind] = start_server(kind, create_database(dialect, folder), folder / kind, **STILL)
            for server in self.servers.values():
                server.wait_until_healthy()
            with self.servers["reference"].client() as client:
                self.setup = make_ground(client)
            self._ground = keep_ground(*(self.servers[kind].database for kind in KINDS))
            rows = json.dumps(read_rows(self.servers["reference"].database), default=str)
            self._ids_of_ground = sorted({found["id"] for found in SPECIAL.finditer(rows) if found["id"]})
        except BaseException:
            self.end()
            raise
        self._callers = {kind: Caller(self.servers[kind]) for kind in KINDS}

    def begin(self) -> None:
        """A new sequence, from the ground."""
        self._ground.restore()
        self.pairs = Correspondence()
        self._gone: set[str] = set()
        for one in self._ids_of_ground:
            self.pairs.same_id(one, one)
        self.meanings = {kind: Meaning(self.setup) for kind in KINDS}
        self.number = 0

    def end(self) -> None:
        for server in self.servers.values():
            server.end()
            drop_database(server.database)

    def perform(self, step: Step) -> Answer:
        """Sends it to both and compares; what the reference says. Raises Difference."""
        now = datetime.now(timezone.utc)
        marks_before = self._poll_marks() if step.path.endswith(POLLS) else []
        of_reference = self.servers["reference"].database
        runs_before, task_runs_before = (runs_of(of_reference, table) if deletes_runs(step) else set() for table in ("flow_run", "task_run"))
        answers: dict[str, Answer] = {}
        sent: dict[str, str] = {}
        for kind in reversed(KINDS):
            meaning = self.meanings[kind]
            body = step.raw if step.raw is not None else None if step.body is None else json.dumps(meaning(step.body, now))
            headers = {"content-type": "application/json"} | step.headers if body is not None else step.headers
            path = str(meaning(step.path, now))
            sent[kind] = f"{step.method} {path} {body or ''}"
            self.pairs.learn_sent(sent[kind])
            encoded = body.encode("utf-8", "surrogatepass") if body is not None else None
            try:
                answers[kind] = self._callers[kind](step.method, path, encoded, headers)
            except TimeoutError:
                self._callers[kind] = Caller(self.servers[kind])
                if kind == "reference" and self.dialect == "sqlite":
                    raise LockedOut from None
                raise Difference(self.number, [f"{kind} does not answer within {PATIENCE} s"], f"asked: {sent[kind][:3000]}") from None
            meaning.answers[self.number] = answers[kind].content
        expected, found = answers["reference"], answers["praetor"]
        if keeps_cancelled(expected.content, found.content):
            raise Departed
        lines = [line for line in self._differences(step, expected, found) if not self._is_known(line)]
        if lines:
            raise Difference(self.number, lines, "\n".join([
                f"step {self.number}: {json.dumps(step.as_json())}", f"asked the reference: {sent['reference'][:3000]}",
                f"reference: {expected.status} {json.dumps(expected.content)[:3000]}",
                f"praetor:   {found.status} {json.dumps(found.content)[:3000]}",
                *(self.servers[kind].last_words(600) for kind in KINDS if answers[kind].status >= 500)]))
        if marks_before and expected.status == 200:
            wait_for_marks(self._poll_marks, marks_before)
        self._settle(step, expected)
        if deletes_runs(step):
            self._gone |= task_runs_before - runs_of(of_reference, "task_run")
            take_away(self.pairs, *(self.servers[kind].database for kind in ("reference", "praetor")), runs_before)
        self.number += 1
        return expected

    def compare_rows(self) -> None:
        """Every row of every table. Raises Difference."""
        for attempt in range(20):
            expected, found = (read_rows(self.servers[kind].database) for kind in KINDS)
            lines: list[str] = []
            for table in sorted(expected.keys() - UNCOMPARED_TABLES):
                ones, others = expected[table], found.get(table, [])
                lines += list(self.pairs.differences(ones, aligned(self.pairs, ones, others), f"/{table}")
                              if len(ones) == len(others) else self._different_numbers(table, ones, others))
            lines = [line for line in lines if not self._is_known(line)]
            if not lines:
                return
            if not any(line.startswith("/log:") for line in lines):
                break
            time.sleep(0.1)  # the reference deletes logs some time after their run
        raise Difference(self.number, lines, "in the rows of the databases")

    def _is_known(self, line: str) -> bool:
        return self.known is not None and re.search(self.known, line) is not None

    def _different_numbers(self, table: str, expected: list, found: list):
        yield f"/{table}: the reference has {len(expected)} rows, praetor {len(found)}"
        known = {self.pairs.number("found", row.get("id")) for row in found}
        for row in expected:
            if (number := self.pairs.number("expected", row.get("id"))) is None or number not in known:
                yield f"/{table}: perhaps only the reference has {json.dumps(row, default=str)[:1000]}"
        known = {self.pairs.number("expected", row.get("id")) for row in expected}
        for row in found:
            if (number := self.pairs.number("found", row.get("id"))) is None or number not in known:
                yield f"/{table}: perhaps only praetor has {json.dumps(row, default=str)[:1000]}"

    def _differences(self, step: Step, expected: Answer, found: Answer):
        if is_passed_over(step, expected, found):
            return
        if expected.status != found.status:
            yield f"status: the reference answers {expected.status}, praetor {found.status}"
            return
        told = without_gone_holders(expected.content, self._gone) if step.path.startswith("/concurrency_limits") else expected.content
        ones, others = self._in_order(step, *(self._comparable(step, content) for content in (told, found.content)))
        yield from self.pairs.differences(ones, others)
        for name in ("content-type", "location"):
            if expected.headers.get(name) != found.headers.get(name):
                yield f"{name}: the reference says {expected.headers.get(name)}, praetor {found.headers.get(name)}"

    def _in_order(self, step: Step, expected: object, found: object) -> tuple[object, object]:
        path, _, query = step.path.partition("?")
        asked = step.asked()
        if path.endswith("/concurrency_status"):
            return holders_in_order(self.pairs, expected, found)
        if isinstance(expected, dict) and isinstance(found, dict):
            for name in UNORDERED_INSIDE:
                ones, others = expected.get(name), found.get(name)
                if isinstance(ones, list) and isinstance(others, list) and len(ones) == len(others):
                    if path.endswith("/paginate"):
                        limit = asked.get("limit") or 200
                        cut = (asked.get("page", 1) not in (None, 1), isinstance(limit, int) and len(ones) == limit)
                        ones, others = put_in_order(self.pairs, ones, others, key_of(path, asked.get("sort")), *cut)
                    else:
                        others = aligned(self.pairs, ones, others)
                    expected, found = expected | {name: ones}, found | {name: others}
        elif path == "/observed-states":
            return expected, found  # no two are equal in what it sorts by
        elif isinstance(expected, list) and isinstance(found, list):
            if path in ("/flow_runs/history", "/task_runs/history"):
                return [self._without_order(bucket) for bucket in expected], [self._without_order(bucket) for bucket in found]
            if path.endswith(POLLS):
                both = (without_cut_ties(self.servers[kind].database, told) for kind, told in (("reference", expected), ("praetor", found)))
                return put_in_order(self.pairs, *both, when_due, False, False)
            limit = asked.get("limit", 200)
            cut = (bool(asked.get("offset")), isinstance(limit, int) and len(expected) >= limit)
            return put_in_order(self.pairs, expected, found, key_of(path, asked.get("sort")), *cut)
        return expected, found

    @staticmethod
    def _comparable(step: Step, content: object) -> object:
        """Without what the reference says by mistake."""
        if "/graph-v2" in step.path:
            return without_edges_of_subflows(content)
        if step.path.endswith("/lateness") and isinstance(content, float):
            return {"average_lateness": content}
        if isinstance(content, dict) and isinstance(content.get("exception_detail"), list):
            # Its validators write what they make of a policy into the body that the refusal repeats.
            details = [one | {"input": without_made_policy(one.get("input"))} if isinstance(one, dict) else one
                       for one in content["exception_detail"]]
            return content | {"request_body": without_made_policy(content.get("request_body")), "exception_detail": details}
        if step.path.endswith("/create_flow_run/bulk") and isinstance(content, dict) and isinstance(content.get("results"), list):
            # It tells the statement that failed, with all its arguments.
            return content | {"results": [one | {"error": one.get("error") is not None} for one in content["results"]]}
        if step.path.endswith("/bulk_set_state") and isinstance(content, dict) and isinstance(content.get("results"), list):
            # All runs share one object of details, so that each answer tells what the last run made of it.
            return content | {"results": [
                one | {"state": one["state"] | {"state_details": None}} if isinstance(one.get("state"), dict) else one
                for one in content["results"]]}
        return content

    @staticmethod
    def _without_order(bucket: object) -> object:
        if isinstance(bucket, dict) and isinstance(bucket.get("states"), list):
            return bucket | {"states": sorted(bucket["states"], key=lambda one: (one["state_type"], one["state_name"]))}
        return bucket

    def _settle(self, step: Step, answer: Answer) -> None:
        """What the reference does some time later, or not at all."""
        path = str(self.meanings["reference"](step.path, datetime.now(timezone.utc)))
        if answer.status == 200 and (reset := re.fullmatch("/concurrency_limits/tag/(.*)/reset", path)):
            # The slots of the leases it ends stay taken there (docs/decisions/0007).
            slots = step.body.get("slot_override") if isinstance(step.body, dict) else None
            give_back_all(*(self.servers[kind].database for kind in ("reference", "praetor")), f"tag:{unquote(reset[1])}", len(slots or []))
        names, unmade = queues_of_bulk(step, answer.content)
        if names:
            settle_queues(*(self.servers[kind].database for kind in ("reference", "praetor")), names, unmade)
        if step.path.endswith("/schedule") and answer.status < 300:
            for server in self.servers.values():  # what filters and sorts say of names that each server draws is chance
                execute(server.database, "UPDATE flow_run SET name = 'scheduled' WHERE auto_scheduled AND name LIKE '%-%'")
            self._pair_scheduled_runs()
        self._wait_for_logs(step, answer)

    def _pair_scheduled_runs(self) -> None:
        """By deployment, schedule and date, which few answers tell: runs of two schedules at one moment are alike there."""
        runs: dict[str, dict[tuple, str]] = {}
        for kind, side in (("reference", "expected"), ("praetor", "found")):
            found = query(self.servers[kind].database, "SELECT id, idempotency_key FROM flow_run WHERE idempotency_key LIKE 'scheduled % % %'")
            parts = [(str(id), *key.split(" ", 3)[1:]) for id, key in found]
            runs[side] = {(self.pairs.number(side, deployment), self.pairs.number(side, schedule), date): id
                          for id, deployment, schedule, date in parts}
        for key in runs["expected"].keys() & runs["found"].keys():
            if None not in key:
                self.pairs.same_id(runs["expected"][key], runs["found"][key])

    def _poll_marks(self) -> list[PollMarks]:
        """Who was polled so far and is ready by it, by server."""
        return [PollMarks(self.servers[kind].database) for kind in KINDS]

    def _wait_for_logs(self, step: Step, answer: Answer) -> None:
        """The reference deletes a run's logs in the background, after it answered."""
        deletes = step.method == "DELETE" and answer.status == 204 and "_runs/" in step.path
        if not deletes and not step.path.endswith("/bulk_delete"):
            return
        column = "task_run_id" if step.path.startswith("/task_runs") else "flow_run_id"
        path = str(self.meanings["reference"](step.path, datetime.now(timezone.utc)))
        ids = answer.content.get("deleted", []) if isinstance(answer.content, dict) else [urlsplit(path).path.split("/")[2]]
        if not ids or "input" in path:
            return
        for _ in range(100):
            asked = json.dumps({"logs": {column: {"any_": ids}}, "limit": 1}).encode()
            if not self._callers["reference"]("POST", "/logs/filter", asked, {"content-type": "application/json"}).content:
                return
            time.sleep(0.02)
