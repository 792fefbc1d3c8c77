"""Exercises: families of tasks whose answers are objects that can be checked.

>>> from convbook import exercises
>>> family = exercises.family("rates-without-gaps")
>>> params = family.generate(7)
>>> family.check(params, {"rates": [1]}).correct
False
"""

from typing import TYPE_CHECKING

from convbook.exercises.family import Family, Feedback, Misconception, Verdict, Work
from convbook.exercises.registry import families, family
from convbook.lazy import lazily

if TYPE_CHECKING:
    from convbook.exercises.assigning.sheet import open_sheet
    from convbook.exercises.card import Exercise, practice
    from convbook.exercises.progress import Progress

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

# The cards need the widgets, which a grader does not.
__getattr__, __dir__ = lazily(
    __name__,
    {
        "card": ("Exercise", "practice"),
        "progress": ("Progress",),
        "assigning.sheet": ("open_sheet",),
    },
)
