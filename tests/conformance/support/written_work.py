"""Work that a client leaves on a server, and all that the server says of it afterwards."""

import httpx

RESOURCES = ["flows", "flow_runs", "task_runs", "artifacts", "variables", "logs"]
UNSTABLE = {"estimated_start_time_delta", "estimated_run_time"}
"""Differ between two requests to one server."""


def leave_work(client: httpx.Client) -> None:
    """Runs with every type of state and values of every kind."""

    def post(path: str, body: dict) -> dict:
        return client.post(path, json=body).raise_for_status().json()

    flow = post("/flows/", {"name": "interchange", "tags": ["a", "ü"], "labels": {"team": "x", "n": 1, "f": 1.5, "b": True}})
    states = ["SCHEDULED", "PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED", "CRASHED", "PAUSED", "CANCELLING"]
    for number, state in enumerate(states):
        run = post("/flow_runs/", {
            "flow_id": flow["id"], "name": f"run {number}", "tags": [state.lower()],
            "parameters": {"text": "a \u2028 \"quoted\"", "number": 2**53, "float": 1e-7, "none": None, "list": [[], {}]},
            "context": {"depth": {"more": [1]}}, "idempotency_key": f"key-{number}",
            "empirical_policy": {"retries": 2, "retry_delay": 3},
        })
        post(f"/flow_runs/{run['id']}/set_state", {
            "state": {"type": state, "name": f"{state.title()} by hand", "message": "said", "data": {"value": number}},
            "force": True})
        task = post("/task_runs/", {
            "flow_run_id": run["id"], "task_key": "task", "dynamic_key": str(number), "name": f"task-{number}",
            "cache_key": "cached", "task_inputs": {"x": [{"input_type": "constant", "type": "int"}]}, "tags": ["t"],
            "state": {"type": "PENDING"}})
        post(f"/task_runs/{task['id']}/set_state", {"state": {"type": state, "data": [1, {"a": None}]}, "force": True})
        post("/artifacts/", {"key": "found", "type": "markdown", "data": "# text", "flow_run_id": run["id"],
                             "task_run_id": task["id"], "description": f"the {number}th"})
        post("/logs/", [{"name": "log", "level": 20, "message": f"line {number} \u00e9", "flow_run_id": run["id"],
                         "timestamp": f"2026-01-02T03:04:0{number}.123456Z"}])
    post("/variables/", {"name": "interchange", "value": {"a": [1, 2.5, None, True]}, "tags": ["v"]})


def read_work(client: httpx.Client) -> dict[str, object]:
    """Every document of every resource, by id."""
    said: dict[str, object] = {}
    for resource in RESOURCES:
        answer = client.post(f"/{resource}/filter", json={"limit": 200})
        answer.raise_for_status()
        said[resource] = {document["id"]: without_unstable(document) for document in answer.json()}
    for kind in ("flow_run", "task_run"):
        for id in said[f"{kind}s"]:
            said[f"{kind} {id}"] = without_unstable(client.get(f"/{kind}s/{id}").raise_for_status().json())
            states = client.get(f"/{kind}_states/", params={f"{kind}_id": id}).raise_for_status().json()
            said[f"states of {kind} {id}"] = {state["id"]: state for state in states}
    return said


def without_unstable(document: dict) -> dict:
    return {key: value for key, value in document.items() if key not in UNSTABLE}
