"""A process that ends within a flow and says nothing: the run stays as it was."""

import os

from prefect import flow

OWN_PROCESS = True


@flow(name="flow whose process vanishes")
def vanishes() -> None:
    os._exit(7)


def run() -> object:
    return vanishes()
