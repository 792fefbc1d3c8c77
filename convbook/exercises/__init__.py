"""Exercises: families of tasks whose answers are objects that can be checked.

>>> from convbook import exercises
>>> family = exercises.family("rates-without-gaps")
>>> params = family.generate(7)
>>> family.check(params, {"rates": [1]}).correct
False
"""

from typing import Any

from convbook.exercises.family import Family, Feedback, Misconception, Verdict, Work
from convbook.exercises.registry import families, family

__all__ = [
    "Exercise",
    "Family",
    "Feedback",
    "Misconception",
    "Progress",
    "Verdict",
    "Work",
    "families",
    "family",
    "open_sheet",
    "practice",
]


def __getattr__(name: str) -> Any:
    # The card needs the widgets; a grader does not.
    if name in ("Exercise", "practice"):
        from convbook.exercises import card

        return getattr(card, name)
    if name == "Progress":
        from convbook.exercises.progress import Progress

        return Progress
    if name == "open_sheet":
        from convbook.exercises.assigning.sheet import open_sheet

        return open_sheet
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
