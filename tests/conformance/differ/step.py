"""One call of a sequence, as text that means the same on both servers.

Strings hold references where the servers' own values must stand: `<3/id>` is what the answer to step 3 of the same
sequence has at that path, `<setup/deployment>` something of the common ground (ground.py), `<now-3600>` a moment,
in seconds from the time the step is sent, the same for both. A reference to nothing is an id that nobody has.
"""

import json
import re
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

REFERENCE = re.compile(r"<(\d+|setup|now)((?:/[\w-]+)+|[+-]\d+)?>")


@dataclass
class Step:
    method: str
    path: str
    body: object = None
    """JSON; None sends no body."""
    raw: str | None = None
    """Sent as it is, instead of a body."""
    headers: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict:
        said: dict[str, object] = {"call": f"{self.method} {self.path}"}
        for name in ("body", "raw", "headers"):
            if (value := getattr(self, name)) not in (None, {}) or (name == "body" and value == {}):
                said[name] = value
        return said

    @staticmethod
    def from_json(said: dict) -> "Step":
        method, path = said["call"].split(" ", 1)
        return Step(method, path, said.get("body"), said.get("raw"), said.get("headers", {}))

    def asked(self) -> dict:
        """The members of the body, or none."""
        try:
            members = self.body if self.raw is None else json.loads(self.raw)
        except ValueError:
            return {}
        return members if isinstance(members, dict) else {}

    def mentioned(self) -> set[int]:
        """The earlier steps it refers to."""
        return {int(found[1]) for found in REFERENCE.finditer(json.dumps(self.as_json())) if found[1].isdigit()}

    def shifted(self, numbers: dict[int, int]) -> "Step":
        """The same step where the steps it refers to have other numbers; without one it refers to nothing."""
        def renumbered(found: re.Match) -> str:
            return f"<{numbers.get(int(found[1]), 9999)}{found[2] or ''}>" if found[1].isdigit() else found[0]
        return Step.from_json(json.loads(REFERENCE.sub(renumbered, json.dumps(self.as_json()))))


def moment(now: datetime, seconds: int) -> str:
    return (now + timedelta(seconds=seconds)).astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


class Meaning:
    """What references stand for on one server."""

    def __init__(self, setup: dict[str, str]) -> None:
        self.answers: dict[int, object] = {}
        self.setup = setup

    def __call__(self, value: object, now: datetime) -> object:
        if isinstance(value, dict):
            return {self(key, now): self(entry, now) for key, entry in value.items()}
        if isinstance(value, list):
            return [self(entry, now) for entry in value]
        if isinstance(value, str):
            return REFERENCE.sub(lambda found: self._stands_for(found, now), value)
        return value

    def _stands_for(self, found: re.Match, now: datetime) -> str:
        if found[1] == "now":
            return moment(now, int(found[2] or 0))
        value: object = self.setup if found[1] == "setup" else self.answers.get(int(found[1]))
        for part in (found[2] or "").strip("/").split("/"):
            if isinstance(value, list) and part.isdigit():
                value = value[int(part)] if int(part) < len(value) else None
            else:
                value = value.get(part) if isinstance(value, dict) else None
        return value if isinstance(value, str) else str(uuid.uuid5(uuid.NAMESPACE_URL, found[0]))


def save(steps: list[Step], file: Path, why: str) -> None:
    lines = ",\n".join("  " + json.dumps(step.as_json()) for step in steps)
    file.write_text(f'{{"why": {json.dumps(why)},\n "steps": [\n{lines}\n]}}\n')


def load(file: Path) -> list[Step]:
    return [Step.from_json(said) for said in json.loads(file.read_text())["steps"]]
