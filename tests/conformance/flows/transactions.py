"""Tasks in a transaction that is rolled back."""

from prefect import flow, task
from prefect.transactions import transaction


@task
def write() -> str:
    return "written"


@write.on_rollback
def unwrite(_transaction) -> None:
    print("rolled back")


@flow(name="rolled back transaction", log_prints=True)
def rolled_back() -> None:
    with transaction():
        write()
        raise ValueError("no")


def run() -> object:
    return rolled_back(return_state=True).name
