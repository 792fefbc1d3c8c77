"""What grading again would change, and why; nothing is written."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from convbook.errors import ConvbookValueError, message
from convbook.exercises.grading.names import shown
from convbook.exercises.grading.results import ClassResult
from convbook.exercises.returning.audit import decisions
from convbook.exercises.returning.files import points

Line = dict[str, Any]
# What of the rules matters to a total, as words.
RULES = {
    "policy": "policy",
    "attempts": "number of attempts",
    "due": "due date",
    "closes": "closing date",
    "late_per_day": "cost of a day",
    "items": "exercises or their points",
}
CLOSE = 1e-9


@dataclass
class State:
    """What a log says last: the rules, each student's total, and the attempts by student.

    The attempts of a student are in the order of the log, so that the last of an attempt's files
    is the one that stood, where no other fits the total better.
    """

    rules: Line = field(default_factory=dict)
    totals: dict[str, Line] = field(default_factory=dict)
    attempts: dict[str, list[Line]] = field(default_factory=dict)

    def take(self, line: Line) -> None:
        """Add a decision."""
        event, student = line.get("event"), line.get("student")
        if event == "rules":
            self.rules = line
        elif event == "total" and isinstance(student, str):
            self.totals[student] = line
        elif event == "attempt" and isinstance(student, str):
            self.attempts.setdefault(student, []).append(line)

    def standing(self, student: str, like: Line | None = None) -> Line | None:
        """The attempt that counted; `like` is preferred where the log knows the very same."""
        total = self.totals.get(student)
        if total is None or total.get("counted") is None:
            return None
        own = self.attempts.get(student, [])
        fit = [one for one in own if one.get("attempt") == total["counted"]]
        exact = [one for one in fit if _same(one.get("total"), total.get("total"))]
        if like is not None and _plain(like) in map(_plain, exact):
            return like
        likely = exact or fit
        return likely[-1] if likely else None


def would_change(result: ClassResult, log: Path) -> Iterator[str]:
    """Lines that say whose total would change and why, against the last state in `log`.

    Raises:
        ConvbookValueError: there is no log, or it has nothing of this assignment.
    """
    old, new = _logged(log, result), State()
    for line in decisions(result):
        new.take(line)
    rows, quiet = [], 0
    for student, after in new.totals.items():
        before = old.totals.get(student, {})
        why = reasons(old, new, student)
        if _total(before) != _total(after):
            rows.append((student, _total(before), _total(after), "; ".join(why)))
        else:
            quiet += any(not one.startswith("release") for one in why)
    yield from _table(rows)
    yield f"totals that would change: {len(rows)}; that would stay: {len(new.totals) - len(rows)}"
    if quiet:
        yield f"of those that stay, {quiet} would come about in another way"
    left = [shown(student) for student in old.totals if student not in new.totals]
    if left:
        yield f"{len(left)} students of the log are not in the roster: {', '.join(left[:5])}"
    yield "nothing was written"


def _total(line: Line) -> str:
    return "–" if line.get("counted") is None else points(float(line["total"]))


def _table(rows: list[tuple[str, str, str, str]]) -> Iterator[str]:
    if not rows:
        return
    heads = ("student", "now", "then", "why")
    table = [heads, *((shown(row[0]), *row[1:]) for row in rows)]
    widths = [max(len(row[column]) for row in table) for column in range(3)]
    for student, now, then, why in table:
        yield f"{student:<{widths[0]}}  {now:>{widths[1]}}  {then:>{widths[2]}}  {why}"


def reasons(old: State, new: State, student: str) -> list[str]:
    """Why a student's result is another one, the most important first."""
    if student not in old.totals:
        return ["new in the roster"]
    after = new.standing(student)
    before = old.standing(student, after)
    if after is None:
        return [f"not graded any more: {shown(str(before['file']))}"] if before else []
    if before is None:
        return [f"first file: {shown(str(after['file']))}"]
    if _plain(before) == _plain(after):
        return []
    found = [*_files(before, after), *_items(before, after), *_dates(old, new, before, after)]
    if before.get("convbook") != after.get("convbook"):
        found.append(f"release {before.get('convbook')} -> {after.get('convbook')}")
    return found


def _plain(line: Line) -> Line:
    return {name: value for name, value in line.items() if name != "convbook"}


def _files(before: Line, after: Line) -> Iterator[str]:
    if before.get("attempt") != after.get("attempt"):
        yield f"attempt {before.get('attempt')} -> attempt {after.get('attempt')}"
    if before.get("sha256") != after.get("sha256"):
        yield f"another file counts: {shown(str(after.get('file')))}"


def _items(before: Line, after: Line) -> Iterator[str]:
    if before.get("reseed_sha256") != after.get("reseed_sha256"):
        yield "other numbers (reseed)"
    old = {item["exercise"]: item for item in before.get("items", [])}
    new = {item["exercise"]: item for item in after.get("items", [])}
    for name in dict.fromkeys([*old, *new]):
        if name not in new or name not in old:
            yield f"{name} is {'new' if name in new else 'left out'}"
            continue
        was, now = old[name], new[name]
        same_file = before.get("sha256") == after.get("sha256")
        if same_file and not _same(was["share"], now["share"]):
            yield f"{name} is judged {points(was['share'])} -> {points(now['share'])} of 1"
        if not _same(was["possible"], now["possible"]):
            yield f"{name} is worth {points(was['possible'])} -> {points(now['possible'])}"


def _dates(old: State, new: State, before: Line, after: Line) -> Iterator[str]:
    if before.get("extra_days") != after.get("extra_days"):
        yield f"extra days {points(before['extra_days'])} -> {points(after['extra_days'])}"
    if before.get("days_late") != after.get("days_late"):
        yield f"days late {before.get('days_late')} -> {after.get('days_late')}"
    if before.get("submitted") != after.get("submitted") and before["sha256"] == after["sha256"]:
        yield f"handed in {before.get('submitted')} -> {after.get('submitted')}"
    changed = [words for rule, words in RULES.items() if old.rules.get(rule) != new.rules.get(rule)]
    if changed:
        yield f"changed rules: {', '.join(changed)}"


def _same(one: Any, other: Any) -> bool:
    return isinstance(one, float | int) and abs(one - other) < CLOSE


def _logged(path: Path, result: ClassResult) -> State:
    """The last state of this assignment in a log; lines that were cut off are passed over."""
    work, state = result.assignment, State()
    try:
        text = path.read_text("utf-8", "replace")
    except OSError:
        text = ""
    for line in text.splitlines():
        try:
            decision = json.loads(line)
        except ValueError:
            continue
        if isinstance(decision, dict) and (
            (decision.get("course"), decision.get("assignment")) == (work.course, work.id)
        ):
            state.take(decision)
    if not state.rules:
        rule = "--regrade needs the log of an earlier run of this assignment beside --out"
        raise ConvbookValueError(message("convbook grade", rule, path))
    return state
