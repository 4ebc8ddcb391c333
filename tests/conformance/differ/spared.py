"""What the reference is known to break on (docs/differences.md) is taken out of calls: it would leave nothing to compare."""

import re

from differ.step import Step

LONGEST_STATE_NAME = 1000
"""Characters: the name of its event has some more, and no event of the reference may have 1,024."""

LONGEST_SPAN = 10**11
"""Seconds, some thousand years."""


def spare_the_reference(step: Step, run: str, has_empty_limits: bool) -> None:
    """Changes the body. `run` is a flow run, `has_empty_limits` whether there may be limits of no slots."""
    if isinstance(step.body, dict):
        _spare_members(step.method, step.path, step.body, run, has_empty_limits)
    if re.search("_runs?/|_run$|/create_flow_run/bulk$|/artifacts/", step.path):
        # On PostgreSQL it can not store NUL in states and artifacts; praetor leaves it out.
        step.body = _without_nul(step.body)
    if step.path.endswith("/create_flow_run/bulk") and isinstance(step.body, list):
        # On PostgreSQL all fail with a run that the database refuses. States that are sent have the time at which the
        # request was read, others that at which their run is made, so that runs start in another order than they stand in.
        left_out = ["infrastructure_document_id", "parent_task_run_id", *(["state"] if len(step.body) > 1 else [])]
        for one in filter(lambda one: isinstance(one, dict), step.body):
            for name in left_out:
                one.pop(name, None)
    for one in _objects(step.body):
        if isinstance(name := one.get("name"), str) and "type" in one:
            one["name"] = name[:LONGEST_STATE_NAME]
        if "rrule" in one and one.get("timezone", "") is None:
            # It takes them, and fails when it looks for their dates.
            del one["timezone"]


def _objects(value: object):
    """All of them, at any depth."""
    if isinstance(value, dict):
        yield value
    for entry in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(entry)


def _without_nul(value: object) -> object:
    if isinstance(value, dict):
        return {name: _without_nul(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [_without_nul(entry) for entry in value]
    return value.replace("\0", "") if isinstance(value, str) else value


def _spare_members(method: str, path: str, body: dict, run: str, has_empty_limits: bool) -> None:
    if (path in ("/flow_runs/", "/task_runs/") or path.endswith("/create_flow_run")) and isinstance(body.get("state"), dict):
        # It makes such a run, and then answers 500 where it should tell it.
        body["state"].pop("data", None)
    if re.match("/(flow|task)_runs/", path) and not body.get("name", "a"):
        # Both take whatever is false in Python for no name, and draw one; filters and sorts by name would say
        # something else on each server from then on.
        body.pop("name")
    if path == "/deployments/" and isinstance(name := body.get("name"), str):
        # It fails on such a name where nothing else is wrong.
        body["name"] = re.sub("[/%&><]", "", name)
    if isinstance(policy := body.get("empirical_policy"), dict) and policy.get("pause_keys", ()) is None:
        # It looks for the key in them when the run pauses.
        del policy["pause_keys"]
    if isinstance(state := body.get("state"), dict):
        # It looks for a type in the data of the state before; breaks where that is no object, and on telling a
        # deferred task run that has any.
        details = state.get("state_details")
        if not isinstance(state.get("data"), dict) or (isinstance(details, dict) and details.get("deferred")):
            state.pop("data", None)
        if (path.startswith("/flow_runs") or path.endswith("/create_flow_run")) and isinstance(details, dict):
            # It puts the task run of a subflow through the rules of background tasks then, which may keep it from
            # following; praetor's always follows.
            details.pop("deferred", None)
    if path.endswith("/schedule") and isinstance(span := body.get("min_time"), (int, float)) and span > LONGEST_SPAN:
        # It fails where its dates would be beyond all years.
        del body["min_time"]
    if method == "PATCH" and path.startswith("/work_queues/"):
        # Two queues may have one priority then, and which of them moves for a third is chance.
        body.pop("priority", None)
    if path.endswith("/labels"):
        # It keeps labels of any shape, and answers 500 to all that reads the run from then on.
        for name in [name for name, value in body.items() if isinstance(value, (dict, list)) or value is None]:
            del body[name]
    if method == "PUT" and path.startswith("/automations/"):
        # Of an action without a type it keeps what its first reading knew, and makes another action of that when it stores it.
        for name in ("actions", "actions_on_trigger", "actions_on_resolve"):
            if isinstance(actions := body.get(name), list):
                body[name] = [one for one in actions if not isinstance(one, dict) or "type" in one]
    if path == "/ui/task_runs/dashboard/counts":
        if isinstance(body.get("task_runs"), dict):
            # With "or_" it meets runs outside of the time, and counts them in the list from its end, as Python does.
            body["task_runs"].pop("operator", None)
        # It asks for a table that its statement does not have.
        body.pop("work_pools", None)
    if path in ("/concurrency_limits/increment", "/v2/concurrency_limits/increment-with-lease") and isinstance(body.get("names"), list):
        # Whoever holds slots of two limits and loses one by a reset gives both back in praetor only (docs/decisions/0007).
        del body["names"][1:]
    if path.startswith("/v2/concurrency_limits/") and isinstance(slots := body.get("slots"), int) and slots >= 2**31:
        # PostgreSQL keeps slots in 32 bits, and it asks before it knows whether there is a limit.
        body["slots"] = 2**31 - 1
    if path == "/v2/concurrency_limits/decrement" and has_empty_limits:
        # It divides by the limit.
        body.pop("occupancy_seconds", None)
    if re.search("/bulk_(set_state|delete)$", path):
        # Which runs a limit lets through is chance: it takes them by their ids.
        if body.get("limit") in range(1, 51):
            del body["limit"]
    if path.endswith("/bulk_set_state"):
        # All runs share one state object there: what a rule writes into it for one run stays for the next, in an
        # order of chance.
        body["flow_runs"] = {"id": {"any_": [run]}}
