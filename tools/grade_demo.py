"""A class of 300 with known mistakes: handed out, handed in, graded, and checked.

    python -m tools.grade_demo [--students N] [--exercises N] [--out FOLDER]

Runs `convbook assign` and `convbook grade` as an instructor does, and compares every total, every
misconception and every problem with what was planted. Ends with 1 if anything differs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from convbook.exercises.assigning.seeds import variant_seed
from convbook.exercises.course import Student
from tools.demo.checks import Report, compare, digests
from tools.demo.course import COURSE
from tools.demo.desk import Seeds
from tools.demo.planted import Planted, gradebook_of, plant, roll, write_course, write_export
from tools.project import ROOT

OUT = Path("_build/grade-demo")
# Written here so that every run gives the same; a course has a key of its own, which `convbook
# assign` draws.
KEY = hashlib.sha256(b"convbook grade-demo").hexdigest()
MOST_SHOWN = 20


@dataclass(frozen=True)
class Run:
    """A finished demonstration."""

    planted: Planted
    report: Report
    files: int
    assigned: float
    graded: float


def convbook(*arguments: str) -> float:
    """Run the command line and return how long it took (s).

    Raises:
        SystemExit: the command failed; it has said why.
    """
    started = time.monotonic()
    command = [sys.executable, "-m", "convbook", *arguments]
    code = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode
    if code:
        sys.exit(f"grade-demo: convbook {' '.join(arguments)} ended with {code}")
    return time.monotonic() - started


def prepare(folder: Path, students: int, exercises: int) -> None:
    """Make the folder new: the assignment, the roster, the accommodations, the key."""
    shutil.rmtree(folder, ignore_errors=True)
    write_course(folder, [student for student, _ in roll(students)], exercises)
    key = folder / "course.key"
    key.touch(0o600)
    key.write_text(KEY + "\n", "ascii")


def handed_out(folder: Path) -> Seeds:
    """The seeds as the instructor's record has them; it has none for an attempt too many."""
    students = json.loads((folder / "parameters.json").read_text("utf-8"))["students"]

    def seed(student: Student, exercise: str, attempt: int) -> str:
        variants = students[student.id]["exercises"][exercise]
        if attempt <= len(variants):
            return str(variants[attempt - 1]["seed"])
        return variant_seed(bytes.fromhex(KEY), COURSE, exercise, 1, student, attempt)

    return seed


def run(folder: Path, students: int, exercises: int) -> Run:
    """Assign, hand in, grade twice, compare."""
    folder = folder.resolve()
    prepare(folder, students, exercises)
    given = ["--roster", f"{folder}/roster.csv", "--key-file", f"{folder}/course.key"]
    given += ["--accommodations", f"{folder}/accommodations.csv"]
    assigned = convbook("assign", f"{folder}/hw1.toml", *given, "--out", f"{folder}/handed-out")
    planted = plant(students, exercises, handed_out(folder / "handed-out"))
    files = write_export(folder / "export", planted)
    (folder / "gradebook.csv").write_text(gradebook_of(planted), "utf-8")
    before = digests(folder)
    command = ["grade", f"{folder}/export", "--assignment", f"{folder}/hw1.toml", *given]
    command += ["--gradebook", f"{folder}/gradebook.csv", "--out", f"{folder}/grades.csv"]
    graded = convbook(*command)
    report = compare(folder, planted)
    once = digests(folder)
    report.same("files", "what was there before", {k: once.get(k) for k in before}, before)
    convbook(*command)
    report.same("files", "what a second run leaves", digests(folder), once)
    return Run(planted, report, files, assigned, graded)


def summary(found: Run, folder: Path) -> str:
    """What was done, what was compared, where to look."""
    counts, asked = found.report.counts, found.planted.asked
    lines = [
        f"grade-demo: {len(found.planted.desks)} students, {len(asked)} exercises, "
        f"{found.files} files",
        f"convbook assign took {found.assigned:.1f} s, convbook grade {found.graded:.1f} s",
        "compared: " + ", ".join(f"{count} {what}" for what, count in counts.items()),
    ]
    differences = found.report.differences
    if differences:
        lines.append(f"{len(differences)} differ from what was planted:")
        lines += [f"  {one}" for one in differences[:MOST_SHOWN]]
    else:
        lines.append("all is as it was planted")
    shown = folder.resolve()
    lines.append(f"look at {(shown / 'report.html').as_uri()}, and at {shown}/feedback")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--exercises", type=int, default=20)
    parser.add_argument("--out", type=Path, default=ROOT / OUT, help=f"default: {OUT}")
    arguments = parser.parse_args()
    found = run(arguments.out, arguments.students, arguments.exercises)
    print(summary(found, arguments.out))
    return 1 if found.report.differences else 0


if __name__ == "__main__":
    sys.exit(main())
