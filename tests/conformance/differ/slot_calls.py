"""Calls that take and give back slots of a few narrow limits: by chance alone they would hardly ever meet one that is full."""

from differ.run_calls import some
from differ.step import Step
from differ.values import Values

LIMITS = ["narrow", "tag:a", "tag:c"]


def create_limit(values: Values) -> Step:
    chance = values.chance
    return Step("POST", "/v2/concurrency_limits/", {"name": chance.choice(LIMITS), "limit": chance.randrange(1, 4)}
                | some(chance, 0.1, lambda: {"active": False}) | some(chance, 0.15, lambda: {"active_slots": chance.randrange(3)})
                | some(chance, 0.15, lambda: {"denied_slots": chance.randrange(4)}))


def create_tag_limit(values: Values) -> Step:
    chance = values.chance
    return Step("POST", "/concurrency_limits/", {"tag": chance.choice("ac"), "concurrency_limit": chance.randrange(4)})


def asked(values: Values) -> dict:
    chance = values.chance
    return {"slots": chance.randrange(1, 3), "names": chance.sample(LIMITS, chance.randrange(1, 3))}


def take_slots(values: Values) -> Step:
    chance = values.chance
    how = chance.choice(["increment", "increment", "increment-with-lease"])
    return Step("POST", f"/v2/concurrency_limits/{how}",
                asked(values) | some(chance, 0.1, lambda: {"mode": chance.choice(["concurrency", "rate_limit"])}))


def give_back_slots(values: Values) -> Step:
    return Step("POST", "/v2/concurrency_limits/decrement",
                asked(values) | some(values.chance, 0.4, lambda: {"occupancy_seconds": values.chance.choice([0.05, 1.5, 60])}))


def take_tag_slots(values: Values) -> Step:
    how = values.chance.choice(["increment", "increment", "decrement"])
    return Step("POST", f"/concurrency_limits/{how}", {"names": values.chance.sample("acd", 2), "task_run_id": values.id_of("task_run")}
                | some(values.chance, 0.0 if how == "increment" else 0.3, lambda: {"occupancy_seconds": 1}))


def read_limit(values: Values) -> Step:
    return Step("GET", f"/v2/concurrency_limits/{values.chance.choice(LIMITS)}")


SLOT_CALLS = [create_limit, create_limit, create_tag_limit, take_slots, take_slots, take_slots, take_slots, give_back_slots,
              take_tag_slots, read_limit]
