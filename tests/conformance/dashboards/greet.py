"""Served as a deployment: says what it was given, then waits for a file to come and to go, so that a run can be watched."""

import sys
import time
from pathlib import Path

from prefect import flow, task
from prefect.logging import get_run_logger


@task
def add(number: int) -> int:
    return number + 1


@flow
def greet(name: str = "world", gate: str = "") -> None:
    get_run_logger().info("Hello %s, the first line", name)
    add.map([1, 2, 3]).result()
    while gate and not Path(gate).exists():
        time.sleep(0.1)
    get_run_logger().info("Good bye %s, the last line", name)
    while gate and Path(gate).exists():
        time.sleep(0.1)


if __name__ == "__main__":
    greet.serve(name=sys.argv[1], interval=3600)
