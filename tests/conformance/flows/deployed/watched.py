"""`prefect deployment run --watch` shows a run of a worker until its end."""

import re

from flows.deployed.tools import deploy, pool, prefect, worker


def run() -> object:
    pool("watched")
    deploy("watched", "tasks", "watched")
    with worker("watched worker", "watched"):
        said = prefect("deployment", "run", "yard tasks/watched", "--watch", "--watch-timeout", "90", "--param", "number=3",
                       "--flow-run-name", "watched {number}")  # fmt: skip
    told = [line for line in said["output"] if not line.startswith("●")]
    events = {found[0] for line in said["output"] if (found := re.search(r"prefect\.flow-run\.[A-Z]\w+", line))}
    return [said["exit"], told, sorted(events)]
