"""The process of a run dies, and its worker tells; a worker dies with its run, is seen to be gone, and another comes."""

import os
import signal
import time

from flows.deployed.tools import api, deploy, has_logged, home, pool, start_run, state_of, wait_for_state, wait_until, worker


def run() -> object:
    pool("crashed")
    deployment = deploy("crashed", "waiting", "crashed", parameters={"until": str(home() / "never")})
    run = start_run(deployment, name="its process dies")
    with worker("mortal", "crashed") as mortal:
        wait_for_state(run, "Running")
        os.kill(int(process_of(run)), signal.SIGKILL)
        said: list[object] = [wait_for_state(run, "Crashed")]
        orphan = start_run(deployment, name="its worker dies")
        wait_until(lambda: has_logged(orphan, "waits"), "the last line of the run")  # who prints for a dead worker ends
        said.append(workers())
        mortal.kill()
    wait_until(lambda: workers() == {"mortal": "OFFLINE"}, "the end of the worker")
    wait_until(lambda: api("GET", "/work_pools/crashed")["status"] == "NOT_READY", "a pool without workers")
    said += [state_of(orphan), api("GET", f"/deployments/{deployment}")["status"]]
    with worker("second", "crashed"):
        wait_until(lambda: workers().get("second") == "ONLINE", "the second worker")
        time.sleep(3)
        said += [workers(), api("GET", "/work_pools/crashed")["status"], state_of(orphan)]
    try:
        os.kill(int(process_of(orphan)), signal.SIGKILL)
    except ProcessLookupError:
        pass
    return said


def process_of(run: str) -> str:
    pid = wait_until(lambda: api("GET", f"/flow_runs/{run}")["infrastructure_pid"], "a process")
    return pid.split(":")[-1]


def workers() -> dict[str, str]:
    return {one["name"]: one["status"] for one in api("POST", "/work_pools/crashed/workers/filter", {})}
