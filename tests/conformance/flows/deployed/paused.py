"""Nothing starts while its pool or queue is paused; a schedule that is paused has no runs, nor those of its deployment."""

import time

from flows.deployed.tools import api, deploy, pool, prefect, start_run, state_of, tag, wait_for_state, wait_until, worker


def run() -> object:
    pool("paused")
    prefect("work-queue", "create", "held", "--pool", "paused")
    deployment = deploy("paused", "short", "paused", cron="0 0 1 * *")
    wait_until(scheduled, "runs of the schedule")
    schedule = api("GET", f"/deployments/{deployment}")["schedules"][0]["id"]
    said: list[object] = [prefect("deployment", "schedule", "pause", "yard short/paused", schedule), len(scheduled())]
    said.append(prefect("deployment", "schedule", "resume", "yard short/paused", schedule))
    wait_until(scheduled, "runs of the resumed schedule")
    api("POST", f"/deployments/{deployment}/pause_deployment")
    said.append(len(scheduled()))

    runs = {queue: start_run(deployment, name=queue, work_queue_name=queue) for queue in ("default", "held")}
    said += [prefect("work-queue", "pause", "held", "--pool", "paused"), prefect("work-pool", "pause", "paused")]
    with worker("patient", "paused"):
        wait_until(lambda: api("POST", "/work_pools/paused/workers/filter", {}), "the worker")
        time.sleep(4)
        said += [state_of(run) in ("Scheduled", "Late") for run in runs.values()]
        said.append(prefect("work-pool", "resume", "paused"))
        said += [wait_for_state(runs["default"], "Completed"), state_of(runs["held"]) in ("Scheduled", "Late")]
        said.append(prefect("work-queue", "resume", "held", "--pool", "paused"))
        said.append(wait_for_state(runs["held"], "Completed"))
    return said


def scheduled() -> list[dict]:
    return api("POST", "/flow_runs/filter", {"flow_runs": {
        "tags": {"all_": [tag("paused")]}, "state": {"type": {"any_": ["SCHEDULED"]}}, "name": {"like_": "-"}}})
