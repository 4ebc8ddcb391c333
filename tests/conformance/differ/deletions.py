"""What praetor takes away with a deleted flow, flow run or task run, or never makes, and the reference leaves behind."""

from databases import Database, execute, query
from differ.comparison import Correspondence
from differ.step import Step


def deletes_runs(step: Step) -> bool:
    kind = step.path.split("/")[1]
    return kind in ("flows", "flow_runs", "task_runs") and (step.method == "DELETE" or step.path.endswith("/bulk_delete"))


def runs_of(reference: Database, table: str = "flow_run") -> set[str]:
    return {str(row[0]) for row in query(reference, f"SELECT id FROM {table}")}


def without_gone_holders(content: object, gone: set[str]) -> object:
    """What the reference tells of limits of tags: it names deleted task runs as holders of slots until their lease ends."""
    if isinstance(content, list):
        return [without_gone_holders(one, gone) for one in content]
    if isinstance(content, dict) and isinstance(holders := content.get("active_slots"), list):
        return content | {"active_slots": [one for one in holders if one not in gone]}
    return content


def take_away(pairs: Correspondence, reference: Database, praetor: Database, runs_before: set[str]) -> None:
    """Logs of runs that went with their flow, limits of deployments that did, slots of task runs."""
    statements = [f"DELETE FROM log WHERE flow_run_id = '{gone}'" for gone in runs_before - runs_of(reference)]
    limits = "SELECT name, active_slots, avg_slot_occupancy_seconds, updated, denied_slots FROM concurrency_limit_v2 WHERE name LIKE 'deployment:%' OR name LIKE 'tag:%'"
    ours = {name: counted for name, *counted in query(praetor, limits)}
    for name, slots, *_ in query(reference, limits):
        if name.startswith("deployment:"):
            mine = ours.get(f"deployment:{pairs.found_of(name.removeprefix('deployment:'))}")
            if mine is None:
                statements.append(f"DELETE FROM concurrency_limit_v2 WHERE name = {_quoted(name)}")
            elif mine[0] == slots:  # what a run gave back that held nothing
                statements.append(f"UPDATE concurrency_limit_v2 SET updated = '{mine[2]}' WHERE name = {_quoted(name)}")
        elif name.startswith("tag:") and name in ours and ours[name][0] < slots:
            statements.append(f"UPDATE concurrency_limit_v2 SET active_slots = {ours[name][0]}, "
                              f"avg_slot_occupancy_seconds = {ours[name][1]}, denied_slots = {ours[name][3]} WHERE name = {_quoted(name)}")
    if statements:
        execute(reference, *statements)


def queues_of_bulk(step: Step, content: object) -> tuple[set[str], set[str]]:
    """The names of the work queues that a bulk of runs asks for, and of those that only runs ask for which were not made."""
    results = content.get("results") if isinstance(content, dict) else None
    if not step.path.endswith("/create_flow_run/bulk") or not isinstance(results, list) or not isinstance(step.body, list):
        return set(), set()
    asked = [(one.get("work_queue_name"), result.get("flow_run_id")) for one, result in zip(step.body, results) if isinstance(one, dict)]
    names = {name for name, _ in asked if isinstance(name, str)}
    return names, names - {name for name, run in asked if run is not None}


def settle_queues(reference: Database, praetor: Database, names: set[str], unmade: set[str]) -> None:
    """The reference makes the queues of a bulk of runs in the order of a set, which says what priorities they get; those too
    that no run is in then."""
    queues = "SELECT work_pool.name, work_queue.name, work_queue.priority FROM work_queue JOIN work_pool ON work_pool.id = work_queue.work_pool_id"
    ours = {(pool, name): priority for pool, name, priority in query(praetor, queues)}
    for pool, name, priority in query(reference, queues):
        mine = ours.get((pool, name))
        which = " AND ".join([f"name = {_quoted(name)}", f"work_pool_id = (SELECT id FROM work_pool WHERE name = {_quoted(pool)})"])
        if mine is None and name in unmade:
            execute(reference, f"DELETE FROM work_queue WHERE {which}")
        elif name in names and mine is not None and mine != priority:
            execute(reference, f"UPDATE work_queue SET priority = {mine} WHERE {which}")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
