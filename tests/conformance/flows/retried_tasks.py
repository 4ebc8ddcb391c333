"""Tasks that fail at first and are retried after a delay, one of them for ever failing."""

from flows import A_MOMENT
from prefect import flow, task
from prefect.runtime import task_run


@task(retries=2, retry_delay_seconds=A_MOMENT)
def third_time_lucky() -> int:
    if task_run.run_count < 3:
        raise ValueError(f"attempt {task_run.run_count}")
    return task_run.run_count


@task(retries=1, retry_delay_seconds=[A_MOMENT])
def never_lucky() -> None:
    raise ValueError("never")


@flow(name="retried tasks")
def retried_tasks() -> int:
    never_lucky(return_state=True)
    return third_time_lucky()


def run() -> object:
    return retried_tasks()
