"""Calls to automations: triggers and actions of every type, in every nesting, right and almost right."""

from urllib.parse import quote

from differ import vocabulary as words
from differ.run_calls import TYPES, some
from differ.step import Step
from differ.values import Values

EVENTS = ["prefect.flow-run.Completed", "prefect.flow-run.*", "prefect.flow-run.Running", "prefect.*", "mine.happened", "*", "ü", ""]
LABELS = ["prefect.resource.id", "prefect.resource.name", "related:flow:prefect.resource.id", "team", ""]
RESOURCES = ["prefect.flow-run.*", "prefect.flow.<setup/flow>", "prefect.deployment.<setup/deployment>", "prefect.work-pool.*", "*", "!not-this", ""]
ROLES = ["flow", "deployment", "work-queue"]
WITHINS = [0, 10, 9.5, 60, 3600, "PT30S", "P1DT1H", "00:01:00", 1e9, 86400 * 365, -1, "", None, "soon"]
TEMPLATES = ["Flow {{ flow.name }} is {{ flow_run.state.name }}", "plain", "", "{% for a in b %}{% for c in a %}{% for d in c %}{% endfor %}{% endfor %}{% endfor %}", "{% for a in b %}{{ a }}{% endfor %}",
             "{{ flow_run|ui_url }}", "{{ a.__class__ }}", "{{ event.resource['prefect.resource.id'] }}", "é {{ now() }}"]
"""Some have a fault, of those that are told in the same words."""
NAMES = ["alert", "Alert", "retry", "été", "", "a/b"]
KINDS_OF_ACTION = {
    "do-nothing": None, "run-deployment": "deployment", "pause-deployment": "deployment", "resume-deployment": "deployment",
    "cancel-flow-run": None, "delete-flow-run": None, "change-flow-run-state": None, "suspend-flow-run": None, "resume-flow-run": None,
    "pause-work-queue": "work_queue", "resume-work-queue": "work_queue", "pause-work-pool": "work_pool", "resume-work-pool": "work_pool",
    "pause-automation": "automation", "resume-automation": "automation", "send-notification": None, "call-webhook": None}
"""With what those take that act on something which may be selected."""
POOL_OF = {"deployment": "deployment", "work_queue": "queue", "work_pool": "pool", "automation": "automation"}


def labels(values: Values) -> dict:
    chance = values.chance
    made: dict = {}
    for _ in range(chance.choice([0, 1, 1, 2])):
        value = lambda: chance.choice(RESOURCES if chance.random() < 0.7 else ROLES)  # noqa: E731
        made[chance.choice([*LABELS, "prefect.resource.role"])] = value() if chance.random() < 0.7 else [value() for _ in range(chance.randrange(3))]
    return made


def event_trigger(values: Values) -> dict:
    chance = values.chance
    made: dict = {"posture": chance.choice(["Reactive", "Reactive", "Proactive"] if chance.random() < 0.97 else ["Metric", "reactive", None])}
    made |= some(chance, 0.8, lambda: {"type": "event"})
    for name, known in (("expect", EVENTS), ("after", EVENTS), ("for_each", LABELS)):
        made |= some(chance, 0.5, lambda name=name, known=known: {name: chance.choices(known, k=chance.randrange(3))})
    made |= some(chance, 0.5, lambda: {"match": labels(values)})
    made |= some(chance, 0.4, lambda: {"match_related": labels(values) if chance.random() < 0.7 else [labels(values) for _ in range(chance.randrange(3))]})
    made |= some(chance, 0.4, lambda: {"threshold": chance.choice([1, 2, 100, 0, -1])})
    made |= some(chance, 0.6, lambda: {"within": chance.choice(WITHINS[:8] if chance.random() < 0.85 else WITHINS)})
    return made | some(chance, 0.1, lambda: {"id": "00000000-0000-4000-8000-000000000001"})


def trigger(values: Values, depth: int = 0) -> dict:
    chance = values.chance
    if depth > 2 or chance.random() < 0.65:
        return event_trigger(values)
    made: dict = {"type": chance.choice(["compound", "sequence"]), "triggers": [trigger(values, depth + 1) for _ in range(chance.choice([1, 2, 2, 3, 0]))],
                  "within": chance.choice(WITHINS if chance.random() < 0.3 else [10, 60.5, None])}
    if made["type"] == "compound":
        made["require"] = chance.choice(["any", "all", 1, 2] if chance.random() < 0.9 else [0, 4, "some", None])
    return made


def action(values: Values) -> dict:
    chance = values.chance
    kind = chance.choice([*KINDS_OF_ACTION])
    made: dict = {"type": kind}
    if target := KINDS_OF_ACTION[kind]:
        selected = chance.random() < 0.7
        made |= some(chance, 0.9, lambda: {"source": "selected" if selected else "inferred"})
        made |= some(chance, 0.95 if selected else 0.05, lambda: {f"{target}_id": values.id_of(POOL_OF[target])})
    if kind == "run-deployment":
        made |= some(chance, 0.5, lambda: {"parameters": chance.choice([
            {}, {"x": 1}, {"x": "{{ flow_run.id }}"}, {"x": {"__prefect_kind": "jinja", "template": chance.choice(TEMPLATES)}},
            {"x": {"__prefect_kind": "json", "value": "{\"a\": 1}"}}, {"x": [{"y": {"__prefect_kind": "workspace_variable", "variable_name": "v"}}]},
            {"x": {"__prefect_kind": "none", "value": 1}}, None])})  # fmt: skip
        made |= some(chance, 0.3, lambda: {"job_variables": chance.choice([{}, {"cpu": 2}, {"cpu": "many"}, {"image": 1}, None])})
        made |= some(chance, 0.2, lambda: {"schedule_after": chance.choice([0, 60, "PT1H", -1, "x"])})
    if kind == "change-flow-run-state":
        made["state"] = chance.choice(TYPES if chance.random() < 0.9 else ["Done", None])
        made |= some(chance, 0.4, lambda: {"name": chance.choice(words.STATE_NAMES)})
        made |= some(chance, 0.4, lambda: {"message": chance.choice(words.TEXTS)})
        made |= some(chance, 0.2, lambda: {"force": chance.random() < 0.5})
    if kind in ("send-notification", "call-webhook"):
        made["block_document_id"] = values.id_of("block_document")
    if kind == "send-notification":
        made |= some(chance, 0.9, lambda: {"body": chance.choice(TEMPLATES)})
        made |= some(chance, 0.5, lambda: {"subject": chance.choice(TEMPLATES)})
    if kind == "call-webhook":
        made |= some(chance, 0.7, lambda: {"payload": chance.choice([*TEMPLATES, {"a": ["{{ event.id }}", 1]}, None])})
    return made


def settings(values: Values) -> dict:
    chance = values.chance
    made: dict = {"name": chance.choice(NAMES), "trigger": trigger(values), "actions": [action(values) for _ in range(chance.choice([0, 1, 1, 2]))]}
    made |= some(chance, 0.3, lambda: {"description": chance.choice(words.TEXTS)})
    made |= some(chance, 0.3, lambda: {"enabled": chance.random() < 0.6})
    made |= some(chance, 0.4, lambda: {"tags": chance.choices(words.TAGS, k=chance.randrange(3))})
    for name in ("actions_on_trigger", "actions_on_resolve"):
        made |= some(chance, 0.15, lambda name=name: {name: [action(values) for _ in range(chance.randrange(3))]})
    return made


def resource(values: Values) -> str:
    chance = values.chance
    return chance.choice([f"prefect.deployment.{values.id_of('deployment')}", f"prefect.work-pool.{values.id_of('pool')}",
                          f"prefect.work-queue.{values.id_of('queue')}", f"prefect.automation.{values.id_of('automation')}", "mine", "two words/ü"])


def create_automation(values: Values) -> Step:
    return Step("POST", "/automations/", settings(values) | some(values.chance, 0.25, lambda: {"owner_resource": resource(values)}))


def update_automation(values: Values) -> Step:
    return Step("PUT", f"/automations/{values.id_of('automation')}", settings(values))


def switch_automation(values: Values) -> Step:
    body = values.chance.choice([{"enabled": True}, {"enabled": False}, {}, {"enabled": None}, {"name": "other"}])
    return Step("PATCH", f"/automations/{values.id_of('automation')}", body)


def read_automations(values: Values) -> Step:
    chance = values.chance
    wanted: dict = some(chance, 0.3, lambda: {"name": {"any_": chance.choices(NAMES, k=2)}})
    wanted |= some(chance, 0.3, lambda: {"tags": chance.choice([{"all_": ["a"]}, {"any_": ["b", "c"]}, {"is_null_": True}, {"is_null_": False}])})
    wanted |= some(chance, 0.2, lambda: {"id": {"any_": [values.id_of("automation")]}})
    wanted |= some(chance, 0.2, lambda: {"created": {"before_": values.moment()}})
    wanted |= some(chance, 0.1, lambda: {"operator": "or_"})
    body: dict = some(chance, 0.8, lambda: {"automations": wanted or None})
    if chance.random() < 0.3:
        return Step("POST", "/automations/count", body)
    body |= some(chance, 0.4, lambda: {"sort": chance.choice(["CREATED_DESC", "UPDATED_DESC", "NAME_ASC", "NAME_DESC"])})
    body |= some(chance, 0.2, lambda: {"limit": chance.choice([0, 1, 2, 200]), "offset": chance.choice([0, 1])})
    return Step("POST", "/automations/filter", body)


def read_automation(values: Values) -> Step:
    return Step("GET", f"/automations/{values.id_of('automation')}")


def read_related(values: Values) -> Step:
    return Step("GET", f"/automations/related-to/{quote(resource(values), safe='<>/')}")


def delete_owned(values: Values) -> Step:
    return Step("DELETE", f"/automations/owned-by/{quote(resource(values), safe='<>/')}")


def delete_automation(values: Values) -> Step:
    return Step("DELETE", f"/automations/{values.id_of('automation')}")


def check_template(values: Values) -> Step:
    return Step("POST", values.chance.choice(["/templates/validate", "/automations/templates/validate"]), values.chance.choice(TEMPLATES))


AUTOMATION_CALLS = [
    create_automation, create_automation, create_automation, create_automation, update_automation, update_automation, switch_automation,
    read_automations, read_automations, read_automation, read_related, read_related, delete_owned, delete_automation, check_template,
]  # fmt: skip
