"""A flow is served: its schedule fires, it runs what is asked for, and its end pauses the schedule."""

import signal

from flows.deployed.tools import Process, api, start_run, tag, wait_for_state, wait_until

SERVE = """
import sys
from datetime import datetime, timedelta, timezone
from prefect.schedules import Interval
from flows.deployed.yard import short
soon = datetime.now(timezone.utc) + timedelta(seconds=12)
short.serve("served", tags=[sys.argv[1]], schedules=[Interval(timedelta(days=50), anchor_date=soon, parameters={"text": "fired"})],
            parameters={"number": 7}, limit=2, print_starting_message=False, description="served")
"""


def run() -> object:
    with Process("served", "-c", SERVE, tag("served")) as server:
        deployment = wait_until(made, "the deployment")["id"]
        fired = wait_until(lambda: [one for one in runs(deployment) if one["auto_scheduled"]], "runs by the schedule")
        first = min(fired, key=lambda one: one["expected_start_time"])["id"]
        asked = start_run(deployment, name="asked for", parameters={"text": "asked"})
        said = [wait_for_state(asked, "Completed"), wait_for_state(first, "Completed")]
        server.wait_for_children()  # what still runs when it ends, it cancels, though its flow run has completed
        ended = server.end(signal.SIGTERM)
    wait_until(lambda: made()["paused"], "the pause of the deployment")
    return [*said, ended]


def made() -> dict | None:
    found = api("POST", "/deployments/filter", {"deployments": {"tags": {"all_": [tag("served")]}}})
    return found[0] if found else None


def runs(deployment: str) -> list[dict]:
    return api("POST", "/flow_runs/filter", {"deployments": {"id": {"any_": [deployment]}}})
