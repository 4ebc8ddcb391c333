"""A run that nobody takes is marked late, and still runs when a worker comes."""

from flows.deployed.tools import deploy, pool, prefect, start_run, state_of, wait_for_state, worker


def run() -> object:
    pool("late")
    run = start_run(deploy("late", "short", "late"), name="late")
    said = [wait_for_state(run, "Late")]
    with worker("late worker", "late", "--run-once"):
        said.append(wait_for_state(run, "Completed"))
    future = start_run(deploy("late", "short", "late"), name="in time", state={"type": "SCHEDULED", "state_details": {
        "scheduled_time": "2100-01-01T00:00:00Z"}})
    return [*said, state_of(future), prefect("flow-run", "delete", future)["exit"]]
