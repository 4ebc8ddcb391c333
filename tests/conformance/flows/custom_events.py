"""A flow and a task that emit events of their own."""

from prefect import flow, task
from prefect.events import emit_event


@task
def emit_from_task() -> None:
    emit_event("conformance.task", {"prefect.resource.id": "conformance.task"})


@flow(name="custom events")
def custom_events() -> None:
    first = emit_event(
        "conformance.first",
        {"prefect.resource.id": "conformance.thing", "prefect.resource.name": "thing", "shade": "blue"},
        related=[{"prefect.resource.id": "conformance.other", "prefect.resource.role": "neighbour"}],
        payload={"number": 1, "nested": {"list": [True, None, 1.5, "ü"]}},
    )
    emit_event("conformance.second", {"prefect.resource.id": "conformance.thing"}, follows=first)
    emit_from_task()


def run() -> object:
    return custom_events()
