"""Schemathesis against praetor's own OpenAPI document: no 5xx, no status that the document does not name.

Run by `./dev schemathesis` for at least 20,000 requests, and shorter by test_schemathesis.py.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import schemathesis
from databases import DIALECTS, create_database, drop_database
from servers import Server, start_server

CHECKS = ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"]
LEAST = 20_000
HOOKS = {"SCHEMATHESIS_HOOKS": Path(__file__).stem, "PYTHONPATH": str(Path(__file__).parent)}


@schemathesis.hook
def before_call(_, case, **__) -> None:
    """Automations of the fuzzer are off: made up, most would match every event, also those that they make themselves."""
    if case.path.startswith("/automations/") and isinstance(case.body, dict) and case.body.get("enabled", True) is True:
        case.body = case.body | {"enabled": False}


@dataclass
class Outcome:
    requests: int
    passed: bool
    words: str


def run(server: Server, phases: str, examples: int, seed: int) -> Outcome:
    """Sends what the phases make of the document; `examples` is what the phase "fuzzing" tries of each operation."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [
                str(Path(sys.executable).with_name("st")), "run", server.api + "/openapi.json",
                "--checks", ",".join(CHECKS), "--phases", phases, "--max-examples", str(examples),
                "--seed", str(seed), "--generation-database", "none", "--warnings", "off", "--no-color",
                "--max-redirects", "0", "--request-timeout", "20",
            ],
            cwd=folder, capture_output=True, text=True, env=os.environ | HOOKS,
        )  # fmt: skip
    counted = re.search(r"(\d+) generated", done.stdout)
    words = done.stdout[-6000:] + done.stderr[-2000:]
    return Outcome(int(counted[1]) if counted else 0, done.returncode == 0, words)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--examples", type=int, default=30, help="of each operation, beside the systematic ones")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--dialect", choices=DIALECTS, action="append")
    chosen = arguments.parse_args()
    failed = False
    for dialect in chosen.dialect or DIALECTS:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            database = create_database(dialect, folder)
            server = start_server("praetor", database, folder / "praetor")
            try:
                server.wait_until_healthy()
                outcome = run(server, "coverage,fuzzing", chosen.examples, chosen.seed)
                alive = server.process.poll() is None
            finally:
                server.end()
                drop_database(database)
        good = outcome.passed and alive and outcome.requests >= LEAST
        failed |= not good
        print(f"{dialect}: {outcome.requests} requests, seed {chosen.seed}: {'passed' if good else 'FAILED'}", flush=True)
        if not good:
            print(outcome.words)
            print(f"at least {LEAST} requests are wanted; praetor {'lives' if alive else 'has ended'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
