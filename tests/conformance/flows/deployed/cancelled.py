"""Runs that run and one that waits are cancelled: over websockets, and by polling where a proxy lets none through."""

from flows.deployed.proxy import without_websockets
from flows.deployed.tools import deploy, home, pool, prefect, start_run, wait_for_state, worker
from prefect.settings import get_current_settings


def run() -> object:
    pool("cancelled")
    deployment = deploy("cancelled", "waiting", "cancelled", parameters={"until": str(home() / "never")})
    later = start_run(deployment, name="before it starts")
    said = [prefect("flow-run", "cancel", later)]
    with worker("with websockets", "cancelled"):
        run = start_run(deployment, name="by websockets")
        wait_for_state(run, "Running")
        said += [prefect("flow-run", "cancel", run), wait_for_state(run, "Cancelled")]
    with without_websockets(get_current_settings().api.url) as proxied:
        with worker("by polling", "cancelled", PREFECT_API_URL=proxied):
            run = start_run(deployment, name="by polling")
            wait_for_state(run, "Running")
            said += [prefect("flow-run", "cancel", run), wait_for_state(run, "Cancelled")]
    return said
