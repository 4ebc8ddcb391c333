"""Exceptions that the SDK reports as a crash: of a flow and of a task."""

from prefect import flow, task


class Crash(BaseException):
    pass


@task
def crashing_task() -> None:
    raise Crash("the task crashed")


@flow(name="flow that crashes")
def crashes() -> None:
    raise Crash("the flow crashed")


@flow(name="flow that is interrupted")
def interrupted() -> None:
    raise KeyboardInterrupt


@flow(name="flow of a task that crashes")
def task_crashes() -> None:
    crashing_task()


def run() -> object:
    raised = []
    for crashing in (crashes, interrupted, task_crashes):
        try:
            crashing()
        except BaseException as crash:
            raised.append(type(crash).__name__)
    return raised
