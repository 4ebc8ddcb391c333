"""Random values of the reference's own schemas (its OpenAPI document), with words and ids that mean something."""

import random
import re

from differ import vocabulary as words

KIND_OF_CLASS = [
    (r"ParentTaskRunId|FilterTaskRunId|^TaskRunFilterId", "task_run"),
    (r"ParentFlowRunId|FilterFlowRunId|^FlowRunFilterId", "flow_run"),
    (r"^FlowFilterId", "flow"), (r"DeploymentId|^DeploymentFilterId|CreatedBy", "deployment"),
    (r"^WorkPoolFilterId", "pool"), (r"^AutomationFilterId", "automation"), (r"^WorkQueueFilterId", "queue"), (r"^Artifact", "artifact"), (r"^VariableFilterId", "variable"),
]
KIND_OF_FIELD = {
    "flow_id": "flow", "flow_ids": "flow", "flow_run_id": "flow_run", "flow_run_ids": "flow_run", "task_run_id": "task_run",
    "parent_task_run_id": "task_run", "deployment_id": "deployment", "child_flow_run_id": "flow_run", "lease_id": "lease",
    "deployment_concurrency_lease_id": "lease", "deployment_ids": "deployment", "schedule_id": "schedule_id", "work_queue_id": "queue",
    "global_concurrency_limit_id": "limit", "automation_id": "automation", "work_pool_id": "pool",
}
WORDS_OF_FIELD = {
    "name": words.NAMES, "names": ["a", "b", "tag:a", "deployed"], "tags": words.TAGS, "like_": words.LIKES, "startswith_": words.LIKES,
    "query": words.SEARCHES, "message": words.TEXTS, "description": words.TEXTS, "key": words.KEYS, "keys": words.KEYS, "exists_": None,
    "cache_key": ["c1", "c2", "c3"], "task_key": ["load", "save"], "dynamic_key": ["0", "1", "2", "3"], "idempotency_key": ["i1", "i2", "i3"],
    "pause_keys": ["p1", "p2"], "pause_key": ["p1", "p2"], "work_pool_name": ["pool", "other pool", "none"], "tag": ["a", "b", "c"],
    "work_queue_name": ["queue", "default", "none"], "type": ["markdown", "table", "result", "DEPLOYMENT", "process", "docker", "AUTOMATION"],
    "prefix": ["k", "", "re"], "exclude_keys": words.KEYS, "flow_version": ["1", "v2"], "task_version": ["1", "2"], "sender": ["me", "you"],
    "flow_name": ["deployed", "other", "etl"], "deployment_name": ["nightly", "limited", "made"], "slug": ["s1", "s2"], "replaces": ["s1", "s2"],
    "work_queue_names": ["queue", "default", "express"], "cron": ["0 3 * * *", "0 0 1 1 *", "x"], "timezone": ["UTC", "Europe/Berlin", "No/Where"],
    "rrule": ["DTSTART:20240101T000000Z\nRRULE:FREQ=DAILY", "FREQ=MONTHLY;BYMONTHDAY=31"],
}
DEEPEST = 6
"""Lists further down are empty: triggers are made of triggers."""
LABELS = {"labels": words.LABELS, "schema": words.SCHEMAS}


class Values:
    def __init__(self, chance: random.Random, schemas: dict[str, dict], pools: dict[str, list[str]]) -> None:
        self.chance = chance
        self.schemas = schemas
        self.pools = pools

    def id_of(self, kind: str) -> str:
        """A reference to one of the kind, more likely a recent one; seldom one that is not there."""
        pool = self.pools.get(kind, [])
        if not pool or self.chance.random() < 0.03:
            return self.chance.choice(["00000000-0000-4000-8000-000000000000", "<9999/id>"])
        recent = pool[-4:] if self.chance.random() < 0.6 else pool
        return self.chance.choice(recent)

    def moment(self) -> object:
        return self.chance.choice(words.ODD_MOMENTS if self.chance.random() < 0.06 else words.MOMENTS)

    def of(self, schema: dict, field: str = "", of_class: str = "", depth: int = 0) -> object:
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[1]
            return self.of(self.schemas[name], field, name, depth)
        if "anyOf" in schema:
            choices = [one for one in schema["anyOf"] if one.get("type") != "null"] or [{"type": "null"}]
            if len(choices) < len(schema["anyOf"]) and self.chance.random() < 0.08:
                return None
            return self.of(self.chance.choice(choices), field, of_class, depth)
        if "allOf" in schema:
            return self.of(schema["allOf"][0], field, of_class, depth)
        if "const" in schema and self.chance.random() < 0.95:
            return schema["const"]
        if "enum" in schema:
            return self.chance.choice(schema["enum"])
        if field in LABELS and schema.get("type") == "object":
            return self.chance.choice(LABELS[field])
        return getattr(self, "_" + schema.get("type", "anything"), self._anything)(schema, field, of_class, depth)

    def _object(self, schema: dict, field: str, of_class: str, depth: int) -> object:
        properties = schema.get("properties")
        if properties is None:
            inner = schema.get("additionalProperties")
            if not isinstance(inner, dict):
                return self.chance.choice([value for value in words.JSON_VALUES if isinstance(value, dict)])
            return {self.chance.choice(words.KEYS): self.of(inner, "", of_class, depth + 1) for _ in range(self.chance.randrange(3))}
        share = 0.35 if not of_class else max(0.12, min(0.7, 1.6 / len(properties)))
        required = schema.get("required", [])
        return {name: self.of(inner, name, of_class, depth + 1) for name, inner in properties.items()
                if name in required or self.chance.random() < share}

    def _array(self, schema: dict, field: str, of_class: str, depth: int) -> object:
        number = self.chance.choice([1, 1, 1, 2, 2, 3, 0]) if depth < DEEPEST else 0
        return [self.of(schema.get("items", {}), field, of_class, depth + 1) for _ in range(number)]

    def _string(self, schema: dict, field: str, of_class: str, depth: int) -> object:
        if schema.get("format") == "uuid":
            kind = KIND_OF_FIELD.get(field) or next((kind for pattern, kind in KIND_OF_CLASS if re.search(pattern, of_class)), None)
            return self.id_of(kind) if kind else self.id_of(self.chance.choice(["flow", "flow_run", "task_run"]))
        if schema.get("format") == "date-time":
            return self.moment()
        if "StateName" in of_class:
            return self.chance.choice(words.STATE_NAMES)
        if "Tags" in of_class:
            return self.chance.choice(words.TAGS)
        if field in ("any_", "not_any_", "all_", "startswith_"):
            for part, choice in (("Key", "key"), ("Queue", "work_queue_name"), ("Pool", "work_pool_name"), ("Version", "flow_version"),
                                 ("Type", "type"), ("Idempotency", "idempotency_key")):
                if part in of_class:
                    return self.chance.choice(WORDS_OF_FIELD[choice])
            return self.chance.choice(words.NAMES)
        return self.chance.choice(WORDS_OF_FIELD.get(field) or words.TEXTS)

    def _integer(self, schema: dict, field: str, of_class: str, depth: int) -> object:
        if field in ("limit", "offset", "page"):
            return self.chance.choice([0, 1, 1, 2, 3, 5, 100, 200, 200, 201, -1] if field != "offset" else [0, 0, 0, 1, 2, 5])
        if field == "level" or of_class == "LogFilterLevel":
            return self.chance.choice([0, 10, 20, 20, 30, 40, 50])
        return self.chance.choice(words.NUMBERS)

    def _number(self, schema: dict, field: str, of_class: str, depth: int) -> object:
        return self.chance.choice([0, 1, 0.5, 2.5, 60, 3600, -1])

    def _boolean(self, schema: dict, field: str, of_class: str, depth: int) -> object:
        return self.chance.random() < 0.5

    def _null(self, schema: dict, field: str, of_class: str, depth: int) -> object:
        return None

    def _anything(self, schema: dict, field: str, of_class: str, depth: int) -> object:
        return self.chance.choice(words.JSON_VALUES)

    def spoiled(self, value: object) -> object:
        """The same with something wrong somewhere in it."""
        places = list(_places(value))
        if not places or self.chance.random() < 0.05:
            return self.chance.choice(words.JUNK)
        parent, key = self.chance.choice(places)
        what = self.chance.random()
        if what < 0.15:
            del parent[key]
        elif what < 0.3 and isinstance(parent, dict):
            parent[self.chance.choice(["unknown", "id", "created", "name", ""])] = self.chance.choice(words.JUNK)
        else:
            parent[key] = self.chance.choice(words.JUNK)
        return value


def _places(value: object):
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    for key, entry in entries:
        yield value, key
        yield from _places(entry)
