"""How far a reader is with the exercises of a chapter; the reader's browser keeps it."""

import html
from typing import Any, ClassVar

from matplotlib.figure import Figure

from convbook.checks import choice
from convbook.exercises import blocks
from convbook.exercises.registry import families
from convbook.widgets import bundle
from convbook.widgets.base import ConvFigure, Params


class Progress(ConvFigure):
    """The list of a chapter's exercises with what was solved; `chapter` is its folder.

    `order` has ids with commas between them, which come first; the book writes the order of its
    page there.

    Example:
        >>> Progress(chapter="dilated-convolution", order="mend-a-stack").baked["exercises"][0]
        {'id': 'mend-a-stack', 'title': 'Close the gaps of a stack'}
    """

    kind = "exercise-progress"
    defaults: ClassVar[Params] = {"chapter": "", "order": ""}

    @classmethod
    def _take_files(cls) -> None:
        cls._esm = bundle.esm("exercise_progress")
        cls._css = bundle.stylesheet("exercise")

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse a chapter without exercises."""
        choice("Progress", "chapter", params["chapter"], sorted({f.chapter for f in families()}))

    @classmethod
    def bake(cls, params: Params) -> dict[str, Any]:
        """Ids and titles."""
        chosen = [found for found in families() if found.chapter == params["chapter"]]
        first = params["order"].split(",")
        chosen.sort(key=lambda found: first.index(found.id) if found.id in first else len(first))
        return {"exercises": [{"id": found.id, "title": found.title} for found in chosen]}

    @classmethod
    def describe(cls, params: Params) -> str:
        """What the list holds."""
        return f"The {len(cls.bake(params)['exercises'])} exercises of this chapter."

    @classmethod
    def still(cls, params: Params) -> str:
        """The list as HTML."""
        items = "".join(
            f'<li><a href="#fig-ex-{one["id"]}">{html.escape(one["title"])}</a></li>'
            for one in cls.bake(params)["exercises"]
        )
        body = f'<p>{cls.describe(params)}</p><ol class="cb-ep-list">{items}</ol>'
        return blocks.framed("Exercises", body)

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """The titles, where no HTML can be shown."""
        figure = Figure(figsize=(7, 2.5))
        titles = [one["title"] for one in cls.bake(params)["exercises"]]
        figure.text(0, 0.95, "\n".join(titles), va="top", size=9)
        return figure
