"""Running sequences on a pair of servers."""

import httpx

from differ.generator import Generator
from differ.pair import Departed, LockedOut, Pair
from differ.step import Step

STEPS_BETWEEN_ROWS = 100


def openapi_of(pair: Pair) -> dict:
    """What the reference says its calls are."""
    said = httpx.get(pair.servers["reference"].api.removesuffix("/api") + "/openapi.json", timeout=60).raise_for_status().json()
    said["paths"] = {path.removeprefix("/api"): methods for path, methods in said["paths"].items()}
    return said


def run_random(pair: Pair, generator: Generator, length: int, steps: list[Step], statuses: dict[int, int]) -> None:
    """Appends each call to `steps` before it goes out. Ends early where the reference locks itself out, and where
    praetor did otherwise on purpose. Raises Difference."""
    pair.begin()
    for number in range(length):
        step = generator.next()
        steps.append(step)
        try:
            answer = pair.perform(step)
        except (Departed, LockedOut):
            return
        statuses[answer.status] = statuses.get(answer.status, 0) + 1
        generator.learn(number, step, answer)
        if number % STEPS_BETWEEN_ROWS == STEPS_BETWEEN_ROWS - 1:
            pair.compare_rows()
    pair.compare_rows()


def replay(pair: Pair, steps: list[Step]) -> None:
    """Raises Difference."""
    pair.begin()
    for step in steps:
        pair.perform(step)
    pair.compare_rows()
