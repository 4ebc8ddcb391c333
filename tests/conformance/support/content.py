"""What a team leaves in a database: content of every kind, given to a server of any release of Prefect 3 over HTTP."""

import time

import httpx

TIMES = "2024-10-0{}T0{}:15:30.123456+00:00"


class Content:
    """Fills the server behind `api`. The ids are the server's; names and values are the same on every release."""

    def __init__(self, api: str) -> None:
        self.client = httpx.Client(base_url=api, timeout=240)

    def post(self, path: str, body: object) -> dict:
        for _ in range(50):
            answer = self.client.post(path, json=body)
            if answer.status_code != 503:  # the reference on SQLite, while its database is locked
                break
            time.sleep(0.1)
        if answer.is_error:
            raise RuntimeError(f"POST {path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else {}

    def leave_all(self) -> None:
        self.leave_blocks()
        self.leave_work_pools()
        self.leave_limits()
        self.leave_deployments()
        self.leave_runs()
        self.leave_small_things()
        self.leave_automations()
        self.leave_events()

    def leave_blocks(self) -> None:
        inner = self.post("/block_types/", {"name": "Inner", "slug": "inner", "description": "within another"})
        outer = self.post("/block_types/", {"name": "Outer", "slug": "outer", "logo_url": "https://example.org/logo.png"})
        inner_fields = {"title": "Inner", "type": "object", "properties": {"secret": {"type": "string"}},
                        "block_type_slug": "inner", "secret_fields": ["secret"], "block_schema_references": {}}
        inner_schema = self.post("/block_schemas/", {
            "block_type_id": inner["id"], "capabilities": ["read-path"], "fields": inner_fields})
        outer_schema = self.post("/block_schemas/", {"block_type_id": outer["id"], "capabilities": [], "fields": {
            "title": "Outer", "type": "object", "properties": {"inner": {"$ref": "#/definitions/Inner"}},
            "block_type_slug": "outer", "secret_fields": ["inner.secret"],
            "block_schema_references": {"inner": {"block_type_slug": "inner",
                                                  "block_schema_checksum": inner_schema["checksum"]}},
            "definitions": {"Inner": inner_fields}}})
        held = self.post("/block_documents/", {
            "name": "held", "block_schema_id": inner_schema["id"], "block_type_id": inner["id"],
            "data": {"secret": "kept from everybody"}})
        self.post("/block_documents/", {
            "name": "holder", "block_schema_id": outer_schema["id"], "block_type_id": outer["id"],
            "data": {"inner": {"$ref": {"block_document_id": held["id"]}}}})
        self.block_document = held["id"]

    def leave_work_pools(self) -> None:
        self.post("/work_pools/", {"name": "trucks", "type": "process", "description": "by road", "concurrency_limit": 4,
                                   "base_job_template": {"job_configuration": {"command": "{{ command }}"},
                                                         "variables": {"properties": {"command": {"type": "string"}}}}})
        self.post("/work_pools/trucks/queues", {"name": "express", "priority": 3, "concurrency_limit": 2})
        self.post("/work_pools/trucks/workers/heartbeat", {"name": "driver 1", "heartbeat_interval_seconds": 30})

    def leave_limits(self) -> None:
        self.post("/concurrency_limits/", {"tag": "database", "concurrency_limit": 3})
        self.post("/concurrency_limits/", {"tag": "idle: ü", "concurrency_limit": 10})
        self.post("/v2/concurrency_limits/", {"name": "gate", "limit": 5, "slot_decay_per_second": 0.5})
        self.post("/v2/concurrency_limits/increment", {"names": ["gate"], "slots": 2, "mode": "concurrency"})
        # Since 3.4.19 limits of tags are global ones, and on SQLite a task that asks for one waits for its own lock.
        moved = any(limit["name"] == "tag:database" for limit in self.post("/v2/concurrency_limits/filter", {}))
        self.tags_of_holders = [] if moved else ["database"]
        if moved:
            self.post("/v2/concurrency_limits/increment", {"names": ["tag:database"], "slots": 2, "mode": "concurrency"})

    def leave_deployments(self) -> None:
        flow = self.post("/flows/", {"name": "nightly", "tags": ["etl", "ü"]})
        schedules = [
            {"active": True, "schedule": {"cron": "0 3 * * *", "timezone": "Europe/Berlin"}},
            {"active": False, "schedule": {"interval": 3600, "anchor_date": "2024-01-01T00:00:00Z"}},
            {"active": True, "schedule": {"rrule": "DTSTART:20240101T000000Z\nRRULE:FREQ=WEEKLY;BYDAY=MO"}},
        ]
        common = {"flow_id": flow["id"], "work_pool_name": "trucks", "parameter_openapi_schema": {"type": "object"},
                  "entrypoint": "flows.py:nightly", "pull_steps": [{"prefect.deployments.steps.set_working_directory":
                                                                    {"directory": "/srv"}}]}
        first = self.post("/deployments/", common | {
            "name": "all of it", "schedules": schedules, "parameters": {"day": None, "sizes": [1, 2.5]}, "tags": ["prod"],
            "description": "every night", "version": "1.2", "job_variables": {"command": "run"},
            "work_queue_name": "express", "enforce_parameter_schema": False, "paused": False})
        second = self.post("/deployments/", common | {"name": "by hand", "schedules": [], "paused": True})
        self.post(f"/deployments/{first['id']}/schedule", {
            "start_time": "2030-01-01T00:00:00Z", "end_time": "2030-01-03T00:00:00Z", "min_runs": 2, "max_runs": 4})
        self.post(f"/deployments/{second['id']}/create_flow_run", {"name": "asked for", "parameters": {"day": "2024-10-01"}})
        # As Prefect 3.0 named the limits of deployments, before they were columns.
        if not any(limit["name"].startswith("deployment:") for limit in self.post("/v2/concurrency_limits/filter", {})):
            self.post("/v2/concurrency_limits/", {"name": f"deployment:{second['id']}", "limit": 1})
        self.deployment = first["id"]

    def leave_runs(self) -> None:
        flow = self.post("/flows/", {"name": "by states", "tags": []})
        states = ["SCHEDULED", "PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED", "CRASHED", "PAUSED", "CANCELLING"]
        for number, state in enumerate(states):
            run = self.post("/flow_runs/", {
                "flow_id": flow["id"], "name": f"run {number}", "tags": [state.lower()], "idempotency_key": f"key {number}",
                "parameters": {"text": "a \u2028 \"quoted\" 'too'; --", "number": 2**53, "none": None, "list": [[], {}]},
                "context": {"deep": {"er": [1]}}, "empirical_policy": {"retries": 2, "retry_delay": 3}})
            for at, kind in enumerate(["PENDING", state]):
                self.post(f"/flow_runs/{run['id']}/set_state", {"force": True, "state": {
                    "type": kind, "name": f"{kind.title()} by hand", "message": "said", "data": {"value": number},
                    "state_details": {"pause_key": "k"} if kind == "PAUSED" else {}}})
            task = self.post("/task_runs/", {
                "flow_run_id": run["id"], "task_key": "load", "dynamic_key": str(number), "name": f"load-{number}",
                "cache_key": f"cached {number}", "tags": self.tags_of_holders if state == "RUNNING" else ["t"],
                "task_inputs": {"x": [{"input_type": "constant", "type": "int"}]}, "state": {"type": "PENDING"}})
            # Of the running ones the limit of the tag counts its slot.
            self.post(f"/task_runs/{task['id']}/set_state", {
                "force": state != "RUNNING", "state": {"type": state, "data": [1, {"a": None}]}})
            for version in range(2):
                self.post("/artifacts/", {
                    "key": f"report-{number}", "type": "markdown", "data": f"# version {version}", "flow_run_id": run["id"],
                    "task_run_id": task["id"], "description": "of the run", "metadata_": {"n": str(number)}})
            self.post("/logs/", [{"name": "prefect.flow_runs", "level": 20, "message": f"line {number} é",
                                  "flow_run_id": run["id"], "timestamp": TIMES.format(1 + number % 9, number % 9)}])
        self.post(f"/flow_runs/{run['id']}/input", {"key": "asked", "value": "\"answer\"", "sender": "somebody"})
        # Two tasks more that hold the limit, one of them without a flow.
        for number, parent in enumerate([run["id"], None]):
            task = self.post("/task_runs/", {"flow_run_id": parent, "task_key": "hold", "dynamic_key": f"h{number}",
                                             "tags": self.tags_of_holders, "state": {"type": "PENDING"}})
            self.post(f"/task_runs/{task['id']}/set_state", {"state": {"type": "RUNNING"}})

    def leave_small_things(self) -> None:
        for number, value in enumerate(["plain", {"a": [1, 2.5, None, True]}, 7, None]):
            self.post("/variables/", {"name": f"variable_{number}", "value": value, "tags": ["v"]})
        searched = self.client.put("/saved_searches/", json={"name": "late ones", "filters": []})
        searched.raise_for_status()

    def leave_automations(self) -> None:
        expected = {"type": "event", "posture": "Reactive", "expect": ["prefect.flow-run.Failed"], "threshold": 1,
                    "within": 0, "match": {"prefect.resource.id": "prefect.flow-run.*"}, "for_each": []}
        self.post("/automations/", {"name": "on failure", "description": "tells", "enabled": True, "trigger": expected,
                                    "actions": [{"type": "do-nothing"}]})
        self.post("/automations/", {"name": "both", "enabled": False, "actions": [
            {"type": "run-deployment", "source": "selected", "deployment_id": self.deployment, "parameters": {"x": 1}}],
            "trigger": {"type": "compound", "require": "all", "within": 60, "triggers": [expected, expected | {
                "expect": ["prefect.flow-run.Crashed"]}]}})
        if self.has("/flow_run_notification_policies/filter"):
            policies = [
                {"state_names": ["Failed", "Crashed"], "tags": ["prod", "etl"], "is_active": True,
                 "message_template": "{flow_name}/{flow_run_name} is {flow_run_state_name} at {flow_run_state_timestamp} {{x}}"},
                {"state_names": [], "tags": [], "is_active": False},
                {"state_names": ["Completed"], "tags": [], "is_active": True, "message_template": ""},
            ]
            for policy in policies:
                self.post("/flow_run_notification_policies/", policy | {"block_document_id": self.block_document})

    def leave_events(self) -> None:
        """Those of the states are there already; these are a client's own."""
        wanted = [{
            "id": f"00000000-0000-4000-8000-00000000000{number}", "event": "shop.order.placed",
            "occurred": TIMES.format(1 + number, number), "payload": {"amount": number, "text": "ü"},
            "resource": {"prefect.resource.id": f"shop.order.{number}", "prefect.resource.name": "an order"},
            "related": [{"prefect.resource.id": "shop.customer.1", "prefect.resource.role": "customer"}],
            "follows": f"00000000-0000-4000-8000-00000000000{number - 1}" if number else None,
        } for number in range(5)]
        self.post("/events", wanted)
        asked = {"filter": {"event": {"name": ["shop.order.placed"]}, "occurred": {
            "since": "2024-10-01T00:00:00Z", "until": "2024-10-31T00:00:00Z"}}}
        for _ in range(300):
            if self.post("/events/filter", asked)["total"] == len(wanted):
                return
            time.sleep(0.1)
        raise RuntimeError("the server has not stored its events")

    def has(self, path: str) -> bool:
        return self.client.post(path, json={}).status_code != 404
