"""What praetor takes away with a deleted flow, flow run or task run, and the reference leaves behind."""

from databases import Database, execute, query
from differ.comparison import Correspondence
from differ.step import Step


def deletes_runs(step: Step) -> bool:
    kind = step.path.split("/")[1]
    return kind in ("flows", "flow_runs", "task_runs") and (step.method == "DELETE" or step.path.endswith("/bulk_delete"))


def runs_of(reference: Database) -> set[str]:
    return {str(row[0]) for row in query(reference, "SELECT id FROM flow_run")}


def take_away(pairs: Correspondence, reference: Database, praetor: Database, runs_before: set[str]) -> None:
    """Logs of runs that went with their flow, limits of deployments that did, slots of task runs."""
    statements = [f"DELETE FROM log WHERE flow_run_id = '{gone}'" for gone in runs_before - runs_of(reference)]
    limits = "SELECT name, active_slots, avg_slot_occupancy_seconds, updated FROM concurrency_limit_v2 WHERE name LIKE 'deployment:%' OR name LIKE 'tag:%'"
    ours = {name: counted for name, *counted in query(praetor, limits)}
    for name, slots, *_ in query(reference, limits):
        quoted = name.replace("'", "''")
        if name.startswith("deployment:"):
            mine = ours.get(f"deployment:{pairs.found_of(name.removeprefix('deployment:'))}")
            if mine is None:
                statements.append(f"DELETE FROM concurrency_limit_v2 WHERE name = '{quoted}'")
            elif mine[0] == slots:  # what a run gave back that held nothing
                statements.append(f"UPDATE concurrency_limit_v2 SET updated = '{mine[2]}' WHERE name = '{quoted}'")
        elif name.startswith("tag:") and name in ours and ours[name][0] < slots:
            statements.append(f"UPDATE concurrency_limit_v2 SET active_slots = {ours[name][0]}, "
                              f"avg_slot_occupancy_seconds = {ours[name][1]} WHERE name = '{quoted}'")
    if statements:
        execute(reference, *statements)
