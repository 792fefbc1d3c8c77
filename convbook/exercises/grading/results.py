"""What grading found: of an item, an attempt, a student, a class."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from convbook.exercises.course import Assignment, Student


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One exercise of one attempt; `share` is what the check gave, `points` what it earned.

    `seed` is the seed of the variant, of which the audit log keeps a digest. `flagged` says that
    the answer could not be checked, so that somebody has to look at it. `answer` is what was
    handed in (JSON; None where it is too long to show), `params` the numbers of the variant.
    """

    exercise: str
    answered: bool
    share: float
    points: float
    possible: float
    message: str
    misconception: str | None = None
    seed: str = ""
    flagged: bool = False
    answer: Any = None
    params: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class AttemptResult:
    """One attempt; `total` is `before` less what lateness costs, `submitted` an ISO time.

    `convbook` is the release with which it was made, as the file says. In a graded class `items`
    are packed (see `packed`): go over them once, as each time costs.
    """

    attempt: int
    file: str
    digest: str
    submitted: str | None
    days_late: int
    items: Sequence[ItemResult]
    before: float
    total: float
    convbook: str = ""


@dataclass(frozen=True, slots=True)
class StudentResult:
    """A student: all attempts that count as such, and the number of the one whose total stands."""

    student: Student
    attempts: tuple[AttemptResult, ...]
    counted: int | None
    total: float

    @property
    def standing(self) -> AttemptResult | None:
        """The attempt whose total stands, or None where nothing was handed in."""
        return next((one for one in self.attempts if one.attempt == self.counted), None)


@dataclass(frozen=True)
class Problem:
    """A file that was not graded, or was graded with a doubt, and why."""

    file: str
    reason: str
    student: str | None = None
    graded: bool = False


@dataclass(frozen=True)
class ClassResult:
    """A whole class, students in the roster's order, problems by file name."""

    assignment: Assignment
    students: tuple[StudentResult, ...]
    problems: tuple[Problem, ...]
