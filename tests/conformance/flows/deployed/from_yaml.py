"""`prefect deploy` of a prefect.yaml, again after a change, and a run of what it deployed."""

import os
import shutil

from flows.deployed.tools import HERE, api, home, pool, prefect, tag, wait_for_state, wait_until, worker

FILE = """
name: yard
prefect-version: 3.9.1
definitions:
  tags: &tags ["{tag}"]
build:
- prefect.deployments.steps.run_shell_script:
    id: version-step
    script: echo 7
    stream_output: false
pull:
- prefect.deployments.steps.set_working_directory:
    directory: "{folder}"
deployments:
- name: first
  version: "{{{{ version-step.stdout }}}}"
  entrypoint: yard.py:short
  description: by cron
  tags: *tags
  parameters: {{number: 4, text: "ü"}}
  work_pool: {{name: from_yaml, work_queue_name: express, job_variables: {{env: {{YARD: "1"}}, stream_output: false}}}}
  concurrency_limit: {{limit: 2, collision_strategy: CANCEL_NEW}}
  schedules:
  - {{cron: "0 3 * * *", timezone: Europe/Berlin, slug: nightly, parameters: {{number: 5}}}}
  - {{interval: 86400, anchor_date: "2024-01-01T12:00:00+00:00", slug: daily, active: {active}}}
- name: second
  entrypoint: yard.py:tasks
  tags: *tags
  enforce_parameter_schema: false
  work_pool: {{name: from_yaml}}
  schedules:
  - {{rrule: "FREQ=WEEKLY;BYDAY=MO;BYHOUR=6;BYMINUTE=0;BYSECOND=0", timezone: UTC, active: false}}
"""


def run() -> object:
    folder = home() / "from_yaml"
    folder.mkdir()
    shutil.copy(HERE / "yard.py", folder)
    os.chdir(folder)
    pool("from_yaml")

    def write(active: str) -> None:
        (folder / "prefect.yaml").write_text(FILE.format(tag=tag("from_yaml"), folder=folder, active=active))

    write("true")
    said = [prefect("--no-prompt", "deploy", "--all")]
    wait_until(lambda: len(scheduled()) >= 6, "scheduled runs of two schedules")
    write("false")
    said += [prefect("--no-prompt", "deploy", "-n", "first", "-n", "second"), prefect("--no-prompt", "deploy", "-n", "unknown")]
    said.append(prefect("deployment", "run", "yard short/first", "--param", "text=\"run\"", "--flow-run-name", "by hand {number}"))
    with worker("driver", "from_yaml", "--run-once"):
        runs = api("POST", "/flow_runs/filter", {"flow_runs": {"tags": {"all_": [tag("from_yaml")]}, "name": {"like_": "by hand"}}})
        said.append(wait_for_state(runs[0]["id"], "Completed"))
    wait_until(lambda: len(scheduled()) == 3, "scheduled runs of one schedule")
    return said


def scheduled() -> list[dict]:
    return api("POST", "/flow_runs/filter", {"flow_runs": {
        "tags": {"all_": [tag("from_yaml")]}, "state": {"type": {"any_": ["SCHEDULED"]}}, "name": {"like_": "-"}}})
