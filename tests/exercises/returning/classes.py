"""Classes that never were, for tests."""

import hashlib
import random
from datetime import UTC, datetime

from convbook.exercises.course import Assignment, Item, Student
from convbook.exercises.grading.results import (
    AttemptResult,
    ClassResult,
    ItemResult,
    Problem,
    StudentResult,
)

HOSTILE = (
    "=cmd|' /C calc'!A0",
    '@SUM(1+1)*cmd|"x"',
    'O\'Brien, "Bob"',
    "two\r\nlines",
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "\u202eevil\u202c עברית",
    "محمد علي",
    "n" * 3000,
    "\x00\x1b[31m\ud800",
    "＝1+1",
    "-2+3",
    "../../etc/passwd",
    "",
)


def item(exercise: str, share: float, possible: float = 1, **more: object) -> ItemResult:
    message = "This kernel gives `[1, 2]`." if share == 1 else "Rates `< 2` leave <gaps>."
    found = {"answered": True, "message": message, "seed": "c0ffee" + exercise, **more}
    return ItemResult(
        exercise=exercise,
        share=share,
        points=share * possible,
        possible=possible,
        **found,  # type: ignore[arg-type]
    )


def handed_in(
    student: Student, items: tuple[ItemResult, ...], *, late: int = 0, attempt: int = 1
) -> StudentResult:
    before = sum(one.points for one in items)
    total = before * (1 - 0.1 * late)
    digest = hashlib.sha256(student.id.encode("utf-8", "surrogatepass")).hexdigest()
    name = f"submission-w1-{student.id}-{attempt}.json"
    one = AttemptResult(
        attempt, name, digest, "2026-03-02T10:00:00+00:00", late, items, before, total
    )
    return StudentResult(student, (one,), attempt, total)


def assignment(count: int = 3, points: float = 1) -> Assignment:
    names = ["rates-without-gaps", *(f"made-up-exercise-{i}" for i in range(1, count))]
    items = tuple(Item(name, 1, points) for name in names)
    due = datetime(2026, 3, 1, 12, tzinfo=UTC)
    return Assignment("conv-2026", "w1", "Week 1", items, 2, "best", due, None, 0.1)


def small(shares: list[list[float] | None], names: list[str] | None = None) -> ClassResult:
    """A class by its shares; None handed in nothing."""
    work = assignment(max(len(row) for row in shares if row))
    students = []
    for number, row in enumerate(shares, 1):
        name = names[number - 1] if names else f"Student {number}"
        student = Student(f"s{number}", name, f"s{number}@uni.example", f"login{number}", "A")
        if row is None:
            students.append(StudentResult(student, (), None, 0))
            continue
        made = tuple(item(i.exercise, s) for i, s in zip(work.items, row, strict=True))
        students.append(handed_in(student, made))
    return ClassResult(work, tuple(students), ())


def hostile() -> ClassResult:
    """Names, numbers, mail addresses, files and messages that attack whoever reads them."""
    work = assignment(2)
    students = []
    for number, bad in enumerate(HOSTILE):
        student = Student(f"{bad}{number}", bad, bad, bad, bad)
        items = tuple(
            item(i.exercise, 0.5, message=f"{bad} `{bad}`", misconception=bad or None)
            for i in work.items
        )
        students.append(handed_in(student, items))
    problems = tuple(Problem(bad, bad, bad) for bad in HOSTILE)
    return ClassResult(work, tuple(students), problems)


def large(students: int = 300, exercises: int = 12, seed: int = 1) -> ClassResult:
    """A class with abilities, hard and easy exercises, lateness and files that fail."""
    rng = random.Random(seed)
    work = assignment(exercises, 2)
    first = ["Ada", "Blaise", "José", "Wei", "Zoë", "Emeka", "Yuki", "Lena", "Ravi", "Maja"]
    last = ["Lovelace", "Pascal", "García", "Zhang", "Petrov", "Müller", "Sato", "Ali", "Novak"]
    hard = [rng.uniform(-1.6, 1.4) for _ in work.items]
    sharp = [rng.uniform(0.3, 1.8) for _ in work.items]
    found = []
    for number in range(students):
        name = f"{rng.choice(first)} {rng.choice(last)}"
        student = Student(f"u{10000 + number}", name, section=f"Group {number % 4 + 1}")
        if rng.random() < 0.05:
            found.append(StudentResult(student, (), None, 0))
            continue
        skill = rng.gauss(0.5, 1)
        items = []
        for one, level, slope in zip(work.items, hard, sharp, strict=True):
            luck = slope * (skill - level) + rng.gauss(0, 0.8)
            share = 1.0 if luck > 0 else 0.5 if luck > -0.5 else 0.0
            wrong = None if share == 1 or rng.random() < 0.3 else rng.choice(WRONG)
            answered = share > 0 or rng.random() < 0.8
            more = {"answered": answered, "misconception": wrong if answered else None}
            items.append(item(one.exercise, share, 2, **more))
        late = rng.choice([0] * 12 + [1, 2])
        found.append(handed_in(student, tuple(items), late=late, attempt=rng.choice([1, 1, 2])))
    problems = (
        Problem("inbox/late/submission-w1-u10007-2.json", "the file ends in the middle", "u10007"),
        Problem("inbox/holiday.png", "this is no submission: not JSON"),
        Problem(
            "inbox/submission-w1-u10031-1 (2).json",
            "the same attempt was handed in twice with other answers; the first one counts",
            "u10031",
            True,
        ),
    )
    return ClassResult(work, tuple(found), problems)


WRONG = ("forgets-the-edge", "adds-strides", "adds-strides", "flips-the-kernel", "off-by-one")
