"""A client cancels a run: at once before it starts, and in two steps while it runs."""

import httpx
from prefect import flow, get_client, task
from prefect.runtime import flow_run
from prefect.settings import get_current_settings
from prefect.states import Scheduled


@task
def step() -> int:
    return 1


def set_state(run_id: str, state_type: str, force: bool = False) -> list[str]:
    """What the server says of the transition."""
    with httpx.Client(base_url=get_current_settings().api.url) as client:
        answer = client.post(
            f"/flow_runs/{run_id}/set_state",
            json={"state": {"type": state_type, "message": "by a test"}, "force": force},
        )
        said = answer.json()
        return [str(answer.status_code), said["status"], said["details"].get("reason") or ""]


@flow(name="flow cancelled as it runs")
def cancelled_as_it_runs() -> list[list[str]]:
    step()
    said = [set_state(flow_run.id, state) for state in ("CANCELLING", "CANCELLED", "RUNNING")]
    step()
    return said


@flow(name="flow cancelled before it starts")
def never_started() -> None:
    pass


def run() -> object:
    with get_client(sync_client=True) as client:
        created = client.create_flow_run(never_started, state=Scheduled())
        before = [set_state(str(created.id), state) for state in ("CANCELLING", "CANCELLED", "PENDING")]
    return [before, cancelled_as_it_runs(return_state=True).type.value]
