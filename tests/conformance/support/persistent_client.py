"""A client that goes on asking while the server is away, and remembers every answer that accepted something."""

import asyncio
import uuid
from dataclasses import dataclass, field

import httpx

TRANSITIONS = ["PENDING", "RUNNING", "COMPLETED"]


@dataclass
class Answers:
    """What a server said it had accepted."""

    runs: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """The accepted states of each run, as (id, type), in order."""
    refusals: list[str] = field(default_factory=list)
    """Answers other than 2xx."""
    completed: set[str] = field(default_factory=set)
    interruptions: int = 0

    @property
    def states(self) -> int:
        return sum(len(states) for states in self.runs.values())


class PersistentClient:
    def __init__(self, http: httpx.AsyncClient, answers: Answers) -> None:
        self._http = http
        self._answers = answers

    async def run_flows(self, flow_id: str, stop: asyncio.Event) -> None:
        """Runs flows one after another until told to stop; the last one is finished."""
        while not stop.is_set():
            await self._run_flow(flow_id)

    async def _run_flow(self, flow_id: str) -> None:
        created = await self._post("/flow_runs/", {"flow_id": flow_id, "idempotency_key": str(uuid.uuid4())})
        if created is None:
            return
        run = created["id"]
        self._answers.runs.setdefault(run, [])
        for state in TRANSITIONS:
            said = await self._post(f"/flow_runs/{run}/set_state", {"state": {"type": state}})
            if said is None:
                return
            if said["status"] == "ACCEPT":
                self._answers.runs[run].append((said["state"]["id"], said["state"]["type"]))
        self._answers.completed.add(run)

    async def _post(self, path: str, body: dict) -> dict | None:
        for _ in range(2000):
            try:
                answer = await self._http.post(path, json=body)
            except httpx.TransportError:
                self._answers.interruptions += 1
                await asyncio.sleep(0.05)
                continue
            if answer.status_code in (200, 201):
                return answer.json()
            if answer.status_code == 503:  # the server is stopping
                await asyncio.sleep(0.05)
                continue
            self._answers.refusals.append(f"{path}: {answer.status_code} {answer.text[:300]}")
            return None
        raise TimeoutError(path)


async def create_flow(http: httpx.AsyncClient, name: str) -> str:
    answer = await http.post("/flows/", json={"name": name})
    answer.raise_for_status()
    return answer.json()["id"]


async def missing_of(http: httpx.AsyncClient, answers: Answers) -> list[str]:
    """Of what was accepted, that which the server does not have."""
    missing: list[str] = []
    for run, accepted in answers.runs.items():
        stored = await http.get("/flow_run_states/", params={"flow_run_id": run})
        stored.raise_for_status()
        ids = {state["id"] for state in stored.json()}
        missing += [f"{state_type} {state} of {run}" for state, state_type in accepted if state not in ids]
        if run in answers.completed:
            document = (await http.get(f"/flow_runs/{run}")).json()
            if document.get("state_type") != "COMPLETED":
                missing.append(f"{run} is {document.get('state_type') or document}, not COMPLETED")
    return missing
