"""A flow that fails once and is retried; the task that completed is not run again."""

from flows import A_MOMENT
from prefect import flow, task
from prefect.runtime import flow_run


@task
def once() -> str:
    return "once"


@flow(name="retried flow", retries=1, retry_delay_seconds=A_MOMENT)
def retried_flow() -> int:
    once()
    if flow_run.run_count < 2:
        raise ValueError("the first time")
    return flow_run.run_count


def run() -> object:
    return retried_flow()
