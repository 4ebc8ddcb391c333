"""A worker with a limit of one takes what waits in the order of its queues' priorities."""

from flows.deployed.tools import api, deploy, pool, prefect, start_run, wait_for_state, worker


def run() -> object:
    pool("prioritised")
    said = [prefect("work-queue", "create", name, "--pool", "prioritised", "--priority", priority)
            for name, priority in (("low", "2"), ("high", "1"))]
    deployment = deploy("prioritised", "short", "prioritised")
    runs = {queue: start_run(deployment, name=queue, work_queue_name=queue, parameters={"text": queue}) for queue in ("low", "default", "high")}
    for run in runs.values():  # the reference skips runs that are being marked as late
        wait_for_state(run, "Late")
    with worker("one at a time", "prioritised", "--limit", "1"):
        for run in runs.values():
            wait_for_state(run, "Completed")
    begun = {queue: api("GET", f"/flow_runs/{run}")["start_time"] for queue, run in runs.items()}
    return [*said, sorted(begun, key=begun.get)]
