"""The prefect program about deployments, work pools, queues and workers: what is there, and what is asked."""

import shutil
from pathlib import Path

from servers import Server

YARD = Path(__file__).parent / "yard.py"


def leave_deployments(server: Server) -> dict[str, str]:
    """Two deployments of one flow, one with schedules; their ids by name."""
    with server.client() as client:

        def post(path: str, body) -> dict:
            return client.post(path, json=body).raise_for_status().json()

        flow = post("/flows/", {"name": "commanded"})["id"]
        post("/work_pools/", {"name": "commanded pool", "type": "process", "base_job_template": {
            "job_configuration": {"cpu": "{{ cpu }}"}, "variables": {"type": "object", "properties": {"cpu": {"type": "integer"}}}}})
        made = post("/deployments/", {
            "name": "scheduled", "flow_id": flow, "work_pool_name": "commanded pool", "parameters": {"n": 1}, "tags": ["cli"],
            "description": "by a test", "version": "3", "entrypoint": "f.py:f", "path": "/srv", "job_variables": {"cpu": 2},
            "parameter_openapi_schema": {"type": "object", "properties": {"n": {"type": "integer", "title": "n", "position": 0}}},
            "schedules": [{"active": True, "slug": "yearly", "schedule": {"cron": "0 0 1 1 *", "timezone": "Europe/Berlin"}},
                          {"active": False, "schedule": {"interval": 86400, "anchor_date": "2024-01-01T00:00:00Z"}}]})
        other = post("/deployments/", {"name": "bare", "flow_id": flow})
        later = {"type": "SCHEDULED", "state_details": {"scheduled_time": "2100-01-01T00:00:00Z"}}
        run = post(f"/deployments/{made['id']}/create_flow_run", {"name": "far away", "state": later})
        return {"scheduled": made["id"], "bare": other["id"], "far away": run["id"], "yearly": made["schedules"][0]["id"],
                "daily": made["schedules"][1]["id"]}


def put_flows_into(home: Path) -> None:
    """What `prefect deploy` finds where it runs."""
    shutil.copy(YARD, home)


def deployment_commands(ids: dict[str, str]) -> list[list[str]]:
    scheduled = "commanded/scheduled"
    return [
        *work_pool_commands(), *work_queue_commands(), *deploy_commands(), *worker_commands(),
        ["deployment", "ls", "--flow-name", "commanded"],
        ["deployment", "ls", "--flow-name", "commanded", "--by-created"],
        ["deployment", "ls", "--flow-name", "commanded", "--output", "json"],
        ["deployment", "inspect", "commanded/none"],
        ["deployment", "inspect", "no slash"],
        ["deployment", "schedule", "ls", scheduled],
        ["deployment", "schedule", "pause", scheduled, ids["yearly"]],
        ["deployment", "schedule", "pause", scheduled, ids["yearly"]],
        ["deployment", "schedule", "resume", scheduled, ids["daily"]],
        ["deployment", "schedule", "resume", "--all", "--yes"],
        ["deployment", "schedule", "create", scheduled, "--cron", "5 4 1 1 *", "--timezone", "Asia/Tokyo", "--inactive"],
        ["deployment", "schedule", "create", scheduled, "--interval", "7200", "--anchor-date", "2024-01-01", "--accept-yes"],
        ["deployment", "schedule", "create", scheduled, "--rrule", '{"rrule": "FREQ=YEARLY", "timezone": "UTC"}'],
        ["deployment", "schedule", "create", scheduled, "--cron", "5 4 1 1 *", "--interval", "5"],
        ["deployment", "schedule", "create", scheduled, "--cron", "no cron"],
        ["deployment", "schedule", "ls", scheduled],
        ["deployment", "schedule", "delete", scheduled, ids["daily"], "--assume-yes"],
        ["deployment", "schedule", "delete", scheduled, ids["far away"], "--assume-yes"],
        ["deployment", "schedule", "clear", scheduled, "--assume-yes"],
        ["deployment", "schedule", "ls", scheduled],
        ["deployment", "run", scheduled, "--start-at", "2100-01-01 12:00", "--param", "n=2", "--job-variable", "cpu=4", "--tag", "t",
         "--flow-run-name", "run {n}"],
        ["deployment", "run", "--id", ids["scheduled"], "--start-in", "900 hours", "--params", '{"n": 3}', "--flow-run-name", "x"],
        ["deployment", "run", scheduled, "--param", "unknown=2"],
        ["deployment", "run", scheduled, "--param", "n=\"text\""],
        ["deployment", "run", "commanded/none"],
        ["flow-run", "ls", "--flow-name", "commanded", "--limit", "3"],
        ["flow-run", "inspect", ids["far away"], "--output", "json"],
        ["work-queue", "read-runs", "default", "--pool", "commanded pool"],
        ["--no-prompt", "deployment", "delete", scheduled],
        ["--no-prompt", "deployment", "delete", "--id", ids["bare"]],
        ["--no-prompt", "deployment", "delete", "--id", ids["bare"]],
        ["--no-prompt", "work-pool", "delete", "commanded pool"],
    ]


def work_pool_commands() -> list[list[str]]:
    return [
        ["work-pool", "create", "cli-pool", "--type", "process"],
        ["work-pool", "create", "cli-pool", "--type", "process"],
        ["work-pool", "create", "cli-paused", "--type", "process", "--paused"],
        ["work-pool", "create", "prefect-cli", "--type", "process"],
        ["work-pool", "inspect", "cli-pool"],
        ["work-pool", "inspect", "cli-pool", "--output", "json"],
        ["work-pool", "inspect", "cli-none"],
        ["work-pool", "slots", "cli-pool"],
        ["work-pool", "pause", "cli-pool"],
        ["work-pool", "resume", "cli-pool"],
        ["work-pool", "update", "cli-pool", "--concurrency-limit", "3", "--description", "told"],
        ["work-pool", "set-concurrency-limit", "cli-pool", "5"],
        ["work-pool", "inspect", "cli-pool"],
        ["work-pool", "slots", "cli-pool"],
        ["work-pool", "clear-concurrency-limit", "cli-pool"],
        ["work-pool", "clear-concurrency-limit", "cli-none"],
        ["work-pool", "preview", "cli-pool"],
        ["work-pool", "get-default-base-job-template", "--type", "process"],
        ["work-pool", "storage", "inspect", "cli-pool"],
    ]


def work_queue_commands() -> list[list[str]]:
    queue, pool = "cli-queue", ["--pool", "cli-pool"]
    return [
        ["work-queue", "create", queue, *pool, "--limit", "2", "--priority", "1"],
        ["work-queue", "create", queue, *pool],
        ["work-queue", "create", queue, "--pool", "cli-none"],
        ["work-queue", "create", "cli-lonely"],
        ["work-queue", "ls", *pool],
        ["work-queue", "ls", *pool, "--verbose"],
        ["work-queue", "ls", *pool, "--match", "cli"],
        ["work-queue", "ls", "--pool", "cli-none"],
        ["work-queue", "inspect", queue, *pool],
        ["work-queue", "inspect", queue, *pool, "--output", "json"],
        ["work-queue", "inspect", "cli-lonely"],
        ["work-queue", "inspect", "none", *pool],
        ["work-queue", "slots", queue, *pool],
        ["work-queue", "pause", queue, *pool],
        ["work-queue", "resume", queue, *pool],
        ["work-queue", "set-concurrency-limit", queue, "7", *pool],
        ["work-queue", "clear-concurrency-limit", queue, *pool],
        ["work-queue", "preview", queue, *pool],
        ["work-queue", "read-runs", queue, *pool],
        ["--no-prompt", "work-queue", "delete", queue, *pool],
        ["--no-prompt", "work-queue", "delete", queue, *pool],
        ["--no-prompt", "work-queue", "delete", "default", *pool],
    ]


def deploy_commands() -> list[list[str]]:
    deploy = ["--no-prompt", "deploy"]
    return [
        [*deploy, "yard.py:short", "--name", "by command", "--pool", "cli-pool", "--cron", "0 0 1 1 *", "--timezone", "Asia/Tokyo",
         "--tag", "cli", "--param", "number=3", "--job-variable", "working_directory=/srv", "--version", "9", "--concurrency-limit", "2"],
        ["deployment", "schedule", "ls", "yard short/by command"],
        ["deployment", "ls", "--flow-name", "yard short"],
        [*deploy, "yard.py:short", "--name", "by command", "--pool", "cli-pool", "--description", "told", "--interval", "86400"],
        ["deployment", "schedule", "ls", "yard short/by command"],
        [*deploy, "yard.py:short", "--name", "nowhere", "--pool", "cli-none"],
        [*deploy, "--all"],
        ["--no-prompt", "deployment", "delete", "yard short/by command"],
    ]


def worker_commands() -> list[list[str]]:
    return [
        ["worker", "start", "--pool", "cli-pool", "--type", "nothing", "--install-policy", "never"],
        ["worker", "start", "--pool", "cli-made", "--type", "process", "--name", "once", "--run-once"],
        ["work-pool", "inspect", "cli-made"],
        ["--no-prompt", "work-pool", "delete", "cli-made"],
        ["--no-prompt", "work-pool", "delete", "cli-pool"],
        ["--no-prompt", "work-pool", "delete", "cli-pool"],
        ["--no-prompt", "work-pool", "delete", "cli-paused"],
    ]
