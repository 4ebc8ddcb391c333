"""Figures of one run as tables, and the bars they are held against."""
import dataclasses

NEWER = ("filter-join", "graph-v2", "bulk-set-state", "paginate", "history")
OF_DEPLOYMENTS = ("worker-poll", "deployments-filter", "deployments-paginate", "deploy", "deployment-run")
FILES = ("dashboard-page", "dashboard-script")
LOADS = ("health", "read", "filter", "create", "lifecycle") + FILES + NEWER + OF_DEPLOYMENTS
UNDER_LOAD = "health-under-load"  # whose latencies are those of GET /health

# case, database or None for both, what is compared, the least it must be; for "lost" and "p99" the most
BARS = [
    ("read", "postgresql", "speed", 40), ("filter", "postgresql", "speed", 30), ("create", "postgresql", "speed", 12),
    ("lifecycle", "postgresql", "speed", 20), ("create", "sqlite", "speed", 40),
    ("events-in", None, "speed", 25), ("backfill", None, "speed", 10), ("events-out", None, "lost", 0),
    ("read", None, "cpu", 80), ("filter", None, "cpu", 80), ("create", None, "cpu", 80),
    ("health", None, "cpu", 40), ("lifecycle", None, "cpu", 40), ("events-in", None, "cpu", 40),
    ("events-out", None, "cpu", 40), ("backfill", None, "cpu", 40),
    (UNDER_LOAD, None, "p99", 20),
    ("dashboard-page", None, "speed", 10), ("dashboard-script", None, "speed", 10),
    ("read", None, "share", 0.40), ("create", None, "share", 0.60), ("filter", None, "share", 0.60),
] + [(case, None, what, bar) for case in NEWER for what, bar in (("speed", 10), ("cpu", 40))] \
  + [(case, "postgresql", "share", 0.60) for case in NEWER] \
  + [(case, "postgresql", what, bar) for case in OF_DEPLOYMENTS for what, bar in (("speed", 20), ("cpu", 40), ("share", 0.60))]


@dataclasses.dataclass
class Figures:
    """One case on one database. None: not measured."""
    case: str
    database: str
    praetor: dict | None = None
    reference: dict | None = None
    limit: float | None = None
    problems: list[str] = dataclasses.field(default_factory=list)

    def ratio(self, upper: dict | None, lower: dict | None, name: str) -> float | None:
        """None where either has no good answer to speak of."""
        if not upper or not lower or not upper.get(name) or not lower.get(name):
            return None
        return upper[name] / lower[name]

    @property
    def speed(self) -> float | None:
        return self.ratio(self.praetor, self.reference, "per_second")

    @property
    def cpu(self) -> float | None:
        return self.ratio(self.reference, self.praetor, "server_cpu_us")

    @property
    def share(self) -> float | None:
        return self.praetor["per_second"] / self.limit if self.praetor and self.limit else None

    @property
    def lost(self) -> float | None:
        return self.praetor.get("lost") if self.praetor else None

    @property
    def p99(self) -> float | None:
        return self.praetor["p99_us"] / 1000 if self.praetor and "p99_us" in self.praetor else None

    def as_json(self) -> dict:
        return dataclasses.asdict(self) | {"speed_ratio": self.speed, "cpu_ratio": self.cpu, "share_of_limit": self.share}


def number(value: float | None, unit: str = "") -> str:
    if value is None:
        return "-"
    if value >= 100 or value == int(value):
        return f"{value:,.0f}{unit}"
    return f"{value:.1f}{unit}" if value >= 10 else f"{value:.3g}{unit}"


def percent(value: float | None) -> str:
    return "-" if value is None else f"{value * 100:.0f} %"


def of(figures: dict | None, name: str, scale: float = 1) -> float | None:
    if figures is None or name not in figures or (name.endswith("_us") and not figures["units"]):
        return None
    return figures[name] * scale


def quantiles(figures: dict | None) -> str:
    return "-" if not figures else f"{number(of(figures, 'p50_us', 1e-3))} / {number(of(figures, 'p99_us', 1e-3))}"


def answers(figures: dict | None) -> str:
    return "-" if not figures else f"{figures['units']:,} / {figures['refused']:,}"


def lost(figures: dict | None, everything: int) -> str:
    return "-" if not figures else f"{figures['lost']:,} of {everything:,}"


def table(head: list[str], rows: list[list[str]]) -> str:
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    lines = []
    for row in [head, ["-" * width for width in widths], *rows]:
        cells = [cell.ljust(width) if i < 2 else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths))]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def table_of_speed(all_figures: list[Figures]) -> str:
    rows = []
    for one in all_figures:
        rows.append([
            one.case, one.database, number(of(one.praetor, "per_second")), number(of(one.reference, "per_second")),
            number(one.speed, "x"), number(of(one.praetor, "server_cpu_us", 1e-3)),
            number(of(one.reference, "server_cpu_us", 1e-3)), number(one.cpu, "x"), number(one.limit), percent(one.share)])
    return table(["case", "database", "praetor/s", "reference/s", "ratio", "CPU ms", "reference", "ratio", "limit/s", "share"],
                 rows)


def table_of_answers(all_figures: list[Figures]) -> str:
    rows = [[one.case, one.database, quantiles(one.praetor), quantiles(one.reference), answers(one.praetor),
             answers(one.reference)] for one in all_figures if one.case in LOADS]
    return rows and table(["case", "database", "p50 / p99 ms", "reference", "good / refused", "reference"], rows) or ""


def table_of_health(all_figures: list[Figures]) -> str:
    longest = lambda figures: number(of(figures, "max_us", 1e-3))  # noqa: E731
    rows = [[one.case, one.database, quantiles(one.praetor), quantiles(one.reference), longest(one.praetor),
             longest(one.reference)] for one in all_figures if one.case == UNDER_LOAD]
    return rows and table(["case", "database", "/health p50 / p99 ms", "reference", "longest ms", "reference"], rows) or ""


def table_of_events(all_figures: list[Figures]) -> str:
    rows = []
    for one in all_figures:
        if one.case in LOADS or one.case == UNDER_LOAD:
            continue
        sent = {name: (figures or {}).get("sent", 0) for name, figures in
                (("praetor", one.praetor), ("reference", one.reference))}
        rows.append([one.case, one.database, number(of(one.praetor, "seconds")), number(of(one.reference, "seconds")),
                     lost(one.praetor, sent["praetor"]), lost(one.reference, sent["reference"])])
    return rows and table(["case", "database", "seconds", "reference", "lost", "reference"], rows) or ""


def bars(all_figures: list[Figures]) -> list[dict]:
    """Each bar with its figure and whether it is met: None where there is nothing to compare with."""
    held = []
    for case, database, what, bar in BARS:
        for one in all_figures:
            if one.case != case or database not in (None, one.database):
                continue
            value = getattr(one, what)
            met = None if value is None else value <= bar if what in ("lost", "p99") else value >= bar
            held.append({"case": case, "database": one.database, "what": what, "bar": bar, "value": value, "met": met})
    return held


def table_of_bars(held: list[dict]) -> str:
    names = {"speed": "speed, to the reference", "cpu": "CPU below the reference", "share": "share of the limit", "lost": "lost",
             "p99": "/health p99, ms at most"}
    rows = []
    for one in held:
        show = percent if one["what"] == "share" else lambda v, w=one["what"]: number(v, "" if w in ("lost", "p99") else "x")
        rows.append([one["case"], one["database"], names[one["what"]], show(one["bar"]), show(one["value"]),
                     {True: "met", False: "MISSED", None: "no figure"}[one["met"]]])
    return rows and table(["case", "database", "what", "bar", "measured", ""], rows) or ""
