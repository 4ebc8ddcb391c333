"""Releases of Prefect beside the reference, each in a venv of its own in .deps/releases: releases.py [RELEASE...]

Without one: those whose SDK runs flows in the tests. Those that <release>.txt pins have the packages of their age; others what pip finds for them today.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENVS = HERE.parents[2] / ".deps" / "releases"


RUN_BY_TESTS = ["3.0.11", "3.8.4"]
"""The releases whose SDK runs flows in test_clients.py."""


def python_of(release: str) -> Path:
    """The Python of a release's venv, which is made where it is missing or was made from other pins."""
    venv, pins = VENVS / release, HERE / f"{release}.txt"
    wanted = ["-r", pins, "-c", pins] if pins.exists() else [f"prefect=={release}"]
    made_from = hashlib.sha256(pins.read_bytes() if pins.exists() else release.encode()).hexdigest()
    mark, python = venv / ".made-from", venv / "bin" / "python"
    if not mark.exists() or mark.read_text() != made_from:
        print(f"dev: installing Prefect {release} into {venv.relative_to(VENVS.parents[1])}", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *wanted], check=True)
        mark.write_text(made_from)
    return python


if __name__ == "__main__":
    for one in sys.argv[1:] or RUN_BY_TESTS:
        python_of(one)
