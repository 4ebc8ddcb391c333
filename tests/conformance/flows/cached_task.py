"""A task whose inputs decide: the second run takes the result of the first."""

from prefect import flow, task
from prefect.cache_policies import INPUTS


@task(cache_policy=INPUTS, persist_result=True)
def remembered(number: int) -> int:
    return number + 1


@flow(name="cached task")
def cached_task() -> list[str]:
    return [remembered(n, return_state=True).name for n in (1, 1, 2)]


def run() -> object:
    return [cached_task(), cached_task()]
