"""What a course hands out: an assignment, its items, a student."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Policy = Literal["best", "last", "first"]
SCHEMA = "convbook-submission/1"
DIGITS = 9


@dataclass(frozen=True)
class Item:
    """One exercise of an assignment: the family's id and version, and what it is worth."""

    exercise: str
    version: int
    points: float


@dataclass(frozen=True)
class Assignment:
    """An assignment as its TOML file states it; times carry their zone.

    `late_per_day` is the share of an attempt's points that each begun day after `due` costs, and
    after `closes` an attempt earns nothing. `policy` says which attempt counts.
    """

    course: str
    id: str
    title: str
    items: tuple[Item, ...]
    attempts: int = 1
    policy: Policy = "best"
    due: datetime | None = None
    closes: datetime | None = None
    late_per_day: float = 0.0

    @property
    def possible(self) -> float:
        """The points of a full answer to everything."""
        return round(math.fsum(item.points for item in self.items), DIGITS)


@dataclass(frozen=True)
class Student:
    """A student of the roster; `extra_days` move every date, `reseed` gives other numbers.

    `id_column` is the heading that `id` had in the school's export ("SIS User ID", "ID number",
    "SID", ...; its case does not matter), so that files for the school put it into no other
    column; it is empty for a roster of one's own, which is taken to hold the school's numbers.
    """

    id: str
    name: str
    email: str = ""
    login: str = ""
    section: str = ""
    extra_days: float = 0.0
    reseed: str = ""
    id_column: str = ""


def moved(date: datetime, days: float) -> datetime:
    """A date that many days later, at the same time of day.

    Where clocks are put back or forward over that time, the later of what it may mean.
    """
    if not days:
        return date  # adding nothing would forget which of two equal hours is meant
    there = date + timedelta(days=days)
    return max((there.replace(fold=fold) for fold in (0, 1)), key=datetime.timestamp)
