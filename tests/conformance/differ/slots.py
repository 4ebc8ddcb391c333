"""The slots of a limit, written past a server."""

from databases import Database, execute, query


def give_back_all(reference: Database, praetor: Database, limit: str, kept: int) -> None:
    """What praetor does with a reset, and the reference with each slot that comes back: as many as are `kept` are taken,
    so far as there is room, and what was denied is forgotten as time goes by."""
    quoted = limit.replace("'", "''")
    for denied, updated in query(praetor, f"SELECT denied_slots, updated FROM concurrency_limit_v2 WHERE name = '{quoted}'"):
        execute(reference, f"""UPDATE concurrency_limit_v2 SET updated = '{updated}',
            active_slots = CASE WHEN NOT active OR "limit" < 0 THEN 0 WHEN "limit" < {kept} THEN "limit" ELSE {kept} END,
            denied_slots = CASE WHEN denied_slots > {denied} THEN {denied} ELSE denied_slots END
            WHERE name = '{quoted}'""")
