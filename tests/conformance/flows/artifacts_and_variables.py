"""Artifacts of every kind and a variable that changes."""

from prefect import flow, task
from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.variables import Variable


@task
def report() -> None:
    create_markdown_artifact("# Title\n\n*text*", key="report", description="what was found")
    create_markdown_artifact("# Another", key="report")
    create_table_artifact([{"a": 1, "b": None}, {"a": 2, "b": "ü"}], key="rows")


@flow(name="artifacts and variables")
def artifacts_and_variables() -> list[object]:
    report()
    create_link_artifact("https://example.org/x?y=z", key="link", link_text="there")
    progress = create_progress_artifact(10.0, description="half")
    update_progress_artifact(progress, 100.0)
    Variable.set("conformance_setting", {"depth": [1, 2.5, None]}, tags=["a", "b"], overwrite=True)
    first = Variable.get("conformance_setting")
    Variable.set("conformance_setting", "text", overwrite=True)
    second = Variable.get("conformance_setting")
    Variable.unset("conformance_setting")
    return [first, second, Variable.get("conformance_setting", default="none")]


def run() -> object:
    return artifacts_and_variables()
