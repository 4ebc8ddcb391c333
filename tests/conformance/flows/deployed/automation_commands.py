"""The prefect program about automations: made from files, listed, told, switched and deleted."""

import json
from pathlib import Path

EVERY = {
    "name": "every kind", "description": "by a test", "tags": ["cli"],
    "trigger": {"type": "compound", "require": "any", "within": 60, "triggers": [
        {"type": "event", "posture": "Reactive", "expect": ["prefect.flow-run.Failed"],
         "match": {"prefect.resource.id": "prefect.flow-run.*"}, "for_each": ["prefect.resource.id"]},
        {"type": "event", "posture": "Proactive", "after": ["prefect.flow-run.Running"], "expect": ["prefect.flow-run.Completed"],
         "within": 30}]},
    "actions": [{"type": "cancel-flow-run"}, {"type": "change-flow-run-state", "state": "FAILED", "name": "Told", "message": "m"},
                {"type": "pause-work-pool", "source": "inferred"}],
}
PLAIN = {"name": "plain", "trigger": {"type": "event", "posture": "Reactive", "expect": ["a.b"], "threshold": 3, "within": 10},
         "actions": [{"type": "do-nothing"}]}
WRONG = PLAIN | {"name": "wrong", "actions": [{"type": "run-deployment"}]}


def put_automations_into(home: Path) -> None:
    """Files that `prefect automation create` reads where it runs."""
    for name, body in (("every", EVERY), ("plain", PLAIN), ("wrong", WRONG), ("both", {"automations": [PLAIN | {"name": "one"}, EVERY | {"name": "two"}]})):
        (home / f"{name}.json").write_text(json.dumps(body))


def automation_commands() -> list[list[str]]:
    automation, quiet = ["automation"], ["--no-prompt", "automation"]
    return [
        [*automation, "create", "--from-file", "every.json"],
        [*automation, "create", "--from-file", "plain.json"],
        [*automation, "create", "--from-file", "wrong.json"],
        [*automation, "create", "--from-file", "both.json"],
        [*automation, "create", "--from-json", json.dumps(PLAIN | {"name": "by text"})],
        [*automation, "create", "--from-json", "{"],
        [*automation, "ls"],
        [*automation, "inspect", "every kind"],
        [*automation, "inspect", "every kind", "--json"],
        [*automation, "inspect", "plain", "--yaml"],
        [*automation, "inspect", "none"],
        [*automation, "pause", "plain"],
        [*automation, "pause", "none"],
        [*automation, "inspect", "plain"],
        [*automation, "resume", "plain"],
        [*automation, "resume", "none"],
        [*quiet, "delete", "every kind"],
        [*quiet, "delete", "every kind"],
        [*quiet, "delete", "--all"],
        [*automation, "ls"],
    ]
