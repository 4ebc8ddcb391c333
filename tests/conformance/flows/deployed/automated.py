"""`prefect deploy` and `serve` with triggers: events run the flows, a run that ends runs another deployment, and what comes of
them is told and switches them off."""

import json
import os
import shutil
import signal
import uuid
from datetime import datetime, timezone

from command_line import plain
from prefect.settings import get_current_settings

from flows.deployed.tools import HERE, Process, api, home, pool, prefect, tag, wait_for_state, wait_until, worker

FILE = """
name: yard
prefect-version: 3.9.1
deployments:
- name: automated
  entrypoint: yard.py:short
  tags: ["{tag}"]
  work_pool: {{name: automated}}
  triggers:
  - type: event
    match: {{prefect.resource.id: "yard.*"}}
    expect: ["yard.asked"]
    parameters: {{text: "asked by {{{{ event.resource.id }}}}", number: "{{{{ event.payload.number }}}}"}}
  - type: compound
    name: "never"
    enabled: false
    require: all
    within: 60
    triggers:
    - {{type: event, expect: ["yard.one"]}}
    - {{type: event, expect: ["yard.two"], threshold: 2, within: 30}}
- name: follower
  entrypoint: yard.py:short
  tags: ["{tag}"]
  work_pool: {{name: automated, work_queue_name: followers}}
  triggers:
  - type: event
    name: "follows"
    match: {{prefect.resource.id: "prefect.flow-run.*"}}
    match_related: {{prefect.resource.name: automated, prefect.resource.role: deployment}}
    expect: ["prefect.flow-run.Completed"]
    parameters: {{text: "after {{{{ flow.name }}}} by {{{{ deployment.name|upper }}}}", number: "{{{{ flow_run.parameters.number }}}}"}}
"""

SERVE = """
import sys
from prefect.events import DeploymentEventTrigger
from flows.deployed.yard import short
short.serve("served by events", tags=[sys.argv[1]], parameters={"number": 7}, print_starting_message=False, pause_on_shutdown=False,
            triggers=[DeploymentEventTrigger(name="serves", expect={"yard.served"}, parameters={"text": "{{ event.event }}"})])
"""


def run() -> object:
    folder = home() / "automated"
    folder.mkdir()
    shutil.copy(HERE / "yard.py", folder)
    os.chdir(folder)
    (folder / "prefect.yaml").write_text(FILE.format(tag=tag("automated")))
    pool("automated")
    prefect("work-queue", "create", "followers", "--pool", "automated")
    said = [prefect("--no-prompt", "deploy", "--all"), prefect("--no-prompt", "deploy", "--all")]
    deployment = wait_until(lambda: made("automated"), "the deployment")["id"]
    said.append(told(related(deployment)))
    api("POST", "/automations/", {
        "name": "one is enough",
        "trigger": {"type": "event", "posture": "Reactive", "expect": ["prefect.flow-run.Completed"],
                    "match_related": {"prefect.resource.id": f"prefect.deployment.{deployment}", "prefect.resource.role": "deployment"}},
        "actions": [{"type": "pause-deployment", "source": "inferred"}, {"type": "pause-work-queue", "source": "inferred"}],
    })  # fmt: skip
    emit("yard.asked", number=12)
    first = wait_until(lambda: runs(deployment), "a run by the event")[0]
    with worker("driver", "automated", "--run-once"):
        said.append(wait_for_state(first["id"], "Completed"))
    wait_until(lambda: made("automated")["paused"], "the pause of the deployment")
    said += [first["parameters"], first["created_by"]["type"]]
    said.append(followed())
    said.append(served())
    wait_until(lambda: len(actions()) >= 10, "the events of five actions")
    return [*said, actions()]


def followed() -> object:
    """The default queue of the pool is paused by now, that of the followers is not."""
    deployment = made("follower")["id"]
    run = wait_until(lambda: runs(deployment), "a run by the end of another")[0]
    with worker("second driver", "automated", "--run-once"):
        reached = wait_for_state(run["id"], "Completed")
    return [told(related(deployment)), run["parameters"], run["created_by"]["type"], reached, len(runs(deployment))]


def served() -> object:
    with Process("served by events", "-c", SERVE, tag("automated")) as server:
        deployment = wait_until(lambda: made("served by events"), "the served deployment")["id"]
        owned = wait_until(lambda: related(deployment), "its automation")
        emit("yard.served")
        run = wait_until(lambda: runs(deployment), "a run by the event")[0]
        reached = wait_for_state(run["id"], "Completed")
        server.wait_for_children()
        server.end(signal.SIGTERM)
    return [told(owned), run["parameters"], reached]


def emit(name: str, **payload: object) -> None:
    api("POST", "/events", [{"occurred": datetime.now(timezone.utc).isoformat(), "event": name, "id": str(uuid.uuid4()),
                             "resource": {"prefect.resource.id": "yard.gate"}, "related": [], "payload": payload}])  # fmt: skip


def made(name: str) -> dict | None:
    found = api("POST", "/deployments/filter", {"deployments": {"tags": {"all_": [tag("automated")]}, "name": {"any_": [name]}}})
    return found[0] if found else None


def runs(deployment: str) -> list[dict]:
    return api("POST", "/flow_runs/filter", {"deployments": {"id": {"any_": [deployment]}}})


def related(deployment: str) -> list[dict]:
    return api("GET", f"/automations/related-to/prefect.deployment.{deployment}")


def told(automations: list[dict]) -> list[object]:
    """Without ids and times."""
    return [plain(json.dumps(one, sort_keys=True), get_current_settings().api.url, home())
            for one in sorted(automations, key=lambda one: one["name"])]  # fmt: skip


def actions() -> list[object]:
    """What the events of actions tell, whenever they came."""
    found = api("POST", "/events/filter", {"filter": {"event": {"prefix": ["prefect.automation.action."]}}, "limit": 50})["events"]
    return sorted(
        [one["event"], one["resource"]["prefect.trigger-type"], one["payload"]["action_type"], one["payload"]["action_index"],
         one["payload"].get("status_code"), [related["prefect.resource.role"] for related in one["related"]]]
        for one in found)  # fmt: skip
