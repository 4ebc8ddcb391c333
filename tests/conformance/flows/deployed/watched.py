"""`prefect deployment run --watch` shows a run of a worker until its end. What it shows of logs and events on the way depends on
when it looks."""

from flows.deployed.tools import PATIENCE, deploy, pool, prefect, worker


def run() -> object:
    pool("watched")
    deploy("watched", "tasks", "watched")
    with worker("watched worker", "watched"):
        said = prefect("deployment", "run", "yard tasks/watched", "--watch", "--watch-timeout", str(PATIENCE), "--param", "number=3",
                       "--flow-run-name", "watched {number}")  # fmt: skip
    return [said["exit"], [line for line in said["output"] if not line.startswith(("●", "▪"))]]
