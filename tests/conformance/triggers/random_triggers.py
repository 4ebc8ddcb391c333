"""Random automations without actions, and events for them in no good order; both servers make the same of them, whenever they
look, if the events come within seconds."""

import random
import uuid
from datetime import datetime, timedelta

LABELS = ["prefect.resource.id", "stage", "related:flow:prefect.resource.id", "related:flow:name", "none"]


def make_automations(chance: random.Random, count: int) -> list[dict]:
    made = [_reactive, _reactive, _proactive, _composite]
    return [{"id": _uuid(chance), "name": f"automation {number}", "actions": [], "trigger": chance.choice(made)(chance)}
            for number in range(count)]


def make_events(chance: random.Random, count: int, start: datetime) -> list[dict]:
    """Those of proactive triggers occur within four seconds from `start` on, others hours before or after, too."""
    events = [_event(chance, start) for _ in range(count)]
    for event in events:
        if chance.random() < 0.1:
            event["follows"] = chance.choice(events)["id"]
        elif chance.random() < 0.02:
            event["follows"] = _uuid(chance)
    return events


def _uuid(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def _some(chance: random.Random, choices: list[str], most: int, least: int = 0) -> list[str]:
    return chance.sample(choices, chance.randint(least, min(most, len(choices))))


def _specification(chance: random.Random) -> dict:
    made: dict[str, object] = {}
    if chance.random() < 0.4:
        made["prefect.resource.id"] = chance.choice(["thing.*", "thing.1", ["thing.1", "thing.2"], "!thing.0", "*", "thing.[02]"])
    if chance.random() < 0.2:
        made["stage"] = chance.choice(["dev", "!dev", ["dev", "prod"], "?ev"])
    return made


def _related(chance: random.Random) -> dict | list:
    choices: list = [{}, {}, {}, {"prefect.resource.role": "flow"}, {"prefect.resource.id": "flow.*"}, {"prefect.resource.id": "flow.1"},
                     {"prefect.resource.id": ["flow.0", "flow.1"], "prefect.resource.role": "flow"}, {"name": "!a"}]
    return chance.choice(choices) if chance.random() < 0.7 else [chance.choice(choices) for _ in range(chance.randint(0, 2))]


def _reactive(chance: random.Random) -> dict:
    names = ["r.a", "r.b", "r.c", "r.*", "r.?", "r.[ab]", "r.a*", "!r.a"]
    return {
        "type": "event", "id": _uuid(chance), "posture": "Reactive",
        "expect": _some(chance, names, 2, 1),
        "after": _some(chance, names, 1) if chance.random() < 0.3 else [],
        "for_each": _some(chance, LABELS, 2) if chance.random() < 0.5 else [],
        "match": _specification(chance), "match_related": _related(chance),
        "threshold": chance.choice([1, 1, 1, 2, 3, 5]), "within": chance.choice([0, 0, 1, 10, 60, 3600]),
    }


def _proactive(chance: random.Random) -> dict:
    return {
        "type": "event", "id": _uuid(chance), "posture": "Proactive",
        "after": _some(chance, ["p.start", "p.beat"], 2, 1),
        "expect": _some(chance, ["p.start", "p.beat", "p.done"], 3, 1),
        "for_each": ["prefect.resource.id"] + _some(chance, ["stage"], 1),
        "match": _specification(chance) if chance.random() < 0.3 else {},
        "threshold": chance.choice([1, 1, 2, 3]), "within": chance.choice([10, 11, 12]),
    }


def _composite(chance: random.Random) -> dict:
    # No two parts look for the same events: the reference asks them in an order of chance.
    names = [f"c.{number}" for number in range(8)]
    chance.shuffle(names)
    return _whole(chance, names, 3)


def _whole(chance: random.Random, names: list[str], depth: int) -> dict:
    parts = []
    for _ in range(chance.randint(1, 3)):
        if depth > 1 and chance.random() < 0.3:
            parts.append(_whole(chance, names, depth - 1))
        elif names:
            parts.append({"type": "event", "id": _uuid(chance), "posture": "Reactive", "expect": [names.pop()],
                          "threshold": chance.choice([1, 1, 1, 2]), "match": _specification(chance) if chance.random() < 0.2 else {}})
    made = {"type": "sequence", "id": _uuid(chance), "within": chance.choice([None, 3600, 600.5]), "triggers": parts}
    if chance.random() < 0.6:
        made |= {"type": "compound", "require": chance.choice(["any", "all", "all", chance.randint(1, max(1, len(parts)))])}
        if not parts and isinstance(made["require"], int):
            made["require"] = "all"
    return made


def _event(chance: random.Random, start: datetime) -> dict:
    kind = chance.choice("rrpcc")
    after = chance.uniform(0, 4)
    if kind != "p":
        after = chance.uniform(-7200, 7200) if chance.random() < 0.1 else chance.uniform(-20, 20)
    thing = f"thing.{chance.randint(0, 2)}" if kind != "p" else f"thing.{chance.randint(0, 30)}"
    name = {"r": ["r.a", "r.b", "r.c", "r.ab"], "p": ["p.start", "p.beat", "p.beat", "p.done"],
            "c": [f"c.{number}" for number in range(8)]}[kind]
    return {
        "id": _uuid(chance), "event": chance.choice(name), "occurred": (start + timedelta(seconds=after)).isoformat(),
        "resource": {"prefect.resource.id": thing} | ({"stage": chance.choice(["dev", "prod"])} if chance.random() < 0.7 else {}),
        "related": [{"prefect.resource.id": f"flow.{chance.randint(0, 2)}", "prefect.resource.role": chance.choice(["flow", "tag"]),
                     "name": chance.choice("ab")} for _ in range(chance.randint(0, 2))],
        "payload": {"number": chance.randint(0, 9)},
    }
