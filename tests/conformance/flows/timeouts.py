"""A flow and a task that take longer than they may."""

import time

from prefect import flow, task


@flow(name="flow that takes too long", timeout_seconds=0.3)
def slow_flow() -> None:
    for _ in range(200):
        time.sleep(0.05)


@task(timeout_seconds=0.3)
def slow_task() -> None:
    for _ in range(200):
        time.sleep(0.05)


@flow(name="flow of a task that takes too long")
def flow_of_slow_task() -> None:
    slow_task()


def run() -> object:
    return [f(return_state=True).name for f in (slow_flow, flow_of_slow_task)]
