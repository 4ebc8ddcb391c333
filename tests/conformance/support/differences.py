"""Says in a few lines where two observations differ."""

import json
import re
from collections import Counter

import pytest

POSITION = re.compile(r"/\d+(\([^)]*\))?(?=[/:])")


def assert_same(expected: object, found: object) -> None:
    """Fails with one line a kind of difference: where, what the reference says, what praetor says."""
    counted = Counter(POSITION.sub(r"/*\1", line) for line in differences(expected, found))
    lines = [line if times == 1 else f"{times} times {line}" for line, times in counted.items()]
    if lines:
        shown = lines[:40] + ([f"… and {len(lines) - 40} more"] if len(lines) > 40 else [])
        pytest.fail("\n".join(["praetor (found) differs from the reference (expected):", *shown]), pytrace=False)


def differences(expected: object, found: object, where: str = ""):
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in sorted({*expected, *found}, key=str):
            if key not in found:
                yield f"{where}/{key}: expected {short(expected[key])}, found nothing"
            elif key not in expected:
                yield f"{where}/{key}: expected nothing, found {short(found[key])}"
            else:
                yield from differences(expected[key], found[key], f"{where}/{key}")
    elif isinstance(expected, list) and isinstance(found, list):
        yield from _differences_of_lists(expected, found, where)
    elif expected != found or type(expected) is not type(found):
        yield f"{where}: expected {short(expected)}, found {short(found)}"


def _differences_of_lists(expected: list, found: list, where: str):
    if len(expected) == len(found):
        for number, (one, other) in enumerate(zip(expected, found)):
            yield from differences(one, other, f"{where}/{number}{label(one)}")
        return
    yield f"{where}: expected {len(expected)} entries, found {len(found)}"
    missing, surplus = list(expected), []
    for entry in found:
        if entry in missing:
            missing.remove(entry)
        else:
            surplus.append(entry)
    yield from (f"{where}: only expected: {short(entry)}" for entry in missing)
    yield from (f"{where}: only found: {short(entry)}" for entry in surplus)


def label(entry: object) -> str:
    if isinstance(entry, dict):
        for key in ("name", "event", "key", "message"):
            if isinstance(entry.get(key), str):
                return f"({entry[key][:40]})"
    return ""


def short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 700 else text[:700] + "…"
