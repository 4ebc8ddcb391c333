"""In which order lists come, so far as the request says it: entries that are equal there may stand in any order.

Ids are random and lengths of time are readings of the clock, so an order by either says nothing at all; where the limit
cuts through entries that are equal, which of them are told is chance too.
"""

from differ.comparison import SPECIAL, Correspondence
from differ.polls import run_of

BY_TIME_OF_RUN = ("start_time", "expected_start_time")
SORTS: dict[str, dict[str, tuple[str, ...] | None]] = {
    "/flow_runs/": {"START_TIME": BY_TIME_OF_RUN},
    "/ui/flow_runs/history": {"START_TIME": ("timestamp",), "EXPECTED_START_TIME": ("timestamp",)},
}
DEFAULTS = {
    "/flows/filter": "NAME_ASC", "/flows/paginate": "NAME_ASC", "/logs/filter": "TIMESTAMP_ASC",
    "/variables/filter": "NAME_ASC", "/automations/filter": "NAME_ASC", "/ui/flow_runs/history": "EXPECTED_START_TIME_DESC",
    "/v2/concurrency_limits/filter": "NAME_ASC", "/saved_searches/filter": "NAME_ASC",
    "/flow_run_states/": "TIMESTAMP_ASC", "/task_run_states/": "TIMESTAMP_ASC",
}
UNORDERED_INSIDE = {
    "results": "bulk operations take the runs in the order of a statement without ORDER BY",
    "deleted": "as above",
    "states": "history groups without ORDER BY",
    "cleaned_up": "a set",
    "limits": "slots are taken of limits without ORDER BY",
}


def key_of(path: str, sort: str | None):
    """The fields that the order goes by; None where it says nothing."""
    sort = sort or DEFAULTS.get(path)
    if not sort or sort.startswith(("ID_", "DURATION_")):
        return None
    name = sort.removesuffix("_ASC").removesuffix("_DESC")
    fields = next((fields[name] for prefix, fields in SORTS.items() if path.startswith(prefix) and name in fields),
                  (name.lower(),))
    return lambda entry: next((_without_id(value) for field in fields if (value := entry.get(field)) is not None), None)


def _without_id(value: object) -> object:
    """Limits of deployments are named after their ids, which each server draws."""
    return SPECIAL.sub(lambda found: "" if found["id"] else found[0], value) if isinstance(value, str) else value


def aligned(pairs: Correspondence, expected: list, found: list) -> list:
    """`found` in the order in which its entries correspond to those of `expected`, where it can be told."""
    rest = [(pairs.number("found", _id(entry)), entry) for entry in found]
    taken: list = [None] * len(expected)
    open_places = []
    for place, entry in enumerate(expected):
        number = pairs.number("expected", _id(entry))
        at = next((at for at, (other, _) in enumerate(rest) if number is not None and other == number), None)
        if at is None:
            open_places.append(place)
        else:
            taken[place] = rest.pop(at)[1]
    open_places.sort(key=lambda place: (pairs.anonymous("expected", expected[place]), _created(expected[place])))
    rest.sort(key=lambda other: (pairs.anonymous("found", other[1]), _created(other[1])))
    for place, (_, entry) in zip(open_places, rest):
        taken[place] = entry
    return taken


def _created(entry: object) -> str:
    """When it came to be; of runs that came from a schedule when they start, for they came to be together."""
    entry = run_of(entry)
    return f"{entry.get('timestamp')} {entry.get('expected_start_time')} {entry.get('created')}" if isinstance(entry, dict) else ""


def _id(entry: object) -> object:
    entry = run_of(entry)
    return entry.get("id") or entry.get("flow_run_id") if isinstance(entry, dict) else entry


def put_in_order(pairs: Correspondence, expected: list, found: list, key, cut_before: bool, cut_after: bool) -> tuple[list, list]:
    """Both lists without what is chance, `found` in the order of `expected`; their entries can be compared one by one.

    With a key, the keys themselves must be in the same order: they come as entries of their own.
    """
    if len(expected) != len(found) or not all(isinstance(entry, dict) for entry in [*expected, *found]):
        return expected, found
    if key is None:
        return ([], []) if cut_before or cut_after else (expected, aligned(pairs, expected, found))
    ones: list = []
    others: list = []
    start = 0
    while start < len(expected):
        end = start + 1
        while end < len(expected) and key(expected[end]) == key(expected[start]):
            end += 1
        if (start == 0 and cut_before) or (end == len(expected) and cut_after):
            ones += [{"sorted by": key(entry)} for entry in expected[start:end]]
            others += [{"sorted by": key(entry)} for entry in found[start:end]]
        else:
            ones += expected[start:end]
            others += aligned(pairs, expected[start:end], found[start:end])
        start = end
    return ones, others


def holders_in_order(pairs: Correspondence, expected: object, found: object) -> tuple[object, object]:
    """The concurrency status of a queue or a pool: which runs hold slots comes in the order of their ids, and page by page."""
    if not isinstance(expected, dict) or not isinstance(found, dict):
        return expected, found
    queues, others = expected.get("queues"), found.get("queues")
    if isinstance(queues, list) and isinstance(others, list) and len(queues) == len(others):
        both = [holders_in_order(pairs, one, other) for one, other in zip(queues, others)]
        expected, found = expected | {"queues": [one for one, _ in both]}, found | {"queues": [other for _, other in both]}
    ones, others = expected.get("flow_runs"), found.get("flow_runs")
    if isinstance(ones, list) and isinstance(others, list) and len(ones) == len(others):
        all_are_told = len(ones) == expected.get("active_slots")
        ones, others = put_in_order(pairs, ones, others, None, False, not all_are_told)
        expected, found = expected | {"flow_runs": ones}, found | {"flow_runs": others}
    return expected, found
