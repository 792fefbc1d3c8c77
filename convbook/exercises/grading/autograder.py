"""Grades one upload inside Gradescope's harness; `returning/autograder.py` makes its zip.

The harness puts the upload into `submission/` and who handed it in into
`submission_metadata.json`, and reads `results/results.json`.
https://gradescope-autograders.readthedocs.io/en/latest/specs/
https://gradescope-autograders.readthedocs.io/en/latest/submission_metadata/

Nothing of an upload is run, and no key is here: the zip has the seeds of each student alone.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from convbook.exercises.course import Assignment, Item, Student
from convbook.exercises.grading.collect import Found, collect
from convbook.exercises.grading.grade import grade, owner
from convbook.exercises.grading.policy import Handed, settle
from convbook.exercises.grading.results import StudentResult
from convbook.exercises.grading.submission import RefusedError, read_submission
from convbook.exercises.grading.times import When
from convbook.exercises.registry import families

SCHEMA = "convbook-autograder/1"
FAULTS = (AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError)
Seeds = Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass(frozen=True)
class Source:
    """What the zip holds: the assignment, its students, and seeds by student, attempt, exercise."""

    assignment: Assignment
    students: tuple[Student, ...]
    seeds: Seeds

    def text(self) -> str:
        """The source as JSON."""
        work = self.assignment
        value = {
            "schema": SCHEMA,
            "assignment": {
                "course": work.course,
                "id": work.id,
                "title": work.title,
                "items": [[one.exercise, one.version, one.points] for one in work.items],
                "attempts": work.attempts,
                "policy": work.policy,
                "due": work.due.isoformat() if work.due else None,
                "closes": work.closes.isoformat() if work.closes else None,
                "late_per_day": work.late_per_day,
            },
            "timezone": _zone(work),
            "students": [
                {"id": one.id, "email": address(one), "extra_days": one.extra_days}
                for one in self.students
            ],
            "seeds": self.seeds,
        }
        return json.dumps(value, sort_keys=True, allow_nan=False, indent=1) + "\n"


def address(student: Student) -> str:
    """The email address by which the harness knows a student, or nothing."""
    known = (student.email, student.login, student.id)
    return next((one.strip() for one in known if "@" in one), "")


def read_source(text: str) -> Source:
    """The source in `text`, as `Source.text` wrote it."""
    value = json.loads(text)
    if value["schema"] != SCHEMA:
        raise ValueError(f"schema must be {SCHEMA!r}")
    given = value["assignment"]
    zone = ZoneInfo(value["timezone"]) if value.get("timezone") else None
    dates = {name: _date(given[name], zone) for name in ("due", "closes")}
    items = tuple(Item(*one) for one in given["items"])
    students = tuple(
        Student(one["id"], "", one["email"], extra_days=one["extra_days"])
        for one in value["students"]
    )
    return Source(Assignment(**{**given, **dates, "items": items}), students, value["seeds"])


def _zone(work: Assignment) -> str | None:
    """The zone of the dates; their offsets alone do not say when clocks are put back."""
    date = work.due or work.closes
    return date.tzinfo.key if date and isinstance(date.tzinfo, ZoneInfo) else None


def _date(text: str | None, zone: ZoneInfo | None) -> datetime | None:
    if text is None:
        return None
    date = datetime.fromisoformat(text)
    return date.astimezone(zone) if zone else date


def run(root: Path) -> dict[str, Any]:
    """Grade what the harness put below `root`, write the result, and return it."""
    try:
        source = read_source((root / "source" / "source.json").read_text("utf-8"))
        about = json.loads((root / "submission_metadata.json").read_text("utf-8"))
        value = _graded(source, about, root / "submission")
    except FAULTS as error:
        # Whatever an upload did, the harness gets a result that says so.
        text = f"This could not be graded ({type(error).__name__}); tell your instructor."
        value = {"score": 0.0, "output": text, "visibility": "visible", "tests": []}
    folder = root / "results"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.json").write_text(json.dumps(value, indent=1, allow_nan=False), "utf-8")
    return value


def _graded(source: Source, about: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    who = _people(source, about)
    if not who:
        return _result(source, None, ["Nobody who handed this in is in the roster of the course."])
    said: list[str] = []
    handed: list[Handed] = []
    when = _moment(about.get("created_at"))
    student = who[0]
    for found in collect(folder):
        if not isinstance(found, Found):
            said.append(f"{found.file}: {found.reason}")
            continue
        try:
            one, attempt = _attempt(source, who, found, when)
        except RefusedError as refused:
            said.append(f"{found.file}: {refused.reason}")
            continue
        if handed and one != student:
            said.append(f"{found.file}: it is of another student than the file before it")
            continue
        student = one
        handed.append(attempt)
    result, problems = settle(source.assignment, student, handed)
    said += [f"{one.file}: {one.reason}" for one in problems]
    if not handed:
        said.append("No submission of yours was found; hand in the file submission-....json.")
    return _result(source, result, said)


def _people(source: Source, about: Mapping[str, Any]) -> list[Student]:
    """The students of the roster who handed in, by their addresses."""
    users = about.get("users") or []
    addresses = {str(user.get("email", "")).strip().casefold() for user in users} - {""}
    return [one for one in source.students if one.email.casefold() in addresses]


def _attempt(
    source: Source, who: list[Student], found: Found, when: datetime | None
) -> tuple[Student, Handed]:
    submission = read_submission(found.content)
    known = {one.id: one for one in who}
    if submission.student not in known:
        raise RefusedError("it is not of the student who handed it in")
    student = owner(source.assignment, known, submission)
    seeds = source.seeds[student.id].get(str(submission.attempt))
    if seeds is None:
        raise RefusedError(f"attempt {submission.attempt} of {source.assignment.attempts}")
    graded = grade(source.assignment, student, seeds, submission, found.file, found.digest)
    return student, Handed(graded.attempt, When(when), submission.saved)


def _moment(text: Any) -> datetime | None:
    if not isinstance(text, str):
        return None
    when = datetime.fromisoformat(text)
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _result(source: Source, result: StudentResult | None, said: list[str]) -> dict[str, Any]:
    titles = {family.id: family.title for family in families()}
    standing = result.standing if result else None
    tests = []
    for number, item in enumerate(source.assignment.items, 1):
        found = standing.items[number - 1] if standing else None
        score = found.points if found else 0.0
        tests.append(
            {
                "number": str(number),
                "name": titles.get(item.exercise, item.exercise),
                "score": score,
                "max_score": item.points,
                "status": "passed" if score == item.points else "failed",
                "output": found.message if found else "Nothing of this was graded.",
                "output_format": "text",
                "visibility": "visible",
            }
        )
    total = result.total if result else 0.0
    if standing and standing.days_late:
        said.append(f"Late by {standing.days_late} days: {standing.before} became {total}.")
    return {
        "score": total,
        "output": "\n".join(said),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
    }


if __name__ == "__main__":
    run(Path(sys.argv[1] if len(sys.argv) > 1 else "/autograder"))
