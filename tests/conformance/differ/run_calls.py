"""Calls that lead runs through their lives: random, but more likely to fit together than what a schema says."""

import random
from collections.abc import Callable

from differ import vocabulary as words
from differ.step import Step
from differ.values import Values

POLICIES_OF_FLOW_RUNS = [
    {}, {"retries": 1}, {"retries": 2, "retry_delay": 0}, {"retries": 1, "retry_delay": 30}, {"retries": 3, "retry_delay": 5},
    {"max_retries": 2, "retry_delay_seconds": 1.5}, {"retries": 1, "retry_type": "reschedule"}, {"retries": 2, "retry_type": "in_process"},
    {"pause_keys": ["p1"]}, {"resuming": True}, {"retries": None, "resuming": None}, {"retries": 1, "resuming": True},
]
POLICIES_OF_TASK_RUNS = [
    {}, {"retries": 1}, {"retries": 2, "retry_delay": 10}, {"retries": 3, "retry_delay": [1, 20, 300]},
    {"retries": 2, "retry_delay": 0.5}, {"retries": 2, "retry_delay": [0.5, 1.5], "retry_jitter_factor": 0}, {"max_retries": 1},
    {"retries": 1, "retry_jitter_factor": None}, {"retries": 1, "retry_delay": [5], "retry_jitter_factor": -1},
]
DATA = [None, None, {"type": "unpersisted"}, {"type": "reference", "storage_key": "k", "storage_block_id": None},
        {"type": "resultrecord", "metadata": {"storage_key": "k"}}, {"type": "literal", "value": 1}, {}]
TYPES = ["SCHEDULED", "PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED", "CRASHED", "PAUSED", "CANCELLING"]
OFTEN = ["PENDING", "RUNNING", "RUNNING", "COMPLETED", "FAILED", "SCHEDULED"]


def state(values: Values) -> dict:
    chance = values.chance
    made: dict = {"type": chance.choice(OFTEN if chance.random() < 0.5 else TYPES)}
    if chance.random() < 0.25:
        made["name"] = chance.choice(words.STATE_NAMES)
    if chance.random() < 0.2:
        made["message"] = chance.choice(words.TEXTS)
    if chance.random() < 0.4:
        made["data"] = chance.choice(DATA)
    details = state_details(values, made["type"])
    if details or chance.random() < 0.1:
        made["state_details"] = details
    return made


def state_details(values: Values, of_type: str) -> dict:
    chance = values.chance
    made: dict = {}
    if of_type == "SCHEDULED" and chance.random() < 0.7:
        made["scheduled_time"] = values.moment()
    if of_type == "PAUSED":
        if chance.random() < 0.7:
            made["pause_key"] = chance.choice(["p1", "p2"])
        if chance.random() < 0.7:
            made["pause_timeout"] = values.moment()
        if chance.random() < 0.5:
            made["pause_reschedule"] = chance.random() < 0.7
        if chance.random() < 0.1:
            made["run_input_keyset"] = {"response": "k1", "schema": "k2"}
    for share, name, value in (
        (0.2, "cache_key", lambda: chance.choice(["c1", "c2"])), (0.1, "cache_expiration", values.moment),
        (0.05, "refresh_cache", lambda: chance.random() < 0.5), (0.06, "retriable", lambda: chance.random() < 0.3),
        (0.08, "deferred", lambda: chance.random() < 0.7), (0.08, "transition_id", lambda: f"<{chance.randrange(4)}/nothing>"),
        (0.04, "untrackable_result", lambda: True), (0.03, "child_flow_run_id", lambda: values.id_of("flow_run")),
        (0.03, "flow_run_id", lambda: values.id_of("flow_run")), (0.03, "traceparent", lambda: "00-aa-bb-01"),
        (0.02, "task_parameters_id", lambda: values.id_of("flow")), (0.02, "scheduled_time", values.moment),
    ):
        if chance.random() < share:
            made[name] = value()
    return made


def some(chance: random.Random, share: float, make: Callable[[], dict]) -> dict:
    return make() if chance.random() < share else {}


def create_flow_run(values: Values) -> Step:
    chance = values.chance
    body = {"flow_id": values.id_of("flow"), "name": chance.choice(words.NAMES[:8])}
    body |= some(chance, 0.6, lambda: {"state": state(values)})
    body |= some(chance, 0.5, lambda: {"empirical_policy": chance.choice(POLICIES_OF_FLOW_RUNS)})
    body |= some(chance, 0.2, lambda: {"parent_task_run_id": values.id_of("task_run")})
    body |= some(chance, 0.25, lambda: {"deployment_id": values.id_of("deployment")})
    body |= some(chance, 0.15, lambda: {"idempotency_key": chance.choice(["i1", "i2", "i3"])})
    body |= some(chance, 0.4, lambda: {"tags": chance.sample(words.TAGS, chance.randrange(3))})
    body |= some(chance, 0.2, lambda: {"labels": chance.choice(words.LABELS)})
    body |= some(chance, 0.1, lambda: {"work_pool_name": chance.choice(["pool", "other pool", "none"])})
    body |= some(chance, 0.1, lambda: {"work_queue_name": chance.choice(["queue", "default", "none"])})
    body |= some(chance, 0.2, lambda: {"parameters": {"x": chance.choice(words.JSON_VALUES)}})
    body |= some(chance, 0.1, lambda: {"job_variables": {"cpu": 1}})
    return Step("POST", "/flow_runs/", body)


def create_task_run(values: Values) -> Step:
    chance = values.chance
    body = {"flow_run_id": values.id_of("flow_run"), "task_key": chance.choice(["load", "save"]), "dynamic_key": str(chance.randrange(8)),
            "name": chance.choice(words.NAMES[:8])}
    body |= some(chance, 0.1, lambda: {"flow_run_id": None})
    body |= some(chance, 0.5, lambda: {"state": state(values)})
    body |= some(chance, 0.5, lambda: {"empirical_policy": chance.choice(POLICIES_OF_TASK_RUNS)})
    body |= some(chance, 0.4, lambda: {"tags": chance.sample(words.TAGS, chance.randrange(3))})
    body |= some(chance, 0.2, lambda: {"cache_key": chance.choice(["c1", "c2"])})
    body |= some(chance, 0.1, lambda: {"cache_expiration": values.moment()})
    body |= some(chance, 0.2, lambda: {"task_inputs": {"x": [{"input_type": "task_run", "id": values.id_of("task_run")}],
                                                       "y": [{"input_type": "constant", "type": "int"}]}})
    return Step("POST", "/task_runs/", body)


def set_flow_run_state(values: Values) -> Step:
    return _set_state(values, "flow_run")


def set_task_run_state(values: Values) -> Step:
    return _set_state(values, "task_run")


def _set_state(values: Values, kind: str) -> Step:
    body: dict = {"state": state(values)}
    if values.chance.random() < 0.2:
        body["force"] = values.chance.random() < 0.7
    return Step("POST", f"/{kind}s/{values.id_of(kind)}/set_state", body)


def resume_flow_run(values: Values) -> Step:
    body = values.chance.choice([None, {}, {"run_input": {"x": 1}}, {"run_input": None}, {"run_input": {}}])
    return Step("POST", f"/flow_runs/{values.id_of('flow_run')}/resume", body)


def set_flow_run_states(values: Values) -> Step:
    chance = values.chance
    body: dict = {"state": state(values), "flow_runs": {"id": {"any_": [values.id_of("flow_run") for _ in range(chance.randrange(1, 4))]}}}
    body |= some(chance, 0.2, lambda: {"force": True})
    return Step("POST", "/flow_runs/bulk_set_state", body)


def update_flow_run(values: Values) -> Step:
    chance = values.chance
    body: dict = some(chance, 0.5, lambda: {"empirical_policy": chance.choice(POLICIES_OF_FLOW_RUNS)})
    body |= some(chance, 0.4, lambda: {"tags": chance.sample(words.TAGS, chance.randrange(3))})
    body |= some(chance, 0.4, lambda: {"name": chance.choice(words.NAMES)})
    body |= some(chance, 0.2, lambda: {"parameters": {"x": chance.choice(words.JSON_VALUES)}})
    return Step("PATCH", f"/flow_runs/{values.id_of('flow_run')}", body)


def read_run(values: Values) -> Step:
    kind = values.chance.choice(["flow_run", "task_run"])
    return Step("GET", f"/{kind}s/{values.id_of(kind)}")


def read_states(values: Values) -> Step:
    kind = values.chance.choice(["flow_run", "task_run"])
    return Step("GET", f"/{kind}_states/?{kind}_id={values.id_of(kind)}")


def read_history(values: Values) -> Step:
    kind = values.chance.choice(["flow_runs", "task_runs"])
    start, end, interval = values.chance.choice([
        ("<now-7200>", "<now+7200>", 3600), ("<now-86400>", "<now+86400>", 86400), ("<now-3600>", "<now+3600>", 1800.5),
        ("2024-10-01T00:00:00Z", "2024-10-02T00:00:00Z", 21600)])
    return Step("POST", f"/{kind}/history", {"history_start": start, "history_end": end, "history_interval_seconds": interval})


def create_logs(values: Values) -> Step:
    chance = values.chance
    return Step("POST", "/logs/", [
        {"name": "prefect.flow_runs", "level": chance.choice([10, 20, 40]), "message": chance.choice(words.TEXTS), "timestamp": f"2024-10-01T{hour:02}:00:00Z",
         "flow_run_id": values.id_of("flow_run")} | some(chance, 0.4, lambda: {"task_run_id": values.id_of("task_run")})
        for hour in chance.sample(range(24), chance.randrange(1, 4))])


RUN_CALLS = [
    create_flow_run, create_flow_run, create_task_run, create_task_run, set_flow_run_state, set_flow_run_state, set_flow_run_state,
    set_flow_run_state, set_task_run_state, set_task_run_state, set_task_run_state, set_task_run_state, resume_flow_run,
    set_flow_run_states, update_flow_run, read_run, read_states, read_history, create_logs,
]
