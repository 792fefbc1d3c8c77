"""When an attempt was handed in, and how late that is.

Which time counts, the surest first:

1. What `--times` says of the attempt or of its file.
2. The time of the file on the disk, as the school's export or its unpacking set it. A zip in the
   folder is one file: the times inside were chosen by whoever made the zip, so they never count.
   Where they would make an attempt less late, that is reported, since a zip of the whole class,
   put into a folder, looks the same. Give such a zip itself as DIR.
3. If DIR itself is a zip, it is the school's: the times of its members count, and what lies in a
   zip inside it has the time of that member.

Of the same content in several places the earliest of these times counts, so that neither a later
copy makes it late nor a time that somebody chose makes it early. What a submission says of itself
(`saved`) only orders files of the same time.
"""

import csv
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from convbook.errors import ConvbookValueError, message
from convbook.exercises.course import Assignment, Student, moved
from convbook.exercises.grading.names import shown

DAY = timedelta(days=1)
# Zips without times say 1 January 1980.
UNKNOWN = 1980
# Canvas: name, "LATE" if so, two numbers, the name that the student gave.
CANVAS = re.compile(r"(?:.*/)?[^/_]+(?P<late>_LATE)?_\d+_\d+_[^/]+")
RULE = "the times must have columns file,time or student,attempt,time with ISO times"


@dataclass(frozen=True, slots=True)
class When:
    """What is known of the time of a content: `time` counts, `stated` is what a zip claims.

    `files` are all places where it was found; `chosen` says that DIR itself is a zip.
    """

    time: datetime | None
    stated: datetime | None = None
    files: tuple[str, ...] = ()
    chosen: bool = False
    listed: bool = False

    def joined(self, other: "When") -> "When":
        """What is known after the same content was found again."""
        return When(
            _earliest([self.time, other.time]),
            _earliest([self.stated, other.stated]),
            (*self.files, *other.files),
            self.chosen or other.chosen,
        )


@dataclass
class Times:
    """The times of `--times`, by file or by student and attempt, and which of them were used."""

    by_file: dict[str, datetime] = field(default_factory=dict)
    by_attempt: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def of(
        self, student: str, attempt: int, files: Iterable[str], bare: Counter[str]
    ) -> Iterator[str | tuple[str, str]]:
        """The keys that fit an attempt; a name without its folder must be the only one."""
        if (student, str(attempt)) in self.by_attempt:
            yield (student, str(attempt))
        for file in map(_name, files):
            last = bare_name(file)
            if file in self.by_file:
                yield file
            elif last in self.by_file and bare[last] == 1:
                yield last

    def get(self, key: str | tuple[str, str]) -> datetime:
        """The time of a key."""
        return self.by_file[key] if isinstance(key, str) else self.by_attempt[key]

    def unused(self, used: set[str | tuple[str, str]]) -> list[str]:
        """The keys that no attempt has used, as words."""
        files = [name for name in self.by_file if name not in used]
        return files + [f"{s}, attempt {n}" for s, n in self.by_attempt if (s, n) not in used]


def read_times(path: Path, assignment: Assignment) -> Times:
    """When files or attempts were handed in, from a CSV file.

    Its columns are `file,time` or `student,attempt,time`; a file is named with its folders below
    DIR, or without them where no other has its name. A time without a zone has that of the dates.

    Raises:
        ConvbookValueError: the file cannot be read so, or gives two times for one thing.
    """
    found = Times()
    zone = zone_of(assignment)
    try:
        rows = csv.DictReader(path.read_text("utf-8-sig").splitlines())
        if not {"file", "student"} & set(rows.fieldnames or ()):
            raise ValueError("no such columns")
        for row in rows:
            when = _time(row["time"], zone)
            if "file" in row:
                name = _name(row["file"].strip())
                _once(found.by_file.setdefault(name, when), when, path, name)
            else:
                student = unicodedata.normalize("NFC", row["student"].strip())
                key = (student, str(int(row["attempt"])))
                _once(found.by_attempt.setdefault(key, when), when, path, ", ".join(key))
    except ConvbookValueError:
        raise
    except (OSError, KeyError, ValueError, TypeError, AttributeError, csv.Error) as error:
        raise ConvbookValueError(message("convbook grade", RULE, path, str(error))) from None
    return found


def _once(known: datetime, when: datetime, path: Path, name: str) -> None:
    if known != when:
        rule = f"the times must give one time for {name}"
        raise ConvbookValueError(message("convbook grade", rule, path))


def _time(text: str, zone: tzinfo) -> datetime:
    # Gradescope and Canvas put a space before the offset, or write UTC.
    plain = re.sub(r"\s+(?=[+-]\d\d:?\d\d$)", "", re.sub(r"\s*UTC$", "+00:00", text.strip()))
    when = datetime.fromisoformat(plain)
    return when if when.tzinfo else when.replace(tzinfo=zone)


def zone_of(assignment: Assignment) -> tzinfo:
    """The zone of times that state none: that of the assignment's dates."""
    date = assignment.due or assignment.closes
    return (date and date.tzinfo) or UTC


def _name(name: str) -> str:
    return unicodedata.normalize("NFC", shown(name))


def bare_name(file: str) -> str:
    """A file's name without its folders."""
    return _name(file).rsplit("/", 1)[-1]


def _earliest(times: Iterable[datetime | None]) -> datetime | None:
    # Datetimes of one zone are compared by the clock on the wall, which may be put back.
    known_ones = (one for one in times if one is not None)
    return min(known_ones, key=datetime.timestamp, default=None)


def known(when: datetime | None) -> datetime | None:
    """The time, or None where it is the one that stands for none."""
    return None if when is None or when.year <= UNKNOWN else when


def days_late(assignment: Assignment, student: Student, when: datetime) -> int:
    """How many days after `due` have begun; a day lasts from the time of `due` to the next.

    Clocks that are put back or forward in between make no day longer or shorter.
    """
    if assignment.due is None:
        return 0
    due = moved(assignment.due, student.extra_days)
    if when.timestamp() <= due.timestamp():
        return 0
    here = when.astimezone(due.tzinfo).replace(tzinfo=None)
    return max(1, math.ceil((here - due.replace(tzinfo=None)) / DAY))


def is_closed(assignment: Assignment, student: Student, when: datetime | None) -> bool:
    """Whether the assignment had closed for that student."""
    if when is None or assignment.closes is None:
        return False
    return when.timestamp() > moved(assignment.closes, student.extra_days).timestamp()


def doubts(assignment: Assignment, student: Student, when: When) -> Iterator[str]:
    """What an instructor should know of the time that counts."""
    if when.time is None or assignment.due is None or when.listed:
        return
    plain = Student(student.id, "")
    days = days_late(assignment, student, when.time)
    if when.stated and days_late(assignment, student, when.stated) < days:
        yield (
            "it is late by the time of its zip on the disk, less so by the time inside, which "
            "whoever made the zip chose (--times settles it)"
        )
    names = [found for found in map(CANVAS.fullmatch, when.files) if found]
    marked = [found["late"] for found in names]
    if marked and all(marked) and not days_late(assignment, plain, when.time):
        yield "its name says LATE, but by its time it is not (--times settles it)"
    if marked and not all(marked) and days:
        yield "it is late by its time, but Canvas did not mark its name LATE (--times settles it)"
