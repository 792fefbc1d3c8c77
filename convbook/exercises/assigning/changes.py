"""Compares an assignment with what was handed out before: what may change, and what may not.

What decides numbers is fixed once students have them: course, assignment, exercises, versions,
the attempts there were. Titles, points, dates and policy may change, and attempts may be added;
each such change is said.
"""

from typing import Any

from convbook.errors import ConvbookValueError, message
from convbook.exercises.assigning.keys import fingerprint
from convbook.exercises.assigning.parameters import Record, rules_of
from convbook.exercises.course import Assignment, Student

FREE = ("title", "attempts", "policy", "due", "closes", "late_per_day")
FEW = 10


def check_key(record: Record, key: bytes) -> None:
    """Refuse another key than the one that the seeds in the record came from.

    Raises:
        ConvbookValueError: the key is another one.
    """
    if record["key"] != fingerprint(key):
        raise refusal(
            "the key must be the one that the material in --out was made with",
            f"key {fingerprint(key)}, not {record['key']} (fingerprints)",
            "give that key file; if it is lost, grade with --parameters of this folder, and hand "
            "further assignments out with a new key into another folder",
        )


def changes(record: Record, assignment: Assignment, students: list[Student]) -> list[str]:
    """What differs from what was handed out, a sentence for each.

    Raises:
        ConvbookValueError: it would give somebody other numbers than they have.
    """
    old, new = record["rules"], rules_of(assignment)
    for name in ("course", "assignment"):
        if old[name] != new[name]:
            hint = "hand it out into another folder"
            rule = f"the {name} must be that of the material in --out, {old[name]!r}"
            raise refusal(rule, repr(new[name]), hint)
    before, after = ([row[:2] for row in rules["exercises"]] for rules in (old, new))
    if before != after:
        _refuse_exercises(before, after)
    if new["attempts"] < old["attempts"]:
        rule = f"attempts must not fall below the {old['attempts']} that were handed out"
        raise refusal(rule, new["attempts"], "students may have begun them")
    _refuse_lost_reseeds(record, students)
    _refuse_renamed(record, students)
    said = [f"{name}: {old[name]} -> {new[name]}" for name in FREE if old[name] != new[name]]
    for (exercise, _, was), (_, _, now) in zip(old["exercises"], new["exercises"], strict=True):
        if was != now:
            said.append(f"points of {exercise}: {was:g} -> {now:g}")
    return said + _of_students(record, students)


def _refuse_exercises(before: list[list[Any]], after: list[list[Any]]) -> None:
    shown = [
        ", ".join(f"{name}@{version}" for name, version in rows if [name, version] not in others)
        for rows, others in ((after, before), (before, after))
    ]
    new, missing = (names or "none" for names in shown)
    got = f"{new} new and {missing} missing" if any(shown) else "another order"
    raise refusal(
        "the exercises must stay those that were handed out",
        got,
        "other exercises are another assignment: give it another id and another folder; a version "
        "that moved with the release is kept by version = N in the assignment and that release",
    )


def _refuse_lost_reseeds(record: Record, students: list[Student]) -> None:
    lost = [
        student.id
        for student in students
        if not student.reseed and record["students"].get(student.id, {}).get("reseed")
    ]
    if lost:
        rule = "students who were given a reseed must keep one"
        hint = "give --accommodations with their lines again"
        raise refusal(rule, f"none for {listed(lost)}", hint)


def _refuse_renamed(record: Record, students: list[Student]) -> None:
    """Refuse where a whole class has new ids: another column was taken for them."""
    known = record["students"]
    if not known or any(student.id in known for student in students):
        return
    names = {" ".join(entry["name"].split()) for entry in known.values()} - {""}
    same = [student for student in students if student.name in names]
    if same:
        got = f"{same[0].id!r} for {same[0].name}"
        hint = "export the roster as before, or use another folder"
        raise refusal("ids must stay what they were when this was handed out", got, hint)


def _of_students(record: Record, students: list[Student]) -> list[str]:
    said = []
    for student in students:
        entry = record["students"].get(student.id)
        if entry is None:
            continue
        if entry["reseed"] != student.reseed:
            said.append(f"{student.id}: other numbers (reseed), also where they had begun")
        if entry["extra_days"] != student.extra_days:
            said.append(
                f"{student.id}: extra days {entry['extra_days']:g} -> {student.extra_days:g}"
            )
    return said


def listed(names: list[str]) -> str:
    """Some names for people.

    Example:
        >>> listed(["a", "b"])
        'a, b'
    """
    more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
    return ", ".join(names[:FEW]) + more


def refusal(rule: str, got: object, hint: str = "") -> ConvbookValueError:
    """The refusal of the command `convbook assign`."""
    return ConvbookValueError(message("convbook assign", rule, got, hint))
