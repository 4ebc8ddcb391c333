"""Random sequences: the same seed makes the same calls, as long as the servers answer the same."""

import copy
import random
import re
from urllib.parse import quote

from differ import vocabulary as words
from differ.answer import Answer
from differ.automation_calls import AUTOMATION_CALLS
from differ.comparison import RANDOM_NAME
from differ.deployment_calls import DEPLOYMENT_CALLS, DEPLOYMENTS, POOLS, QUEUES, WORKERS
from differ.run_calls import RUN_CALLS
from differ.slot_calls import SLOT_CALLS
from differ.spared import spare_the_reference
from differ.step import Step
from differ.values import Values

SECTIONS = ("/flows/", "/flow_runs/", "/task_runs/", "/flow_run_states/", "/task_run_states/", "/logs/", "/artifacts/", "/variables/",
            "/saved_searches/", "/concurrency_limits/", "/v2/concurrency_limits/", "/csrf-token", "/ui/", "/admin/", "/hello", "/ready",
            "/observed-states", "/deployments/", "/work_pools/", "/work_queues/", "/task_workers/", "/automations/")
LEFT_OUT = {"GET /admin/settings": "each server has its own home and database"}
KIND_OF_SECTION = {"flows": "flow", "flow_runs": "flow_run", "task_runs": "task_run", "artifacts": "artifact", "variables": "variable",
                   "flow_run_states": "flow_run_state", "task_run_states": "task_run_state", "v2": "limit",
                   "concurrency_limits": "tag_limit", "saved_searches": "saved_search", "deployments": "deployment",
                   "work_pools": "pool", "work_queues": "queue", "automations": "automation"}
WORDS_OF_PATH = [(r"/queues/{name}|/work_queues/name/", QUEUES), (r"/workers/{name}", WORKERS), (r"^/work_pools/", POOLS)]
"""What stands for {name} in a path; the first that fits."""
WEIGHTS = [(r"bulk_delete$", 0.15), (r"^DELETE", 0.35), (r"/(filter|paginate|count|history|lateness)$", 1.6), (r"^POST .*_runs/$", 3),
           (r"^POST /[a-z_0-9/]*/$", 1.5), (r"/increment|/decrement", 1.2)]
"""The first pattern that fits a call says how often it comes; else 1."""
SHARE_OF_RUN_CALLS = 0.28
SHARE_OF_SLOT_CALLS = 0.06
SHARE_OF_DEPLOYMENT_CALLS = 0.22
SHARE_OF_AUTOMATION_CALLS = 0.1
SHARE_OF_SPOILED = 0.12


class Generator:
    def __init__(self, seed: object, openapi: dict) -> None:
        self.chance = random.Random(str(seed))
        self.pools: dict[str, list[str]] = {
            "deployment": [f"<setup/{name}>" for name in ("deployment", "limited", "cancelling", "bare")],
            "flow": ["<setup/flow>", "<setup/other-flow>"],
            "pool": ["<setup/pool>", "<setup/other-pool>"], "queue": ["<setup/queue>"]}
        self.values = Values(self.chance, openapi["components"]["schemas"], self.pools)
        self._calls = [(method.upper(), path, said) for path, methods in sorted(openapi["paths"].items())
                       for method, said in sorted(methods.items())
                       if (path.startswith(SECTIONS) and f"{method.upper()} {path}" not in LEFT_OUT)]
        self._weights = [next((weight for pattern, weight in WEIGHTS if re.search(pattern, f"{method} {path}")), 1)
                         for method, path, _ in self._calls]
        self._has_empty_limits = False
        self._due = [Step("POST", "/flows/", {"name": "etl", "tags": ["a"]})]

    def next(self) -> Step:
        if self._due:
            return self._due.pop()
        kind = self.chance.random()
        if kind < SHARE_OF_RUN_CALLS:
            step = self.chance.choice(RUN_CALLS)(self.values)
        elif kind < SHARE_OF_RUN_CALLS + SHARE_OF_SLOT_CALLS:
            step = self.chance.choice(SLOT_CALLS)(self.values)
        elif kind < SHARE_OF_RUN_CALLS + SHARE_OF_SLOT_CALLS + SHARE_OF_DEPLOYMENT_CALLS:
            step = self.chance.choice(DEPLOYMENT_CALLS)(self.values)
        elif kind < SHARE_OF_RUN_CALLS + SHARE_OF_SLOT_CALLS + SHARE_OF_DEPLOYMENT_CALLS + SHARE_OF_AUTOMATION_CALLS:
            step = self.chance.choice(AUTOMATION_CALLS)(self.values)
        else:
            step = self._of_schema(*self.chance.choices(self._calls, self._weights)[0])
        if self.chance.random() < 0.1:
            step.headers["x-prefect-api-version"] = self.chance.choice(words.API_VERSIONS)
        if step.body is not None and self.chance.random() < SHARE_OF_SPOILED:
            if self.chance.random() < 0.06:
                step.raw, step.body = self.chance.choice(words.RAW), None
            else:
                step.body = self.values.spoiled(copy.deepcopy(step.body))
        spare_the_reference(step, self.values.id_of("flow_run"), self._has_empty_limits)
        return step

    def learn(self, number: int, step: Step, answer: Answer) -> None:
        """What the answer gives to the steps after it."""
        if not 200 <= answer.status < 300:
            return
        section, *rest = step.path.strip("/").split("/")
        content = answer.content
        if "concurrency_limits" in step.path and isinstance(step.body, dict):
            sent = [step.body.get(name, 1) for name in ("limit", "concurrency_limit")]
            self._has_empty_limits |= any(value in (0, "0") for value in sent)
        if step.path.endswith("/set_state") and isinstance(content, dict) and content.get("state"):
            self._keep(f"{KIND_OF_SECTION[section]}_state", f"<{number}/state/id>")
        elif section in ("deployments", "work_pools") and len(rest) > 1:
            self._learn_parts(number, step, content)
        elif step.method in ("POST", "PUT") and isinstance(content, dict) and isinstance(content.get("id"), str):
            self._keep(KIND_OF_SECTION[section], f"<{number}/id>")
            if section.endswith("_runs"):
                self._name_later(f"/{section}/<{number}/id>", content["name"])
            if content.get("state_id"):
                self._keep(f"{KIND_OF_SECTION[section]}_state", f"<{number}/state_id>")
        elif step.path.endswith("increment-with-lease") and isinstance(content, dict):
            self._keep("lease", f"<{number}/lease_id>")

    def _learn_parts(self, number: int, step: Step, content: object) -> None:
        """What is made within a deployment or a pool."""
        if step.method != "POST" or not content:
            return
        if step.path.endswith("/schedules"):
            deployment = step.path.split("/")[2]
            for place in range(len(content)):
                self._keep("schedule", f"{deployment}/schedules/<{number}/{place}/id>")
        elif step.path.endswith("/create_flow_run/bulk"):
            for place in range(len(content["results"])):
                # Their names are not told; those that each server draws would sort by chance.
                self._keep("flow_run", run := f"<{number}/results/{place}/flow_run_id>")
                self._due.append(Step("PATCH", f"/flow_runs/{run}", {"name": "named later"}))
        elif step.path.endswith("/create_flow_run"):
            self._keep("flow_run", f"<{number}/id>")
            self._name_later(f"/flow_runs/<{number}/id>", content["name"])
            self._keep("flow_run_state", f"<{number}/state_id>")
        elif step.path.endswith("/queues"):
            self._keep("queue", f"<{number}/id>")

    def _name_later(self, path: str, name: str) -> None:
        """What filters and sorts say of names that each server draws for itself is chance."""
        if RANDOM_NAME.fullmatch(name) and name not in words.NAMES:
            self._due.append(Step("PATCH", path, {"name": "named later"}))

    def _keep(self, kind: str, reference: str) -> None:
        self.pools.setdefault(kind, []).append(reference)

    def _of_schema(self, method: str, path: str, said: dict) -> Step:
        section = path.removeprefix("/ui").split("/")[1]

        def value_of(found: re.Match) -> str:
            name = found[1]
            if name in ("id", "lease_id", "id_or_name"):
                kind = "lease" if name == "lease_id" else KIND_OF_SECTION[section]
                if name == "id_or_name" and self.chance.random() < 0.4:
                    return self.chance.choice(["a", "b", "tag:a", "none"])
                if kind != "lease" and self.chance.random() < 0.01:
                    return self.chance.choice(["1", "not-an-id", "00000000000040008000000000000000"])
                return self.values.id_of(kind)
            if name == "name" and (known := next((known for pattern, known in WORDS_OF_PATH if re.search(pattern, path)), None)):
                return quote(self.chance.choice(known), safe="")
            return quote(str(self.values.of({"type": "string"}, name) or "k1"), safe="")

        filled = re.sub(r"{(\w+)}", value_of, path)
        asked = []
        for parameter in said.get("parameters", []):
            if parameter["in"] == "query" and self.chance.random() < 0.95:
                value = self.values.of(parameter["schema"], parameter["name"])
                asked.append(f"{parameter['name']}={quote(str(value), safe='<>/+:')}")
        if asked:
            filled += "?" + "&".join(asked)
        schema = said.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        body = None if schema is None else self.values.of(schema)
        return Step(method, filled, body)
