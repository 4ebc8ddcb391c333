"""Prints how many lines of db/ the unit and API tests run, from what they left in build/coverage; fails below 90 %."""

import json
import pathlib
import subprocess
import sys

LLVM = "/usr/lib/llvm-19/bin/"
ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/coverage"
LEAST = 90


def main() -> int:
    profile = BUILD / "tests.profdata"
    subprocess.run([LLVM + "llvm-profdata", "merge", "-sparse", BUILD / "tests.profraw", "-o", profile], check=True)
    # Every file once: templates count as covered where one of their instances is.
    said = subprocess.run(
        [LLVM + "llvm-cov", "export", "-summary-only", f"-instr-profile={profile}", BUILD / "praetor_tests", ROOT / "db"],
        check=True, stdout=subprocess.PIPE)
    total = covered = 0
    for one in sorted(json.loads(said.stdout)["data"][0]["files"], key=lambda one: one["summary"]["lines"]["percent"]):
        lines = one["summary"]["lines"]
        total += lines["count"]
        covered += lines["covered"]
        if lines["percent"] < 80:
            name = one["filename"].removeprefix(f"{ROOT}/")
            print(f"{lines['percent']:6.1f} %  {lines['covered']:5} of {lines['count']:5}  {name}")
    share = 100 * covered / total
    print(f"db/: {share:.1f} % of {total} lines are covered")
    return share < LEAST


if __name__ == "__main__":
    sys.exit(main())
