"""A hundred task runs of one task."""

from prefect import flow, task
from prefect.task_runners import ThreadPoolTaskRunner


@task
def square(number: int) -> int:
    return number * number


@flow(name="mapped tasks", task_runner=ThreadPoolTaskRunner(max_workers=8))
def mapped_tasks() -> int:
    return sum(square.map(range(100)).result())


def run() -> object:
    return mapped_tasks()
