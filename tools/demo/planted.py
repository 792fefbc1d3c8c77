"""The whole class of the demonstration, and its folder as a school's system exports it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from convbook.exercises.course import Student
from convbook.exercises.draws import Draws
from tools.demo import course, hostile, stories
from tools.demo.course import ASKED, Asked
from tools.demo.desk import Desk, Seeds, Told

ODD = (*stories.SPECIAL, *stories.MORE_DAYS, *stories.OTHER_NUMBERS, *hostile.HOSTILE)
EXCUSED = "EX"
COMMON = ((4, stories.nothing), (13, stories.one_day_late), (17, stories.two_days_late))


@dataclass(frozen=True)
class Planted:
    """A class with all that it handed in; `cells` stood in the gradebook before."""

    asked: tuple[Asked, ...]
    desks: tuple[Desk, ...]
    cells: dict[str, str]
    joined: str

    @property
    def students(self) -> list[Student]:
        """The students in the roster's order."""
        return [desk.student for desk in self.desks]

    @property
    def booked(self) -> list[Student]:
        """The students of the gradebook: one joined after it was exported."""
        return [one for one in self.students if one.id != self.joined]

    @property
    def told(self) -> list[Told]:
        """Every problem that must be reported."""
        return [told for desk in self.desks for told in desk.told]


def roll(students: int) -> list[tuple[Student, stories.Story | hostile.Hostile]]:
    """The students and how each hands in: an odd one after every few ordinary ones."""
    step = max(1, (students - 2) // len(ODD))
    found: list[tuple[Student, stories.Story | hostile.Hostile]] = []
    for number in range(1, students + 1):
        at, rest = divmod(number - 2, step)
        odd = ODD[at] if rest == 0 and 0 <= at < len(ODD) else None
        days = 2 if odd in stories.MORE_DAYS else 0
        again = "paper lost" if odd in stories.OTHER_NUMBERS else ""
        who = course.person(number, days, again)
        found.append((who, odd or _common(who) if number > 1 else stories.plain))
    return found


def _common(student: Student) -> stories.Story:
    dice = Draws(f"grade-demo|{student.id}|story").integer(1, 100)
    found = next((story for most, story in COMMON if dice <= most), None)
    return found or (stories.two_attempts if dice <= 45 else stories.plain)


def plant(students: int, exercises: int, seeds: Seeds) -> Planted:
    """A class of that size; `seeds` are those that were handed out."""
    asked = ASKED[:: max(1, len(ASKED) // exercises)][:exercises]
    desks: list[Desk] = []
    for student, story in roll(students):
        desk = Desk(student, asked, seeds)
        if story in hostile.HOSTILE:
            hostile.hand_in(story, desk, desks[0])
        else:
            story(desk)
        desks.append(desk)
    absent = [desk.student.id for desk in desks[:-1] if not desk.attempts]
    cells = {desks[0].student.id: "0.5"} | dict.fromkeys(absent[-1:], EXCUSED)
    return Planted(asked, tuple(desks), cells, desks[-1].student.id)


def write_course(folder: Path, students: Sequence[Student], exercises: int) -> None:
    """What an instructor has before anything is handed out."""
    asked = ASKED[:: max(1, len(ASKED) // exercises)][:exercises]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hw1.toml").write_text(course.assignment(asked), "utf-8")
    (folder / "roster.csv").write_text(course.roster(students), "utf-8")
    (folder / "accommodations.csv").write_text(course.accommodations(students), "utf-8")


def write_export(folder: Path, planted: Planted) -> int:
    """Write the folder of submissions with their times; return how many files it has."""
    count = 0
    for desk in planted.desks:
        for file in desk.files:
            path = folder / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.content)
            os.utime(path, (file.when.timestamp(),) * 2)
            count += 1
    (folder / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    return count


def gradebook_of(planted: Planted) -> str:
    """The gradebook before grading."""
    return course.gradebook(planted.booked, planted.asked, planted.cells)
