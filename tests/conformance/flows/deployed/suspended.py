"""A run suspends itself, its process ends, and a worker begins it anew when it is resumed."""

from flows.deployed.tools import api, deploy, pool, start_run, wait_for_state, worker


def run() -> object:
    pool("suspended")
    run = start_run(deploy("suspended", "suspended", "suspended"), name="suspended")
    with worker("resuming", "suspended"):
        said = [wait_for_state(run, "Suspended")]
        said.append(api("POST", f"/flow_runs/{run}/resume")["status"])
        said.append(wait_for_state(run, "Completed"))
    return said
