"""Exceptions in a flow, in a task, and a failed state given back."""

from prefect import flow, task
from prefect.states import Failed


@task
def broken() -> None:
    raise RuntimeError("the task broke")


@flow(name="flow that raises")
def raises() -> None:
    raise ValueError("the flow broke")


@flow(name="flow of a task that raises")
def task_raises() -> None:
    broken()


@flow(name="flow that names its state")
def names_its_state() -> object:
    return Failed(message="as it should", name="Rejected")


def run() -> object:
    return [str(f(return_state=True).type.value) for f in (raises, task_raises, names_its_state)]
