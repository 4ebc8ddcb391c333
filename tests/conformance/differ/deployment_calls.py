"""Calls to deployments, work pools, queues and workers that mostly fit: by chance alone hardly a run of one would be due.

Schedules fire hourly at most, so that two servers that are asked one after the other see the same moments ahead.
"""

from differ import vocabulary as words
from differ.run_calls import POLICIES_OF_FLOW_RUNS, some, state
from differ.step import Step
from differ.values import Values

POOLS = ["pool", "other pool", "third", "prefect-agent pool", "Pool"]
QUEUES = ["queue", "default", "express", "slow"]
WORKERS = ["driver", "driver 2", "ü"]
DEPLOYMENTS = ["nightly", "limited", "made", "made later"]
"""None that the reference refuses: it answers 500."""
SLUGS = ["s1", "s2", "s3"]
PARAMETERS = [{}, {"x": 1}, {"x": "text"}, {"x": None, "y": 2}, {"y": [1]}, {"x": {"__prefect_kind": "json", "value": "3"}}]
SCHEMAS = [{}, {"type": "object", "properties": {"x": {"type": "integer", "title": "x", "position": 0}}, "required": ["x"]},
           {"type": "object", "properties": {"x": {"type": "string", "default": "d"}, "y": {}}, "additionalProperties": False}]
JOB_VARIABLES = [{}, {"cpu": 2}, {"cpu": "many"}, {"unknown": 1}, {"cpu": None}, {"env": {"A": "b"}, "image": "i"}]
TEMPLATES = [
    {}, {"job_configuration": {"cpu": "{{ cpu }}"}, "variables": {"type": "object", "required": ["cpu"], "properties": {
        "cpu": {"type": "integer", "title": "CPU"}}}},
    {"job_configuration": {"cpu": "{{ cpu }}", "image": "{{ image }}"}, "variables": {"type": "object", "properties": {
        "cpu": {"type": "integer", "default": 1}, "image": {"type": "string", "default": "img"}}}},
    {"job_configuration": {"cpu": "{{ missing }}"}, "variables": {"properties": {"cpu": {"type": "integer"}}}},
    {"variables": {}}, {"job_configuration": {}}]  # fmt: skip
OPTIONS = [None, {"collision_strategy": "ENQUEUE"}, {"collision_strategy": "CANCEL_NEW"},
           {"collision_strategy": "ENQUEUE", "grace_period_seconds": 60}, {"collision_strategy": "SOME"}]
SCHEDULES = [
    {"cron": "0 3 * * *"}, {"cron": "15 */6 * * *", "timezone": "Europe/Berlin"}, {"cron": "0 0 * * 1#1", "day_or": False},
    {"interval": 86400, "anchor_date": "2024-01-01T00:00:00Z"}, {"interval": 7200.5, "anchor_date": "2024-06-01T12:30:00+02:00"},
    {"interval": 172800, "anchor_date": "2024-03-01T02:30:00Z", "timezone": "America/New_York"},
    {"rrule": "DTSTART:20240101T000000Z\nRRULE:FREQ=DAILY;INTERVAL=2"}, {"rrule": "DTSTART:20240101T060000\nRRULE:FREQ=WEEKLY;BYDAY=MO,FR",
                                                                       "timezone": "Asia/Tokyo"},
    {"rrule": "DTSTART:20240101T000000Z\nRRULE:FREQ=DAILY;COUNT=3"}, {"cron": "not a cron"}, {"interval": -1}, {"interval": 0},
    {"cron": "0 0 * * *", "timezone": "Nowhere/Here"}, {"rrule": "FREQ=NEVER"}, {"cron": "@daily"}, {},
]  # fmt: skip


def schedule(values: Values) -> dict:
    chance = values.chance
    made: dict = {"schedule": chance.choice(SCHEDULES[:9] if chance.random() < 0.85 else SCHEDULES)}
    made |= some(chance, 0.6, lambda: {"active": chance.random() < 0.7})
    made |= some(chance, 0.2, lambda: {"max_scheduled_runs": chance.choice([1, 2, 0, None])})
    made |= some(chance, 0.3, lambda: {"parameters": chance.choice(PARAMETERS)})
    made |= some(chance, 0.4, lambda: {"slug": chance.choice(SLUGS)})
    return made | some(chance, 0.1, lambda: {"replaces": chance.choice(SLUGS)})


def settings_of_deployment(values: Values) -> dict:
    chance = values.chance
    made: dict = some(chance, 0.2, lambda: {"paused": chance.random() < 0.5})
    made |= some(chance, 0.5, lambda: {"schedules": [schedule(values) for _ in range(chance.randrange(3))]})
    made |= some(chance, 0.25, lambda: {"concurrency_limit": chance.choice([1, 2, None, 0, 5])})
    made |= some(chance, 0.25, lambda: {"concurrency_options": chance.choice(OPTIONS)})
    made |= some(chance, 0.05, lambda: {"global_concurrency_limit_id": values.id_of("limit")})
    made |= some(chance, 0.6, lambda: {"enforce_parameter_schema": chance.random() < 0.4})
    made |= some(chance, 0.5, lambda: {"parameter_openapi_schema": chance.choice(SCHEMAS)})
    made |= some(chance, 0.4, lambda: {"parameters": chance.choice(PARAMETERS)})
    made |= some(chance, 0.4, lambda: {"tags": chance.sample(words.TAGS, chance.randrange(3))})
    made |= some(chance, 0.6, lambda: {"work_pool_name": chance.choice(POOLS[:2] if chance.random() < 0.8 else [*POOLS, None])})
    made |= some(chance, 0.4, lambda: {"work_queue_name": chance.choice([*QUEUES, None])})
    made |= some(chance, 0.4, lambda: {"job_variables": chance.choice(JOB_VARIABLES)})
    made |= some(chance, 0.2, lambda: {"version": chance.choice(["1", "2", None])})
    made |= some(chance, 0.15, lambda: {"version_info": {"type": "prefect:simple", "version": "3", "branch": "b", "url": None}})
    made |= some(chance, 0.2, lambda: {"description": chance.choice(words.TEXTS)})
    made |= some(chance, 0.1, lambda: {"pull_steps": [{"prefect.deployments.steps.set_working_directory": {"directory": "/d"}}]})
    return made | some(chance, 0.2, lambda: {"entrypoint": "f.py:f", "path": "/d"})


def create_deployment(values: Values) -> Step:
    chance = values.chance
    body = {"name": chance.choice(DEPLOYMENTS), "flow_id": values.id_of("flow")} | settings_of_deployment(values)
    return Step("POST", "/deployments/", body | some(chance, 0.2, lambda: {"labels": chance.choice(words.LABELS)}))


def update_deployment(values: Values) -> Step:
    return Step("PATCH", f"/deployments/{values.id_of('deployment')}", settings_of_deployment(values))


def read_deployment(values: Values) -> Step:
    return Step("GET", f"/deployments/{values.id_of('deployment')}{values.chance.choice(['', '', '/schedules', '/work_queue_check'])}")


def pause_deployment(values: Values) -> Step:
    how = values.chance.choice(["pause_deployment", "resume_deployment"])
    return Step("POST", f"/deployments/{values.id_of('deployment')}/{how}")


def schedule_deployment(values: Values) -> Step:
    chance = values.chance
    body: dict = some(chance, 0.6, lambda: {"start_time": chance.choice(["2030-01-01T00:00:00Z", "<now+3600>", "2031-06-01T00:00:00+02:00"])})
    if "start_time" in body:
        body |= some(chance, 0.4, lambda: {"end_time": "2032-01-01T00:00:00Z"})
    body |= some(chance, 0.4, lambda: {"min_runs": chance.choice([1, 2, 3])})
    body |= some(chance, 0.6, lambda: {"max_runs": chance.choice([3, 4, 1])})
    return Step("POST", f"/deployments/{values.id_of('deployment')}/schedule", body)


def create_schedules(values: Values) -> Step:
    return Step("POST", f"/deployments/{values.id_of('deployment')}/schedules", [schedule(values) for _ in range(values.chance.randrange(1, 3))])


def update_schedule(values: Values) -> Step:
    chance = values.chance
    body = {name: value for name, value in schedule(values).items() if chance.random() < 0.6}
    return Step("PATCH", f"/deployments/{values.id_of('schedule')}", body)


def delete_schedule(values: Values) -> Step:
    return Step("DELETE", f"/deployments/{values.id_of('schedule')}")


def run_of_deployment(values: Values) -> dict:
    chance = values.chance
    body: dict = {"name": chance.choice(words.NAMES[:8])}
    body |= some(chance, 0.4, lambda: {"state": state(values)})
    body |= some(chance, 0.5, lambda: {"parameters": chance.choice(PARAMETERS)})
    body |= some(chance, 0.15, lambda: {"enforce_parameter_schema": chance.random() < 0.5})
    body |= some(chance, 0.3, lambda: {"job_variables": chance.choice(JOB_VARIABLES)})
    body |= some(chance, 0.2, lambda: {"tags": chance.sample(words.TAGS, chance.randrange(3))})
    body |= some(chance, 0.15, lambda: {"idempotency_key": chance.choice(["i1", "i2", "i3"])})
    body |= some(chance, 0.15, lambda: {"labels": chance.choice(words.LABELS)})
    body |= some(chance, 0.15, lambda: {"work_queue_name": chance.choice([*QUEUES, "none"])})
    body |= some(chance, 0.1, lambda: {"parent_task_run_id": values.id_of("task_run")})
    body |= some(chance, 0.1, lambda: {"context": {"a": 1}})
    return body | some(chance, 0.1, lambda: {"empirical_policy": chance.choice(POLICIES_OF_FLOW_RUNS)})


def create_flow_run_of_deployment(values: Values) -> Step:
    return Step("POST", f"/deployments/{values.id_of('deployment')}/create_flow_run", run_of_deployment(values))


def create_flow_runs_of_deployment(values: Values) -> Step:
    return Step("POST", f"/deployments/{values.id_of('deployment')}/create_flow_run/bulk",
                [run_of_deployment(values) for _ in range(values.chance.randrange(3))])


def runs_due_of_deployments(values: Values) -> Step:
    chance = values.chance
    body: dict = {"deployment_ids": [values.id_of("deployment") for _ in range(chance.randrange(1, 3))]}
    body |= some(chance, 0.5, lambda: {"scheduled_before": chance.choice(["<now+60>", "<now+86400>", "2033-01-01T00:00:00Z"])})
    return Step("POST", "/deployments/get_scheduled_flow_runs", body)


def create_pool(values: Values) -> Step:
    chance = values.chance
    body: dict = {"name": chance.choice(POOLS), "type": chance.choice(["process", "docker", "prefect-agent"])}
    return Step("POST", "/work_pools/", body | settings_of_pool(values))


def update_pool(values: Values) -> Step:
    return Step("PATCH", f"/work_pools/{pool_in_path(values)}", settings_of_pool(values))


def settings_of_pool(values: Values) -> dict:
    chance = values.chance
    made: dict = some(chance, 0.2, lambda: {"is_paused": chance.random() < 0.4})
    made |= some(chance, 0.3, lambda: {"concurrency_limit": chance.choice([0, 1, 2, 5, None])})
    made |= some(chance, 0.4, lambda: {"base_job_template": chance.choice(TEMPLATES)})
    return made | some(chance, 0.2, lambda: {"description": chance.choice(words.TEXTS)})


def pool_in_path(values: Values) -> str:
    return values.chance.choice(["pool", "pool", "pool", "third", "other%20pool", "none"])


def create_queue(values: Values) -> Step:
    chance = values.chance
    path = "/work_queues/" if chance.random() < 0.15 else f"/work_pools/{pool_in_path(values)}/queues"
    return Step("POST", path, {"name": chance.choice(QUEUES)} | settings_of_queue(values))


def update_queue(values: Values) -> Step:
    if values.chance.random() < 0.3:
        return Step("PATCH", f"/work_queues/{values.id_of('queue')}", settings_of_queue(values))
    return Step("PATCH", f"/work_pools/{pool_in_path(values)}/queues/{values.chance.choice(QUEUES)}", settings_of_queue(values))


def settings_of_queue(values: Values) -> dict:
    chance = values.chance
    made: dict = some(chance, 0.2, lambda: {"is_paused": chance.random() < 0.4})
    made |= some(chance, 0.3, lambda: {"concurrency_limit": chance.choice([0, 1, 2, None])})
    made |= some(chance, 0.6, lambda: {"priority": chance.choice([1, 1, 2, 3, 7])})
    return made | some(chance, 0.2, lambda: {"description": chance.choice(words.TEXTS)})


def read_pool(values: Values) -> Step:
    chance = values.chance
    path = f"/work_pools/{pool_in_path(values)}"
    return chance.choice([
        lambda: Step("GET", path), lambda: Step("GET", f"{path}/queues/{chance.choice(QUEUES)}"), lambda: Step("POST", f"{path}/queues/filter", {}),
        lambda: Step("POST", f"{path}/workers/filter", {}), lambda: Step("POST", f"{path}/concurrency_status", {}),
        lambda: Step("POST", f"/work_queues/{values.id_of('queue')}/concurrency_status", {}),
        lambda: Step("GET", f"/work_queues/{values.id_of('queue')}/status"), lambda: Step("GET", f"/work_queues/{values.id_of('queue')}"),
    ])()  # fmt: skip


def heartbeat(values: Values) -> Step:
    chance = values.chance
    body: dict = {"name": chance.choice(WORKERS)} | some(chance, 0.4, lambda: {"heartbeat_interval_seconds": chance.choice([1, 30])})
    return Step("POST", f"/work_pools/{pool_in_path(values)}/workers/heartbeat", body)


def runs_due_of_pool(values: Values) -> Step:
    chance = values.chance
    body: dict = some(chance, 0.5, lambda: {"work_queue_names": chance.sample(QUEUES, chance.randrange(1, 3))})
    body |= some(chance, 0.4, lambda: {"scheduled_before": chance.choice(["<now+60>", "<now+86400>", "2033-01-01T00:00:00Z"])})
    body |= some(chance, 0.15, lambda: {"scheduled_after": chance.choice(["<now-60>", "2024-01-01T00:00:00Z"])})
    if chance.random() < 0.2:
        return Step("POST", f"/work_queues/{values.id_of('queue')}/get_runs", {"scheduled_before": body.get("scheduled_before")})
    return Step("POST", f"/work_pools/{pool_in_path(values)}/get_scheduled_flow_runs", body)


DEPLOYMENT_CALLS = [
    create_deployment, create_deployment, create_deployment, update_deployment, update_deployment, read_deployment, pause_deployment,
    schedule_deployment, schedule_deployment, create_schedules, create_schedules, update_schedule, update_schedule, delete_schedule,
    create_flow_run_of_deployment, create_flow_run_of_deployment, create_flow_run_of_deployment, create_flow_runs_of_deployment,
    runs_due_of_deployments, create_pool, update_pool, create_queue, create_queue, update_queue, update_queue, read_pool, read_pool,
    heartbeat, runs_due_of_pool, runs_due_of_pool, runs_due_of_pool,
]  # fmt: skip
