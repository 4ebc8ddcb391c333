"""A failed run is retried by its owner, and infrastructure that is taken away gives its run back or leaves it as it is."""

import signal

from flows.deployed.tools import PATIENCE, Process, deploy, home, pool, prefect, start_run, wait_for_state, worker


def run() -> object:
    pool("retried")
    run = start_run(deploy("retried", "failing_at_first", "retried"), name="retried by hand")
    with worker("retrying", "retried"):
        said = [wait_for_state(run, "Failed"), prefect("flow-run", "retry", run), wait_for_state(run, "Completed")]
    until = home() / "go on"
    deployment = deploy("retried", "waiting", "retried", parameters={"until": str(until)})
    run = start_run(deployment, name="infrastructure taken away")
    for behaviour in ("reschedule", "relinquish"):
        with Process("executing", "-m", "prefect", "flow-run", "execute", run,
                     PREFECT_FLOW_RUN_EXECUTE_SIGTERM_BEHAVIOR=behaviour) as execution:  # fmt: skip
            wait_for_state(run, "Running", "Retrying")
            said += [execution.end(signal.SIGTERM), wait_for_state(run, "AwaitingRetry" if behaviour == "reschedule" else "Running", "Retrying")]
    until.touch()
    with Process("executing", "-m", "prefect", "flow-run", "execute", run) as execution:
        said += [execution.process.wait(PATIENCE), wait_for_state(run, "Completed")]
    return said
