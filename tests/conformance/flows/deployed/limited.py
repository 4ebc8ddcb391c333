"""Of a deployment with a limit, a second run waits for the slot or is cancelled, as its strategy says."""

from flows.deployed.tools import deploy, home, pool, start_run, wait_for_state, worker
from prefect.client.schemas.objects import ConcurrencyLimitConfig


def run() -> object:
    pool("limited")
    said: list[str] = []
    with worker("limited worker", "limited"):
        for strategy in ("CANCEL_NEW", "ENQUEUE"):
            until = home() / strategy
            deployment = deploy("limited", "waiting", "limited", parameters={"until": str(until)},
                                concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=strategy))
            first = start_run(deployment, name=f"{strategy} first")
            wait_for_state(first, "Running")
            second = start_run(deployment, name=f"{strategy} second")
            said.append(wait_for_state(second, "Cancelled", "AwaitingConcurrencySlot"))
            until.touch()
            said += [wait_for_state(first, "Completed"), wait_for_state(second, "Cancelled", "Completed")]
    return said
