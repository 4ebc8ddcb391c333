"""Runs commands of the prefect program in this process, for one import of the SDK: run_commands.py FILE

FILE holds a JSON list of argument lists and receives a list of {"exit", "output"}."""

import json
import sys
from pathlib import Path

from prefect.testing.cli import CycloptsCliRunner


def main(file: Path) -> None:
    said = []
    for arguments in json.loads(file.read_text()):
        result = CycloptsCliRunner().invoke(arguments)
        said.append({"exit": result.exit_code, "output": result.output})
    file.write_text(json.dumps(said))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
