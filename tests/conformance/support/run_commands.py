"""Runs commands of the prefect program in this process, for one import of the SDK: run_commands.py FILE

FILE holds a JSON list of argument lists and receives a list of {"exit", "output"}. They run in FILE's folder; one that does
not end within SECONDS is ended, and its output says so."""

import json
import os
import signal
import sys
from pathlib import Path

from prefect.testing.cli import CycloptsCliRunner

SECONDS = 60


def end_command(*_: object) -> None:
    raise TimeoutError(f"not ended after {SECONDS} s")


def main(file: Path) -> None:
    said = []
    os.chdir(file.parent)
    for arguments in json.loads(file.read_text()):
        signal.signal(signal.SIGALRM, end_command)  # whatever the last command did with its signals
        signal.alarm(SECONDS)
        try:
            result = CycloptsCliRunner().invoke(arguments)
            said.append({"exit": result.exit_code, "output": result.output})
        except TimeoutError as late:
            said.append({"exit": None, "output": str(late)})
        finally:
            signal.alarm(0)
    file.write_text(json.dumps(said))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
