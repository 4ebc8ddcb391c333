"""Random schedules, asked of praetor (tests/schedule_dates) and of the reference's own get_dates.

    python schedule_comparison.py PROGRAM [COUNT] [SEED]    100,000 from seed 1 on, 200 a seed
"""

import datetime as dt
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Coroutine, Iterator
from typing import Any

from pydantic import TypeAdapter, ValidationError

from random_schedules import UTC, Chance, Question

warnings.simplefilter("ignore")

from prefect.server.schemas.schedules import SCHEDULE_TYPES  # noqa: E402

BATCH = 200
PATIENCE = 0.4
"""Seconds of processor time after which the reference is taken to hang."""

LAST_OF_DATEUTIL = 2_135_000_000_000_000
"""Late in August 2037: from their last change on, dateutil's zones show standard time for ever; praetor follows the rule."""

SCHEDULES: TypeAdapter[Any] = TypeAdapter(SCHEDULE_TYPES)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=UTC)

Answer = dict[str, Any]


class Hangs(BaseException):
    """The reference takes too long."""


def give_up(*_: object) -> None:
    raise Hangs


def micros(moment: dt.datetime) -> int:
    """Since 1970; by way of a plain datetime, for pendulum's have another arithmetic."""
    utc = moment.astimezone(UTC)
    plain = dt.datetime(*utc.timetuple()[:6], utc.microsecond, UTC)
    return (plain - EPOCH) // dt.timedelta(microseconds=1)


def result_of(coroutine: Coroutine[Any, Any, list[dt.datetime]]) -> list[dt.datetime]:
    """Without an event loop, which an alarm would leave half open: get_dates awaits nothing."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("get_dates waits for something")


def ask_reference(question: Question) -> Answer:
    """{"dates": …}, {"refused": …}, or {"fails": …} where it has no answer."""
    signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
    try:
        schedule = SCHEDULES.validate_python(question["schedule"])
        start, end = (dt.datetime.fromisoformat(question[name]) if question[name] else None for name in ("start", "end"))
        return {"dates": sorted(map(micros, result_of(schedule.get_dates(question["n"], start, end))))}
    except ValidationError as error:
        return {"refused": [[one["type"], list(one["loc"]), one["msg"]] for one in error.errors()]}
    except Hangs:
        return {"fails": "hangs"}
    except Exception as error:
        return {"fails": type(error).__name__}
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def ask_praetor(program: str, questions: list[Question]) -> list[Answer]:
    lines = "".join(json.dumps(question) + "\n" for question in questions)
    run = subprocess.run([program], input=lines, capture_output=True, text=True, check=False, timeout=60 + len(questions))
    assert run.returncode == 0, run.stderr
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    for answer in answers:
        if "refused" in answer:
            answer["refused"] = [[one["type"], one["loc"][1:], one["msg"]] for one in answer["refused"]]
    return answers


def kind_of(question: Question) -> str:
    return next(kind for kind in ("interval", "cron", "rrule") if kind in question["schedule"])


def refused_in_other_words(ours: Answer, theirs: Answer) -> bool:
    """Dates that are none: dateutil makes something of most characters, and then says what is wrong with that."""
    here, there = ours.get("refused", ()), theirs.get("refused", ())
    return [one[:2] for one in here] == [one[:2] for one in there] and "Unknown string format" in str(here)


def refused_on_purpose(question: Question, answer: Answer) -> bool:
    """What praetor refuses though the reference takes it, or fails only when it is asked for dates (docs/decisions/0016)."""
    words = ("Random and Hashed expressions", "FREQ is missing", "RRULE is missing", "INTERVAL must be at least 1", "Unknown string format")
    return any(word in message for _, _, message in answer.get("refused", ()) for word in words) or (
        "String should match pattern" in str(answer) and kind_of(question) == "rrule"
    )


def comparable(kind: str, answer: Answer) -> tuple[Any, Any]:
    dates = answer.get("dates")
    if kind == "rrule" and dates:
        dates = [date for date in dates if date < LAST_OF_DATEUTIL]
    return dates, answer.get("refused")


def compare(program: str, seed: int, count: int = BATCH) -> tuple[Counter[str], list[str]]:
    """How many questions of a seed had which kind of answer; and those that the two answer differently."""
    chance = Chance(seed)
    questions = [chance.question() for _ in range(count)]
    counted: Counter[str] = Counter()
    different = []
    for question, ours in zip(questions, ask_praetor(program, questions), strict=True):
        theirs = ask_reference(question)
        kind = kind_of(question)
        counted["dates"] += len(ours.get("dates", ()))
        if "fails" in theirs:
            counted[f"{kind}: the reference fails ({theirs['fails']})"] += 1
        elif comparable(kind, ours) == comparable(kind, theirs):
            counted[f"{kind}: the same"] += 1
        elif refused_in_other_words(ours, theirs):
            counted[f"{kind}: refused in other words"] += 1
        elif "dates" in theirs and refused_on_purpose(question, ours):
            counted[f"{kind}: refused on purpose"] += 1
        else:
            counted[f"{kind}: DIFFERENT"] += 1
            different.append(f"seed {seed}: {json.dumps(question)}\n  praetor   {ours}\n  reference {theirs}")
    return counted, different


def compare_seed(work: tuple[str, int, int]) -> tuple[Counter[str], list[str]]:
    return compare(*work)


def seeds(program: str, count: int, first: int) -> Iterator[tuple[str, int, int]]:
    for at in range(0, count, BATCH):
        yield program, first + at // BATCH, min(BATCH, count - at)


def main() -> int:
    program = sys.argv[1]
    count, first = (int(word) for word in (sys.argv[2:4] + ["100000", "1"][len(sys.argv) - 2 :]))
    counted: Counter[str] = Counter()
    found = 0
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:  # threads of the SDK do not survive a fork
        for some, different in pool.imap_unordered(compare_seed, seeds(program, count, first)):
            counted += some
            found += len(different)
            print(*different, sep="\n", end="\n" if different else "", flush=True)
    for name, number in sorted(counted.items()):
        print(f"{number:9,} {name}")
    return found != 0


if __name__ == "__main__":
    sys.exit(main())
