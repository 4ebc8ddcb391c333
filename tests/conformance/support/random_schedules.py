"""Schedules by chance, from a seed: every kind, every zone, the years 1990 to 2037, often at changes of the clocks."""

import datetime as dt
import random
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

UTC = dt.timezone.utc
FIRST, LAST = dt.datetime(1990, 1, 1, tzinfo=UTC), dt.datetime(2037, 6, 1, tzinfo=UTC)
ZONES = sorted(zone for zone in available_timezones() if "localtime" not in zone)
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
DAY_NAMES = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

Question = dict[str, Any]
"""What is asked of one schedule: schedule, n, start, end, as JSON."""


@cache
def clock_changes(zone: str, year: int) -> tuple[dt.datetime, ...]:
    """The moments in a year from which the clocks of a zone show another offset."""
    known = ZoneInfo(zone)
    found = []
    months = [dt.datetime(year, month, 1, tzinfo=UTC) for month in range(1, 13)] + [dt.datetime(year + 1, 1, 1, tzinfo=UTC)]
    for low, high in zip(months, months[1:]):
        before = low.astimezone(known).utcoffset()
        if high.astimezone(known).utcoffset() == before:
            continue
        while high - low > dt.timedelta(seconds=1):
            middle = (low + (high - low) / 2).replace(microsecond=0)
            if middle.astimezone(known).utcoffset() == before:
                low = middle
            else:
                high = middle
        found.append(high)
    return tuple(found)


class Chance:
    """Draws schedules from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def likely(self, share: float) -> bool:
        return self.random.random() < share

    def moment(self, zone: str, around: dt.datetime | None = None) -> dt.datetime:
        """Any, or one within two days of a change of the clocks; within ten years of `around`."""
        r = self.random
        low, high = FIRST, LAST
        if around:
            low, high = max(FIRST, around - dt.timedelta(days=3650)), min(LAST, around + dt.timedelta(days=3650))
        drawn = low + dt.timedelta(seconds=r.randrange(int((high - low).total_seconds())))
        changes = clock_changes(zone, drawn.year) if self.likely(0.7) else ()
        if changes:
            drawn = r.choice(changes) + dt.timedelta(seconds=r.choice([1, 60, 900, 1800, 3600, 86400 // 4]) * r.randint(-8, 8))
        if self.likely(0.5):
            drawn = drawn.replace(second=0)
        if self.likely(0.1):
            drawn = drawn.replace(microsecond=r.choice([1, 500000, 999999]))
        return drawn

    def zone(self) -> str:
        return "UTC" if self.likely(0.1) else self.random.choice(ZONES)

    def question(self) -> Question:
        zone = self.zone()
        start = self.moment(zone)
        schedule = self.random.choice([self.interval, self.cron, self.rrule])(zone, start)
        if not self.likely(0.05):
            schedule["timezone"] = zone
        end = None
        if self.likely(0.3):
            end = start + dt.timedelta(seconds=self.random.choice([60, 3600, 86400, 86400 * 30, 86400 * 400]) * self.random.random())
        n = self.random.choice([1, 2, 3, 5, 10, 20, 50]) if end is None or self.likely(0.7) else None
        if self.likely(0.03):
            n = None
        told = {"start": start, "end": end}
        return {"schedule": schedule, "n": n} | {
            name: time.isoformat().replace("+00:00", "Z") if time else None for name, time in told.items()
        }

    def interval(self, zone: str, start: dt.datetime) -> dict[str, Any]:
        r = self.random
        seconds: float = r.choice(
            [
                r.randint(1, 59) * r.choice([1, 60]),
                r.randint(1, 72) * r.choice([600, 900, 1800, 3600]),
                86400 * r.choice([1, 1, 1, 2, 3, 7, 14, 30, 365]),
                86400 * r.randint(1, 10) + r.choice([1, 60, 3600]) * r.randint(1, 59),
                r.randint(1, 10**6),
                round(r.uniform(0.5, 10**5), r.choice([1, 3, 6])),
            ]
        )
        anchor = self.moment(zone, start)
        if seconds < 60 and abs((anchor - start).total_seconds()) > 10**7:
            anchor = start - dt.timedelta(seconds=r.randint(-10**6, 10**6))
        schedule: dict[str, Any] = {"interval": seconds}
        if self.likely(0.2):
            schedule["interval"] = f"PT{seconds}S" if seconds >= 1 else seconds
        shown = anchor.astimezone(dt.timezone(dt.timedelta(minutes=15 * r.randint(-48, 56)))) if self.likely(0.3) else anchor
        return schedule | {"anchor_date": shown.isoformat()}

    def cron(self, zone: str, start: dt.datetime) -> dict[str, Any]:
        r = self.random
        if self.likely(0.03):
            alias = r.choice(["@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually", "@DAILY", "@reboot"])
            return {"cron": alias}
        fields = [
            self.cron_field(0, 59, ["*", "0", "30", "*/15", "*/5"]),
            self.cron_field(0, 23, ["*", "*", "0", "1", "2", "3", "*/2", "9-17"]),
            self.cron_field(1, 31, ["*", "*", "*", "*", "1", "l", "15,l", "31", "*/2", "?", "10-l"]),
            self.cron_field(1, 12, ["*", "*", "*", "*/3", "2", "jan-jun"], MONTH_NAMES),
            self.cron_field(0, 6, ["*", "*", "*", "mon-fri", "5#2", "l5", "fri#1,mon#3", "7", "sat-mon", "mon-wed#2", "?", "1,3#2"], DAY_NAMES),
        ]
        if self.likely(0.1):
            fields.append(self.cron_field(0, 59, ["*", "0", "*/10"]))
            if self.likely(0.3):
                fields.append(r.choice(["*", str(start.year), f"{start.year}-{start.year + 3}", f"{start.year}/2"]))
        elif self.likely(0.02):
            fields[r.randrange(5)] = r.choice(["", "60", "-1", "1-", "a", "*/0", "5/", "h", "r", "r(1-3)/1", "l#2", "#", "?1", "1-5-7", "0", "8#6"])
        schedule: dict[str, Any] = {"cron": " ".join(fields)}
        if self.likely(0.05):
            schedule["cron"] = schedule["cron"].upper()
        if self.likely(0.2):
            schedule["day_or"] = r.choice([True, False])
        return schedule

    def cron_field(self, low: int, high: int, usual: list[str], names: list[str] | None = None) -> str:
        r = self.random
        if self.likely(0.6):
            return r.choice(usual)
        return ",".join(self.cron_item(low, high, names) for _ in range(r.choice([1, 1, 1, 2, 3])))

    def cron_item(self, low: int, high: int, names: list[str] | None) -> str:
        r = self.random

        def value() -> str:
            drawn = r.randint(low, high)
            return names[drawn - low] if names and self.likely(0.3) else str(drawn)

        shape = r.randrange(5)
        if shape == 0:
            return f"{value()}-{value()}"
        if shape == 1:
            return f"{value()}-{value()}/{r.randint(1, 9)}"
        if shape == 2:
            return f"{value()}/{r.randint(1, 40)}"
        return value()

    def rrule(self, zone: str, start: dt.datetime) -> dict[str, Any]:
        r = self.random
        frequency = r.choice(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"])
        reach = {"HOURLY": 200, "MINUTELY": 5, "SECONDLY": 0.05}.get(frequency, 3000)
        began = start - dt.timedelta(days=reach * (r.random() * 1.1 - 0.1))
        told = self.rrule_moment(began)
        rules = [self.one_rule(frequency, began)]
        if self.likely(0.15):
            rules.append(self.one_rule(frequency, began))
        lines = []
        if self.likely(0.9) or frequency in ("HOURLY", "MINUTELY", "SECONDLY"):
            zoned = f"DTSTART;TZID={zone}:{told}" if self.likely(0.1) else f"DTSTART:{told}"
            lines.append(zoned + ("Z" if self.likely(0.02) else ""))
        for rule in rules:
            lines.append(("RRULE:" if lines or self.likely(0.5) else "") + rule)
        if self.likely(0.15):
            lines.append("EXRULE:" + self.one_rule(frequency, began))
        for name in ("RDATE", "EXDATE"):
            if self.likely(0.15):
                dates = [self.rrule_moment(start + dt.timedelta(seconds=r.randint(-(10**5), 10**6))) for _ in range(r.randint(1, 4))]
                lines.append(f"{name}:" + ",".join(dates))
        text = "\n".join(lines)
        if self.likely(0.03):
            at = r.randrange(len(text))
            text = text[:at] + r.choice(["", "X", ";", ":", "=", ",", "9"]) + text[at + 1 :]
        return {"rrule": text}

    def rrule_moment(self, moment: dt.datetime) -> str:
        if self.likely(0.5):
            moment = moment.replace(minute=self.random.choice([0, 30]), second=0)
        return moment.strftime(self.random.choice(["%Y%m%dT%H%M%S"] * 8 + ["%Y%m%d", "%Y-%m-%dT%H:%M:%S"]))

    def numbers(self, low: int, high: int, most: int = 3, signed: bool = False) -> str:
        drawn = [self.random.randint(low, high) for _ in range(self.random.randint(1, most))]
        if signed and self.likely(0.3):
            drawn = [number if self.likely(0.5) else -number for number in drawn]
        return ",".join(map(str, drawn))

    def one_rule(self, frequency: str, began: dt.datetime) -> str:
        r = self.random
        parts = [f"FREQ={frequency}"]
        if self.likely(0.5):
            parts.append(f"INTERVAL={r.choice([1, 2, 3, 4, 5, 6, 7, 10, 12, 15, 30, 45, 90])}")
        if self.likely(0.15):
            parts.append(f"COUNT={r.choice([1, 5, 30, 300])}")
        elif self.likely(0.15):
            reach = {"HOURLY": 200, "MINUTELY": 10, "SECONDLY": 1}.get(frequency, 4000)
            parts.append("UNTIL=" + self.rrule_moment(began + dt.timedelta(days=reach * r.random())))
        if self.likely(0.2):
            parts.append(f"WKST={r.choice(WEEKDAYS)}")
        choices = {
            "BYMONTH": lambda: self.numbers(1, 12),
            "BYMONTHDAY": lambda: self.numbers(1, 31, signed=True),
            "BYYEARDAY": lambda: self.numbers(1, 366, 20, signed=True),
            "BYWEEKNO": lambda: self.numbers(1, 53, signed=True),
            "BYDAY": self.weekdays,
            "BYEASTER": lambda: str(r.randint(-60, 60)),
            "BYHOUR": lambda: self.numbers(0, 23),
            "BYMINUTE": lambda: self.numbers(0, 59),
            "BYSECOND": lambda: self.numbers(0, 59),
        }
        weights = {"BYDAY": 0.3, "BYMONTHDAY": 0.2, "BYMONTH": 0.15, "BYHOUR": 0.2, "BYMINUTE": 0.2, "BYSECOND": 0.15}
        days = 0
        for name, make in choices.items():
            if self.likely(weights.get(name, 0.04)):
                days += name not in ("BYHOUR", "BYMINUTE", "BYSECOND")
                if days <= 2 or self.likely(0.1):
                    parts.append(f"{name}={make()}")
        # What never fires, as most positions of short periods, is a walk to the year 9999 for the reference.
        if len(parts) > 1 and self.likely(0.2 if frequency in ("YEARLY", "MONTHLY", "WEEKLY") else 0.01):
            parts.append("BYSETPOS=" + self.numbers(1, 6, 2, signed=True))
        return ";".join(parts)

    def weekdays(self) -> str:
        r = self.random
        days = r.sample(WEEKDAYS, r.randint(1, 4))
        if self.likely(0.4):
            return ",".join(f"{r.choice([-5, -2, -1, 1, 2, 3, 4, 5])}{day}" for day in days)
        return ",".join(days)
