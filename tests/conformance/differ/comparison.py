"""Whether two servers say the same, though each draws its own ids and reads its own clock.

- An id of the one corresponds to one id of the other, from the first time the two stand at the same place on.
- A moment that the client sent comes back exactly; others are readings of the clock and may be TOLERANCE apart.
- Lengths of time are readings of the clock too.
- Names that a server draws for a run correspond as ids do.
"""

import json
import re
from datetime import datetime, timezone

TOLERANCE = 10.0
"""Seconds; a step takes a fraction of one, but the machine of the tests may be busy."""

SPECIAL = re.compile(
    r"(?P<id>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b)"
    r"|(?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)")

RANDOM_NAME = re.compile(r"[a-z]{2,}-[a-z]{2,}")
"""What a server calls a run that was not given a name."""

LENGTHS = {"total_run_time", "estimated_run_time", "estimated_start_time_delta", "total_task_run_time", "delay_seconds",
           "avg_slot_occupancy_seconds", "sum_estimated_run_time", "sum_estimated_lateness", "average_lateness", "estimated_lateness", "flow_run_run_time", "lateness",
           "duration", "time_in_current_state"}
"""Of history buckets they are sums over many runs."""

NAMES_AS_FOUND = re.compile(r"do not have a decay configured: '(.*)'")
"""The reference tells them in the order in which its database comes upon the rows."""

SETS = {"pause_keys", "after", "expect", "for_each"}
"""Python sets, in the order of their hashes, which are drawn anew by every process."""

SAID_MORE_EXACTLY = {
    ("Data integrity conflict. This usually means a unique or foreign key constraint was violated. See server logs for details.",
     "Schedule slugs must be unique within a deployment."),
}
"""What the reference says on SQLite, and what praetor says on both (docs/differences.md)."""

MOST_PROBLEMS = 100
"""So many praetor tells of a request, however much is wrong with it (server/base/json/problems.hpp)."""

SURE_PROBLEMS = 50
"""Of a trigger with more problems than that, so many are told for sure: praetor counts those too that it forgets when another
alternative of a trigger within it fits."""

ECHOED = {"expected_start_time", "next_scheduled_start_time", "cache_expiration"}
"""In the answer to a create the reference repeats these in the zone they were sent in, from its own memory; they are
kept, and told from then on, in UTC."""


def instant(text: str) -> datetime:
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=timezone.utc)


class Correspondence:
    def __init__(self) -> None:
        self._to_found: dict[str, str] = {}
        self._to_expected: dict[str, str] = {}
        self._numbers: dict[tuple[str, str], int] = {}
        self._sent: set[datetime] = set()
        self._names: set[str] = set()
        self._pairs_of_names: set[tuple[str, str]] = set()

    def learn_sent(self, body: str) -> None:
        """What moments a request has."""
        for found in SPECIAL.finditer(body):
            if found["time"]:
                try:
                    self._sent.add(instant(found["time"]))
                except ValueError:
                    pass

    def same_id(self, expected: str, found: str) -> bool:
        if expected in self._to_found or found in self._to_expected:
            return self._to_found.get(expected) == found
        self._to_found[expected], self._to_expected[found] = found, expected
        self._numbers["expected", expected] = self._numbers["found", found] = len(self._to_found)
        return True

    def found_of(self, expected: str) -> str:
        """praetor's id for one of the reference; the same where none has been seen."""
        return self._to_found.get(expected, expected)

    def same_name(self, expected: str, found: str) -> bool:
        """Of drawn names one may come twice on its side: two that never stood together differ where both are known."""
        if expected in self._names and found in self._names and (expected, found) not in self._pairs_of_names:
            return False
        self._names |= {expected, found}
        self._pairs_of_names.add((expected, found))
        return True

    def number(self, side: str, one: object) -> int | None:
        """The same for both ids of a pair; None for an id not seen yet."""
        return self._numbers.get((side, one)) if isinstance(one, str) else None

    def anonymous(self, side: str, value: object) -> str:
        """Text that is equal for equal values of the two sides, where ids not seen yet and moments do not count."""
        def named(found: re.Match) -> str:
            return f"<{self._numbers.get((side, found['id']), '?')}>" if found["id"] else "<time>"
        return SPECIAL.sub(named, json.dumps(value, sort_keys=True, default=str))

    def differences(self, expected: object, found: object, where: str = "", key: str = ""):
        if isinstance(expected, dict) and isinstance(found, dict):
            found = self._with_keys_of(expected, found)
            expected, found = _with_sorted_tags(expected), _with_sorted_tags(found)
            for name in sorted({*expected, *found}):
                if name not in found:
                    yield f"{where}/{name}: the reference says {short(expected[name])}, praetor nothing"
                elif name not in expected:
                    yield f"{where}/{name}: the reference says nothing, praetor {short(found[name])}"
                else:
                    yield from self.differences(expected[name], found[name], f"{where}/{name}", name)
        elif isinstance(expected, list) and isinstance(found, list):
            if key == "exception_detail" and len(found) == MOST_PROBLEMS:
                sure = SURE_PROBLEMS if found[-1].get("loc", [])[:2] == ["body", "trigger"] else MOST_PROBLEMS
                expected, found = expected[:sure], found[:sure]
            if len(expected) != len(found):
                yield f"{where}: the reference says {len(expected)} entries, praetor {len(found)}"
            elif key in SETS:
                expected = sorted(expected, key=lambda one: self.anonymous("expected", one))
                found = sorted(found, key=lambda one: self.anonymous("found", one))
            for number, (one, other) in enumerate(zip(expected, found)):
                yield from self.differences(one, other, f"{where}/{number}", key)
        elif not self._same(expected, found, key):
            yield f"{where}: the reference says {short(expected)}, praetor {short(found)}"

    def _with_keys_of(self, expected: dict, found: dict) -> dict:
        """With the reference's ids, where ids are the keys."""
        to_expected = {other: one for one in expected if (other := self._to_found.get(one)) in found}
        return {to_expected.get(name, name): value for name, value in found.items()} if to_expected else found

    def _same(self, expected: object, found: object, key: str) -> bool:
        if key in LENGTHS and isinstance(expected, str) and isinstance(found, str) and len(expected.split(":")) == 3:
            expected, found = _seconds(expected), _seconds(found)
        if key == "retry_type" and expected == "in_process" and found is None:
            return True  # the reference leaves it in runs that have ended
        if isinstance(expected, str) and isinstance(found, str):
            return self._same_text(expected, found, key)
        if key in LENGTHS and not isinstance(expected, bool):
            numbers = isinstance(expected, (int, float)) and isinstance(found, (int, float))
            return numbers and abs(expected - found) <= max(TOLERANCE, abs(expected) / 1000) or expected == found
        if isinstance(expected, (int, float)) and abs(expected) >= 2**63:
            return expected == found  # told with all its digits or not: the same number
        return type(expected) is type(found) and expected == found

    def _same_text(self, expected: str, found: str, key: str) -> bool:
        if (expected, found) in SAID_MORE_EXACTLY:
            return True
        expected, found = (NAMES_AS_FOUND.sub(_sorted_names, text) for text in (expected, found))
        if expected != found and RANDOM_NAME.fullmatch(expected) and RANDOM_NAME.fullmatch(found):
            return self.same_name(expected, found)
        if expected == found and not SPECIAL.search(expected):
            return True
        ones, others = list(SPECIAL.finditer(expected)), list(SPECIAL.finditer(found))
        if len(ones) != len(others) or SPECIAL.sub("", expected) != SPECIAL.sub("", found):
            return False
        return all(self._same_special(one, other, key) for one, other in zip(ones, others))

    def _same_special(self, one: re.Match, other: re.Match, key: str) -> bool:
        if one["id"] and other["id"]:
            return self.same_id(one["id"], other["id"])
        if not one["time"] or not other["time"]:
            return False
        if one["time"] == other["time"]:
            return True
        try:
            expected, found = instant(one["time"]), instant(other["time"])
        except ValueError:
            return False
        if key in ECHOED and expected == found:
            return True
        if _suffix(one["time"]) != _suffix(other["time"]):
            return False
        if expected in self._sent or found in self._sent:
            return expected == found and one["time"] == other["time"]
        return abs((expected - found).total_seconds()) <= TOLERANCE


def _with_sorted_tags(run: dict) -> dict:
    """The reference puts the tags of a deployment and those of its run together as a set, in the order of their hashes."""
    tags = run.get("tags") if run.get("deployment_id") else None
    return run | {"tags": sorted(tags, key=str)} if isinstance(tags, list) else run


def _sorted_names(told: re.Match) -> str:
    return ",".join(sorted(told[1].split(",")))


def _seconds(interval: str) -> object:
    """"00:00:02.5", as PostgreSQL writes an interval."""
    try:
        hours, minutes, seconds = (float(part) for part in interval.split(":"))
    except ValueError:
        return interval
    return 3600 * hours + 60 * minutes + seconds


def _suffix(time: str) -> str:
    return time[10] + re.sub(r"^[\d:.T -]*?(?=Z|[+-]\d\d:?\d\d$|$)", "", time[11:])


def short(value: object) -> str:
    text = json.dumps(value, sort_keys=True, default=str)
    return text if len(text) <= 160 else f"{text[:157]}…"
