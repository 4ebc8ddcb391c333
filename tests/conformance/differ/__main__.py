"""The command behind `./dev differ`: many random sequences, until a difference or the end."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from databases import DIALECTS
from differ.generator import Generator
from differ.pair import Difference, Pair
from differ.run import openapi_of, replay, run_random
from differ.shrink import shrunk
from differ.step import load, save


def main() -> int:
    options = argparse.ArgumentParser(prog="./dev differ", description=__doc__)
    options.add_argument("steps", nargs="?", type=int, default=10_000, help="how many calls on each dialect (10,000)")
    options.add_argument("seed", nargs="?", type=int, default=int(time.time()), help="the time, where none is given")
    options.add_argument("dialect", nargs="?", choices=[*DIALECTS, "both"], default="both")
    options.add_argument("--sequence", type=int, default=150, help="calls in a sequence, which starts from the common ground (150)")
    options.add_argument("--first", type=int, default=0, help="the number of the first sequence")
    options.add_argument("--replay", type=Path, help="a saved sequence, instead of random ones")
    options.add_argument("--known", metavar="PATTERN", help="pass over differences whose line has this pattern")
    options.add_argument("--keep-going", action="store_true", help="do not stop at a difference")
    options.add_argument("--no-shrink", action="store_true", help="do not look for the shortest sequence that shows a difference")
    options.add_argument("--into", type=Path, default=Path("build/differ"), help="where sequences that differ are left")
    asked = options.parse_args()
    failed = False
    for dialect in DIALECTS if asked.dialect == "both" else [asked.dialect]:
        with tempfile.TemporaryDirectory(prefix="praetor-differ-") as folder:
            pair = Pair(dialect, Path(folder))
            pair.known = asked.known
            try:
                if asked.replay:
                    replay(pair, load(asked.replay))
                else:
                    failed |= not fuzz(pair, asked)
            except Difference as difference:
                print(difference)
                failed = True
            finally:
                pair.end()
    return failed


def fuzz(pair: Pair, asked: argparse.Namespace) -> bool:
    started, done, found, statuses = time.monotonic(), 0, 0, {}
    openapi = openapi_of(pair)
    number = asked.first
    while done < asked.steps:
        steps: list = []
        length = min(asked.sequence, asked.steps - done)
        try:
            run_random(pair, Generator(f"{asked.seed}/{number}", openapi), length, steps, statuses)
        except Difference as difference:
            found += 1
            name = f"{pair.dialect}-{asked.seed}-{number}"
            print(f"\n=== {name}: differs; again: ./dev differ {length} {asked.seed} {pair.dialect} --first {number}\n{difference}", flush=True)
            asked.into.mkdir(parents=True, exist_ok=True)
            if not asked.no_shrink:
                steps = shrunk(pair, steps, difference)
            save(steps, asked.into / f"{name}.json", difference.lines[0])
            print(f"saved as {asked.into / name}.json, {len(steps)} steps", flush=True)
            if not asked.keep_going:
                return False
        done += len(steps) if not found else length
        number += 1
    spent = time.monotonic() - started
    print(f"{pair.dialect}: {done} steps from seed {asked.seed}, {found} sequences differ; {spent:.0f} s; answers "
          + ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items())), flush=True)
    return not found


if __name__ == "__main__":
    sys.exit(main())
