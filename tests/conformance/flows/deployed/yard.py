"""What is deployed. Flows that wait for a file go on when somebody makes it."""

import time
from pathlib import Path

from prefect import flow, suspend_flow_run, task
from prefect.runtime import flow_run


@task
def step(number: int) -> int:
    return number + 1


@flow(name="yard short", log_prints=True)
def short(number: int = 1, text: str = "x") -> int:
    print(f"{text} {number}")
    return number


@flow(name="yard tasks")
def tasks(number: int = 1) -> int:
    return step(step(number))


@flow(name="yard waiting", log_prints=True)
def waiting(until: str) -> None:
    print("waits")
    for _ in range(6000):  # and never for ever, whatever becomes of who started it
        if Path(until).exists():
            return
        time.sleep(0.1)


@flow(name="yard suspended", log_prints=True)
def suspended() -> None:
    print("before")
    suspend_flow_run(timeout=600)
    print("after")


@flow(name="yard failing at first")
def failing_at_first() -> int:
    if flow_run.run_count == 1:
        raise ValueError("the first time")
    return flow_run.run_count
