"""Makes what two servers say comparable: what is random or a matter of time gets a name for its kind, nothing else."""

import re

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?")
UNDASHED_UUID = re.compile(r"\b[0-9a-f]{32}\b")
RANDOM_RUN_NAME = re.compile(r"\b[a-z]+-[a-z]+\b")
TASK_RUN_NAME = re.compile(r"^(.*)-[0-9a-f]{3,8}$")

DURATIONS = {"total_run_time", "estimated_run_time", "total_task_run_time"}
DELAYS = {"estimated_start_time_delta"}
"""Of none or of some seconds: a scheduled run may begin up to a second ahead of its time, as its client happens to ask."""


class Normaliser:
    """Knows the names that the observed runs and their homes have."""

    def __init__(self, home: str) -> None:
        self._names: dict[str, str] = {home: "<home>"}

    def learn(self, name: str | None, stands_for: str) -> None:
        if name:
            self._names[name] = stands_for

    def learn_flow_run(self, flow_run: dict) -> None:
        if RANDOM_RUN_NAME.fullmatch(flow_run["name"]):
            self.learn(flow_run["name"], "<random name>")

    def learn_event(self, event: dict) -> None:
        """Events tell names that runs had before they were given one."""
        for resource in [event["resource"], *event["related"]]:
            if resource["prefect.resource.id"].startswith("prefect.flow-run."):
                self.learn_flow_run({"name": resource.get("prefect.resource.name", "")})
            if resource["prefect.resource.id"].startswith("prefect.task-run."):
                self._learn_name_of_task_run(resource.get("prefect.resource.name", ""))

    def _learn_name_of_task_run(self, name: str) -> None:
        if name in self._names:
            return
        if TASK_RUN_NAME.match(name):  # the key may be letters alone: greet-fae
            self.learn_task_run({"name": name, "dynamic_key": ""})
        else:  # that of a subflow may be called as its flow run
            self.learn_flow_run({"name": name})

    def learn_task_run(self, task_run: dict) -> None:
        if named := TASK_RUN_NAME.match(task_run["name"]):
            self.learn(task_run["name"], f"{named[1]}-<key>")
        self.learn(task_run["dynamic_key"] if len(task_run["dynamic_key"]) > 8 else None, "<dynamic key>")

    def __call__(self, value: object, key: str = "") -> object:
        if isinstance(value, dict):
            return {self._text(k): self(v, k) for k, v in value.items()}
        if isinstance(value, list):
            items = [self(item) for item in value]
            return sorted(items, key=repr) if key in {"related", "tags"} else items
        if isinstance(value, str):
            return self._text(value)
        if key in DURATIONS and isinstance(value, (int, float)):
            return "<seconds>" if value else "<none yet>" if value == 0 else "<negative>"
        if key in DELAYS and isinstance(value, (int, float)):
            return "<seconds>" if value >= 0 else "<negative>"
        return value

    def _text(self, text: str) -> str:
        for name, stands_for in self._names.items():
            if name in text:  # the key of a task may begin as the name of a run
                text = re.sub(re.escape(name) + "(?![0-9a-f])", lambda _, to=stands_for: to, text)
        text = UUID.sub("<id>", text)
        text = TIME.sub("<time>", text)
        return UNDASHED_UUID.sub("<key>", text)
