"""Runs scenarios in this process, one after another: run_flows.py FILE PACKAGE NAME...

Writes what each said into FILE as JSON. Runs of a scenario carry the tag scenario:RELEASE OF THE SDK:NAME."""

import importlib
import json
import subprocess
import sys
import time
from pathlib import Path

from prefect import __version__, tags


def main(file: Path, package: str, names: list[str], alone: bool) -> None:
    said: dict[str, object] = {}
    for name in names:
        scenario = importlib.import_module(f"{package}.{name}")
        if getattr(scenario, "OWN_PROCESS", False) and not alone:
            said[name] = _run_alone(file, package, name)
            continue
        begun = time.monotonic()
        try:
            with tags(f"scenario:{__version__}:{name}"):
                said[name] = scenario.run()
        except BaseException as raised:
            said[name] = {"raised": f"{type(raised).__name__}: {raised}"}
        print(f"{name} took {time.monotonic() - begun:.0f} s", flush=True)
    file.write_text(json.dumps(said))


def _run_alone(file: Path, package: str, name: str) -> object:
    ended = subprocess.run([sys.executable, __file__, str(file.with_suffix(f".{name}")), package, name, "--alone"])
    return {"exit status": ended.returncode}


if __name__ == "__main__":
    names = [name for name in sys.argv[3:] if name != "--alone"]
    main(Path(sys.argv[1]), sys.argv[2], names, "--alone" in sys.argv)
