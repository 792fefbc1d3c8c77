"""The card of an exercise: a live figure whose state is the answer."""

import json
from typing import Any, ClassVar

from matplotlib.figure import Figure

from convbook.errors import ConvbookValueError, message
from convbook.exercises import blocks, work_figure
from convbook.exercises.family import Family, Params
from convbook.exercises.registry import family
from convbook.widgets import bundle
from convbook.widgets.base import ConvFigure

VARIANTS = 6


class Exercise(ConvFigure):
    """An exercise as a card: statement, form, what the answer does, check.

    Without `seed` the card is for practice and has six variants to go through; with it, it has
    that one. `answer` is the answer as JSON text, empty as long as nothing is entered.

    Example:
        >>> Exercise(family="rates-without-gaps", seed="a1").answer() is None
        True
    """

    kind = "exercise"
    defaults: ClassVar[Params] = {"family": "", "seed": "", "variant": 0, "answer": ""}

    def __init__(self, *, family: str, id: str | None = None, **params: Any) -> None:
        super().__init__(id=id or f"ex-{family}", family=family, **params)
        work = _family(self.params).work
        if work is not None:
            self._esm = work_figure.notebook_script(work.kind) + bundle.esm("exercise")
            self._css = bundle.stylesheet(work_figure.stem(work.kind), "exercise")

    @classmethod
    def _take_files(cls) -> None:
        cls._esm, cls._css = bundle.esm("exercise"), bundle.stylesheet("exercise")

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse an unknown family and an answer that is no JSON."""
        _family(params)
        if params["answer"]:
            try:
                json.loads(params["answer"])
            except ValueError:
                rule = "answer must be JSON text, or empty"
                raise ConvbookValueError(
                    message("Exercise", rule, repr(params["answer"]))
                ) from None

    @classmethod
    def bake(cls, params: Params) -> dict[str, Any]:
        """The variants: statement, form, parameters, and the wrong models' answers."""
        found = _family(params)
        seeds = [params["seed"]] if params["seed"] else list(range(VARIANTS))
        return {
            "family": found.id,
            "title": found.title,
            "hint": found.hint,
            "page": found.page,
            "work": _work(found),
            "variants": [_variant(found, seed) for seed in seeds],
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """The title and the words of the statement."""
        found = _family(params)
        words = [b for b in found.statement(_params(found, params)) if isinstance(b, str)]
        return f"Exercise “{found.title}”: {' '.join(words)}"

    @classmethod
    def still(cls, params: Params) -> str:
        """The task as HTML, for print and for pages without JavaScript."""
        found = _family(params)
        variant = _params(found, params)
        body = blocks.to_html(found.statement(variant))
        asked = "; ".join(field.label for field in found.form(variant))
        answer = blocks.to_html([{"text": f"Your answer: {asked}."}])
        return blocks.framed(found.title, f"{body}\n{answer}")

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """The words of the statement, where no HTML can be shown."""
        figure = Figure(figsize=(7, 1.2))
        figure.text(0, 0.9, cls.describe(params), va="top", wrap=True, size=9)
        return figure

    def answer(self) -> Any:
        """The answer entered so far, or None."""
        return json.loads(self.params["answer"]) if self.params["answer"] else None


def _family(params: Params) -> Family:
    return family(params["family"])


def _params(found: Family, params: Params) -> Params:
    return found.generate(params["seed"] or params["variant"])


def _work(found: Family) -> dict[str, Any] | None:
    if found.work is None:
        return None
    return {"kind": found.work.kind, "take": dict(found.work.take)}


def _variant(found: Family, seed: int | str) -> dict[str, Any]:
    params = found.generate(seed)
    return {
        "seed": str(seed),
        "params": params,
        "statement": found.statement(params),
        "form": [field.spec() for field in found.form(params)],
        "work": found.work.start(params) if found.work else None,
        "wrong": [
            {"name": name, "message": wrong.message, "answer": wrong(params)}
            for name, wrong in found.misconceptions.items()
        ],
    }


def practice(name: str) -> Exercise:
    """The card of a family, for practice.

    Raises:
        ConvbookValueError: no family has that name.

    Example:
        >>> practice("rates-without-gaps").params["seed"]
        ''
    """
    return Exercise(family=name)
