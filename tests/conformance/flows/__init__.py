"""Flows that one process runs against one server. A module is a scenario: run() runs it and says what a client saw.

A scenario whose process does not live to tell says OWN_PROCESS."""

from importlib.metadata import version

A_MOMENT = 0.1 if tuple(map(int, version("prefect").split(".")[:2])) >= (3, 4) else 1
"""Seconds before a retry; clients before 3.4 read whole ones alone in what a server answers."""
