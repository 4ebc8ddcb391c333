"""Looks for a shorter sequence that shows the same difference."""

import re

from differ.pair import Difference, Pair
from differ.run import replay
from differ.step import Step


def kind_of(line: str) -> str:
    """Where and how, without the values."""
    return re.sub(r"\d+", "*", line.split(":", 1)[0])


def shrunk(pair: Pair, steps: list[Step], difference: Difference) -> list[Step]:
    wanted = kind_of(difference.lines[0])

    def shows(candidate: list[Step]) -> int | None:
        """How many of its steps it takes; None where it does not differ, or elsewhere."""
        try:
            replay(pair, candidate)
        except Difference as found:
            return min(found.step + 1, len(candidate)) if kind_of(found.lines[0]) == wanted else None
        return None

    needed = shows(steps)
    if needed is None:
        return steps
    steps = steps[:needed]
    keep = _needed_by(steps, len(steps) - 1)
    alone = _only(steps, keep)
    if (needed := shows(alone)) is not None:
        steps = alone[:needed]
    size = max(1, len(steps) // 2)
    while size:
        start = len(steps) - 1 - size
        while start > -size:
            dropped = set(range(max(0, start), start + size))
            candidate = _only(steps, [number for number in range(len(steps)) if number not in dropped])
            if candidate and (needed := shows(candidate)) is not None:
                steps = candidate[:needed]
            start -= size
        size //= 2
    return steps


def _needed_by(steps: list[Step], last: int) -> list[int]:
    """It, what it refers to, what those refer to, and every call on the same things."""
    wanted, open_ones = {last}, [last]
    while open_ones:
        for number in steps[open_ones.pop()].mentioned():
            if number < len(steps) and number not in wanted:
                wanted.add(number)
                open_ones.append(number)
    return sorted(wanted)


def _only(steps: list[Step], keep: list[int]) -> list[Step]:
    numbers = {old: new for new, old in enumerate(keep)}
    return [steps[number].shifted(numbers) for number in keep]
