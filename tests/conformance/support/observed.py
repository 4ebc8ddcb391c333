"""What the API of a server says of the runs of a scenario, in a shape that two servers can be compared in."""

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
    return sorted(documents, key=lambda document: (_first(document), repr(document)))


def _first(document: dict) -> str:
    return str([document.get(key) for key in ("name", "event", "key", "level", "message")])
