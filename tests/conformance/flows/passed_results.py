"""Results and dependencies between tasks: futures, wait_for, persisted results."""

from prefect import flow, task


@task
def produce() -> dict[str, list[int]]:
    return {"numbers": [1, 2, 3]}


@task(persist_result=True)
def consume(produced: dict[str, list[int]], factor: int) -> int:
    return factor * sum(produced["numbers"])


@task
def last() -> str:
    return "last"


@flow(name="passed results", persist_result=True)
def passed_results() -> int:
    produced = produce.submit()
    consumed = consume.submit(produced, factor=2)
    last.submit(wait_for=[consumed]).wait()
    return consumed.result()


def run() -> object:
    return passed_results()
