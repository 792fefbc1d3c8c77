"""Compares what the grader wrote with what was planted; every difference is one sentence."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from html import escape, unescape
from pathlib import Path
from typing import Any

from convbook import exercises
from tools.demo import course
from tools.demo.desk import EMPTY, RIGHT, UNREADABLE, Desk, number
from tools.demo.planted import Planted

LINE = dict[str, Any]


@dataclass
class Report:
    """How much was compared, and what differs."""

    counts: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def same(self, what: str, where: str, found: Any, wanted: Any) -> None:
        """Count a comparison, and keep it if it fails."""
        self.counts[what] += 1
        if found != wanted:
            self.differences.append(f"{where}: found {found!r}, planted {wanted!r}")


def compare(folder: Path, planted: Planted) -> Report:
    """Compare all that stands in `folder`."""
    report = Report()
    lines = [json.loads(line) for line in (folder / "audit.jsonl").read_text("utf-8").splitlines()]
    _gradebook(report, folder, planted)
    for desk in planted.desks:
        _attempts(report, desk, lines)
    _problems(report, planted, lines)
    _feedback(report, folder / "feedback", planted)
    _page(report, (folder / "report.html").read_text("utf-8"), planted)
    _private(report, folder)
    return report


def _gradebook(report: Report, folder: Path, planted: Planted) -> None:
    """The school's file: the column of the assignment is filled, no other byte has changed."""
    totals = {desk.student.id: desk.total() for desk in planted.desks}
    cells = planted.cells | {who: number(t) for who, t in totals.items() if t is not None}
    wanted = course.gradebook(planted.booked, planted.asked, cells).splitlines()
    found = (folder / "grades.csv").read_bytes().decode().splitlines()
    report.same("lines of the gradebook", "grades.csv: number of lines", len(found), len(wanted))
    for place, (here, there) in enumerate(zip(found, wanted, strict=False), 1):
        report.same("lines of the gradebook", f"grades.csv, line {place}", here, there)


def _attempts(report: Report, desk: Desk, lines: list[LINE]) -> None:
    who = desk.student.id
    mine = [line for line in lines if line.get("student") == who]
    found = {line["attempt"]: line for line in mine if line["event"] == "attempt"}
    (total,) = [line for line in mine if line["event"] == "total"]
    report.same("totals", f"{who}, attempt that counts", total["counted"], desk.counted())
    report.same("totals", f"{who}, total", _exact(total["total"]), desk.total() or 0)
    report.same("attempts", f"{who}, attempts", sorted(found), sorted(desk.attempts))
    for attempt in sorted(found.keys() & desk.attempts.keys()):
        line, planted, where = found[attempt], desk.attempts[attempt], f"{who}, attempt {attempt}"
        when = datetime.fromisoformat(line["submitted"])
        report.same("attempts", f"{where}, file", line["file"], planted.file)
        report.same("attempts", f"{where}, time", when, planted.when)
        report.same("attempts", f"{where}, days", line["days_late"], desk.days_late(attempt))
        report.same("attempts", f"{where}, points", _exact(line["before"]), desk.before(attempt))
        report.same("attempts", f"{where}, late", _exact(line["total"]), desk.after(attempt))
        for item, one in zip(line["items"], desk.asked, strict=True):
            kind = planted.plan.get(one.family, EMPTY)
            named = None if kind in (RIGHT, EMPTY, UNREADABLE) else kind
            share = 1 if kind == RIGHT else one.mistakes.get(kind, 0)
            place = f"{where}, {one.family}"
            report.same("answers", f"{place}, share", _exact(item["share"]), share)
            report.same("answers", f"{place}, answered", item["answered"], kind != EMPTY)
            what = "misconceptions" if named else "answers"
            report.same(what, f"{place}, misconception", item["misconception"], named)


def _exact(value: float) -> Fraction:
    return Fraction(str(round(value, 6)))


def _problems(report: Report, planted: Planted, lines: list[LINE]) -> None:
    """Every planted problem is reported with its reason, and nothing besides."""
    found = [line for line in lines if line["event"] == "problem"]
    for told in planted.told:
        fitting = [
            line
            for line in found
            if line["file"] == told.file
            and told.part in line["reason"]
            and (line["student"], line["graded"]) == (told.student, told.graded)
        ]
        report.same("problems", f"{told.file}, {told.part!r}", len(fitting), 1)
        found = [line for line in found if line not in fitting]
    for line in found:
        report.differences.append(f"{line['file']}: not planted: {line['reason']}")
    notes = sorted(line["file"] for line in lines if line["event"] == "gradebook")
    joined = next(one for one in planted.students if one.id == planted.joined)
    wanted = ["999, Student: in the gradebook, not in the roster"]
    wanted.append(f"{joined.name} ({joined.id}): not in the gradebook")
    report.same("problems", "what the gradebook lacks", notes, sorted(wanted))


def _feedback(report: Report, folder: Path, planted: Planted) -> None:
    """Each student's page names the total and every misconception, and nobody else."""
    found = sorted(path.stem for path in folder.glob("*.html"))
    report.same("feedback pages", "feedback/", found, sorted(one.id for one in planted.students))
    for desk in planted.desks:
        text = unescape((folder / f"{desk.student.id}.html").read_text("utf-8"))
        for wanted in _words(desk):
            there = wanted in text
            report.same("feedback pages", f"{desk.student.id}.html: {wanted!r}", there, True)
        others = [one.name for one in planted.students if one.name in text]
        report.same("feedback pages", f"{desk.student.id}.html", others, [desk.student.name])


def _words(desk: Desk) -> Iterator[str]:
    total, counted = desk.total(), desk.counted()
    if total is None or counted is None:
        return
    yield f">{number(total)}<"
    for name, kind in desk.attempts[counted].plan.items():
        if kind in exercises.family(name).misconceptions:
            yield kind.replace("-", " ")


def _page(report: Report, text: str, planted: Planted) -> None:
    """The class report names every student, every file with a problem, every misconception."""
    counted = [(desk.attempts, desk.counted()) for desk in planted.desks]
    kinds = {k for attempts, at in counted if at for k in attempts[at].plan.values()}
    wanted = [one.name for one in planted.students]
    wanted += [told.file for told in planted.told]
    wanted += [exercises.family(one.family).title for one in planted.asked]
    wanted += [k.replace("-", " ") for k in kinds - {RIGHT, EMPTY, UNREADABLE}]
    for words in wanted:
        report.same("words of the report", f"report.html: {words!r}", escape(words) in text, True)


def _private(report: Report, folder: Path) -> None:
    """The course key is in one file, which nobody else may read."""
    key = (folder / "course.key").read_text("ascii").strip()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "course.key":
            report.same("files without the key", str(path), key in path.read_text("latin-1"), False)
    for name in ("course.key", "handed-out/parameters.json", "grades.csv", "audit.jsonl"):
        mode = (folder / name).stat().st_mode & 0o077
        report.same("files without the key", f"{name}, rights of others", mode, 0)


def digests(folder: Path) -> dict[str, str]:
    """What each file of a folder holds, to see whether something changed."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
