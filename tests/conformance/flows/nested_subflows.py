"""Flows that call flows, with tasks between them."""

from prefect import flow, tags, task


@task(tags=["leaf"])
def leaf(depth: int) -> int:
    return depth


@flow(name="nested flow", flow_run_name="depth {depth}")
def nested(depth: int) -> int:
    if depth == 0:
        return leaf(0)
    with tags("deeper"):
        return nested(depth - 1) + leaf(depth)


def run() -> object:
    return nested(3)
