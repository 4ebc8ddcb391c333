"""What the API of a server says of the runs of a scenario, in a shape that two servers can be compared in."""

import json
import re

import httpx

from normalised import Normaliser


def observe(client: httpx.Client, scenario: str, home: str) -> dict[str, object]:
    """Everything about the runs tagged scenario:SCENARIO; runs are ordered by flow and state, not by time."""
    normalise = Normaliser(home)
    tagged = {"tags": {"all_": [f"scenario:{scenario}"]}}
    flow_runs = read_all(client, "/flow_runs/filter", flow_runs=tagged)
    task_runs = read_all(client, "/task_runs/filter", task_runs=tagged)
    for flow_run in flow_runs:
        normalise.learn_flow_run(flow_run)
    for task_run in task_runs:
        normalise.learn_task_run(task_run)
    found_events = events(client, {f"prefect.{kind}-run.{run['id']}" for run in flow_runs + task_runs for kind in ("flow", "task")})
    for event in found_events:
        normalise.learn_event(event)
    return {
        "flow runs": in_order(normalise(without_retry(run)) | {"states": normalise(states(client, "flow_run", run))} for run in flow_runs),
        "task runs": in_order(normalise(run) | {"states": normalise(states(client, "task_run", run))} for run in task_runs),
        "logs": in_order(normalise(log) for log in logs(client, flow_runs, task_runs)),
        "artifacts": in_order(normalise(artifact) for artifact in artifacts(client, flow_runs)),
        "events": in_order(normalise(event) for event in found_events),
    }


def without_retry(flow_run: dict) -> dict:
    """The reference leaves "in_process" in runs that have ended after a retry."""
    if flow_run["end_time"] and (policy := flow_run["empirical_policy"])["retry_type"] == "in_process":
        return flow_run | {"empirical_policy": policy | {"retry_type": None}}
    return flow_run


def read_all(client: httpx.Client, path: str, **filters: object) -> list[dict]:
    found: list[dict] = []
    while True:
        page = asked(client, path, filters | {"limit": 200, "offset": len(found)})
        found += page
        if len(page) < 200:
            return found


def asked(client: httpx.Client, path: str, body: dict) -> object:
    answer = client.post(path, json=body)
    answer.raise_for_status()
    return answer.json()


def states(client: httpx.Client, kind: str, run: dict) -> list[dict]:
    """The states of a run, oldest first."""
    answer = client.get(f"/{kind}_states/", params={f"{kind}_id": run["id"]})
    answer.raise_for_status()
    return sorted(answer.json(), key=lambda state: state["timestamp"])


def logs(client: httpx.Client, flow_runs: list[dict], task_runs: list[dict]) -> list[dict]:
    if not flow_runs:
        return []
    found = read_all(client, "/logs/filter", logs={"flow_run_id": {"any_": [run["id"] for run in flow_runs]}})
    tasks = {run["id"]: run["name"] for run in task_runs}
    return [log | {"task_run_id": tasks.get(log["task_run_id"], log["task_run_id"])} for log in found]


def artifacts(client: httpx.Client, flow_runs: list[dict]) -> list[dict]:
    if not flow_runs:
        return []
    return read_all(client, "/artifacts/filter", artifacts={"flow_run_id": {"any_": [run["id"] for run in flow_runs]}})


def events(client: httpx.Client, resources: set[str]) -> list[dict]:
    """Events about any of the resources or related to one of them."""
    if not resources:
        return []
    page = asked(client, "/events/filter", {"filter": {"any_resource": {"id": sorted(resources)}}, "limit": 50})
    found = list(page["events"])
    while page["next_page"]:
        answer = client.get(page["next_page"])
        answer.raise_for_status()
        page = answer.json()
        found += page["events"]
    return found


def in_order(documents) -> list[object]:
    """Whatever order a server tells their members in."""
    return sorted(documents, key=lambda document: (_first(document), json.dumps(document, sort_keys=True, default=str)))


def _first(document: dict) -> str:
    return str([document.get(key) for key in ("name", "event", "key", "level", "message")])


def observe_deployments(client: httpx.Client, scenario: str, home: str) -> dict[str, object]:
    """The same, with the deployments of the scenario and the pool that has its name; without what is a matter of time."""
    normalise = Normaliser(home)
    name = scenario.rsplit(":", 1)[1]
    deployments = read_all(client, "/deployments/filter", deployments={"tags": {"all_": [f"scenario:{scenario}"]}})
    pools = read_all(client, "/work_pools/filter", work_pools={"name": {"any_": [name]}})
    queues = [queue for pool in pools for queue in read_all(client, f"/work_pools/{pool['name']}/queues/filter")]
    workers = [worker for pool in pools for worker in read_all(client, f"/work_pools/{pool['name']}/workers/filter")]
    resources = {f"prefect.{kind}.{one['id']}" for kind, all in
                 (("deployment", deployments), ("work-pool", pools), ("work-queue", queues)) for one in all}
    found = [event for event in events(client, resources) if event["resource"]["prefect.resource.id"] in resources]
    seen = observe(client, scenario, home)
    return seen | {
        "flow runs": in_order(steady(run, name) for run in seen["flow runs"]),
        "logs": steady_logs(seen["logs"], name),
        "events": steady_events(seen["events"], name),
        "deployments": in_order(steady(normalise(one), name) for one in deployments),
        "pools": [steady(normalise(one), name) for one in pools],
        "queues": in_order(steady(normalise(one), name) for one in queues),
        "workers": in_order(steady(normalise(one), name) for one in workers),
        "events of deployments and pools": distinct(
            steady(normalise(event), name) for event in found if not event["event"].endswith((".ready", ".not-ready"))),
    }


KILLING = {"cancelled", "crashed", "retried"}
"""Scenarios that end processes from outside: what those had time to log, and which events of their own to send, is chance."""

WAITING = {"limited"}
"""Scenarios whose runs are tried again and again, as often as there is time, until a slot is free."""

OF_SERVERS = re.compile(r"prefect\.flow-run\.[A-Z]\w+")
"""Events that the server makes of states, whoever has died."""

TIMELY = {"last_polled", "status", "last_transitioned_status_at", "follows", "infrastructure_pid", "prefect.infrastructure.identifier",
          "next_scheduled_start_time"}  # fmt: skip
"""Of a server whose workers come and go: scenarios say what it told them meanwhile."""


def steady(value: object, scenario: str, key: str = "") -> object:
    """Without what depends on how fast the machine is: processes, and whether a waiting run was marked late in time."""
    if isinstance(value, dict):
        if scenario != "late" and value.get("state_type", value.get("type")) == "SCHEDULED" and value.get("name") == "Late":
            value = value | {"name": "Scheduled"}
        return {name: steady(inner, scenario, name) for name, inner in value.items() if name not in TIMELY}
    if isinstance(value, list):
        items = [steady(one, scenario) for one in value]
        if key == "states" and scenario != "late":
            items = [one for one, before in zip(items, [None, *items]) if not _is_scheduled_again(one, before)]
        if key == "states" and scenario in WAITING:
            items = once_each(items)
        return sorted(items, key=str) if key == "updated_fields" else items
    return value


def _is_scheduled_again(state: object, before: object) -> bool:
    """What was Late, after it was Scheduled."""
    return all(isinstance(one, dict) and one.get("name") == "Scheduled" for one in (state, before))


def steady_logs(found: list, scenario: str) -> list[object]:
    return [] if scenario in KILLING else once_each(found) if scenario in WAITING else found


def steady_events(found: list, scenario: str) -> list[object]:
    passing = {"prefect.flow-run.heartbeat"} | ({"prefect.flow-run.Late"} if scenario != "late" else set())
    return distinct(steady(event, scenario) for event in found
                    if event["event"] not in passing and (scenario not in KILLING or OF_SERVERS.fullmatch(event["event"])))  # fmt: skip


def distinct(documents) -> list[object]:
    """Each document once: some come as often as there was time for them."""
    return once_each(in_order(documents))


def once_each(documents) -> list[object]:
    kept: list[object] = []
    for document in documents:
        if document not in kept:
            kept.append(document)
    return kept
