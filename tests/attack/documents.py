"""Bodies made at random: much of what is wrong, much of anything, or what almost fits."""

import json
import random

PATHS = (
    "/api/flows/", "/api/flows/filter", "/api/flow_runs/", "/api/flow_runs/filter", "/api/task_runs/", "/api/task_runs/filter",
    "/api/logs/", "/api/logs/filter", "/api/events", "/api/events/filter", "/api/artifacts/", "/api/variables/",
    "/api/block_documents/filter", "/api/v2/concurrency_limits/", "/api/saved_searches/", "/api/flow_runs/history",
)  # fmt: skip

SPOILS = ("0", "{}", "[]", "null", '"x"', '{"a":0}', "[0]", "1.5", '""', "-1e999", '{"name":0}', '"2026-01-01T00:00:00Z"')
NAMES = ("name", "flow_id", "limit", "offset", "flows", "id", "any_", "tags", "all_", "state", "type", "sort", "filter",
         "resource", "event", "occurred", "message", "level", "timestamp", "parameters", "data", "key", "value")  # fmt: skip


def body(chance: random.Random, most: int) -> bytes:
    """Of `most` bytes at most, and now and then as many."""
    size = int(most ** chance.uniform(0.3, 1))
    kind = chance.randrange(8)
    if kind == 0:  # a list of one thing: a problem each, or much memory
        one = chance.choice(SPOILS) + ","
        return ("[" + one * (size // len(one)) + "0]").encode()
    if kind == 1:  # an object of unknown members
        one = [f'"{i:x}":{chance.choice(SPOILS)}' for i in range(size // 16)]
        return ("{" + ",".join(one) + "}").encode()
    if kind == 2:  # deep
        deep = min(size, 2_000_000)
        return (chance.choice(("[", '{"a":')) * deep).encode()[:most]
    if kind == 3:  # long strings
        return json.dumps({chance.choice(NAMES): chance.choice(("x", "\\", "é", "\0")) * (size // 6)}).encode()[:most]
    if kind == 4:  # no JSON
        return chance.randbytes(min(size, 1 << 20))
    if kind == 5:  # a known list in a filter
        ids = ",".join('"%032x"' % chance.getrandbits(128) for _ in range(size // 36))
        return f'{{"flows":{{"id":{{"any_":[{ids}]}}}},"limit":{chance.randrange(-1, 300)}}}'.encode()
    if kind == 6:  # cut off
        return json.dumps(_value(chance, 6)).encode()[: max(1, size // 2)]
    return json.dumps({name: _value(chance, 4) for name in chance.sample(NAMES, 5)}).encode()[:most]


def _value(chance: random.Random, depth: int) -> object:
    kind = chance.randrange(8 if depth > 0 else 5)
    if kind < 5:
        return (None, chance.getrandbits(70), chance.random() * 10**9, chance.choice(NAMES), "\ud83d\udc4b\0")[kind]
    if kind == 5:
        return [_value(chance, depth - 1) for _ in range(chance.randrange(6))]
    return {name: _value(chance, depth - 1) for name in chance.sample(NAMES, chance.randrange(6))}
