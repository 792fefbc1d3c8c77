"""An exercise family: how its variants are drawn, stated and judged, and what goes wrong."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from convbook.exercises.draws import Draws
from convbook.exercises.fields import Answer, AnswerError, Field, normalized

Params = dict[str, Any]
Block = dict[str, Any]
MOST_DRAWS = 500


@dataclass(frozen=True)
class Feedback:
    """What the check of an answer says; `points` are the share that it earns, 0 to 1."""

    correct: bool
    points: float
    message: str
    misconception: str | None = None


@dataclass(frozen=True)
class Verdict:
    """What a family's own judge says of an answer that fits the form.

    `shows` are blocks that draw what the answer does (made by `text`, `rows` and `cells`); the
    card shows them before anything is checked, so they state facts and no verdict.
    """

    points: float
    message: str
    shows: list[Block] = field(default_factory=list)
    misconception: str | None = None


@dataclass(frozen=True)
class Misconception:
    """A wrong model that runs: `model(params)` is the answer of somebody who believes it."""

    message: str
    model: Callable[[Params], Answer]

    def __call__(self, params: Params) -> Answer:
        """The answer of somebody who holds the misconception."""
        return self.model(params)


@dataclass(frozen=True)
class Work:
    """A live figure of the book to work in: where it starts, and which of its state is the answer.

    `start` gives the figure's parameters that differ from its defaults. `take` maps each field of
    the answer to the figure's parameter that holds it, or to several that make up a list.
    """

    kind: str
    start: Callable[[Params], dict[str, Any]]
    take: Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True)
class Family:
    """A family of exercises; every variant of it is fixed by its seed.

    Attributes:
        id: its name in assignments and submissions, for ever.
        title: its heading.
        chapter: the folder of its chapter.
        page: the page of that chapter that explains what it asks for.
        kind: "certificate" (the answer is an object that is checked) or "value".
        draw: draws the parameters (JSON) of a variant.
        statement: the blocks that state the task; strings are paragraphs.
        form: the fields of the answer.
        judge: checks an answer that fits the form.
        misconceptions: name -> wrong model with the sentence that corrects it.
        hint: one sentence for who is stuck.
        version: grows when the same seed must give another variant.
        work: a live figure of the book whose state is the answer, if one fits.
    """

    id: str
    title: str
    chapter: str
    page: str
    kind: Literal["certificate", "value"]
    draw: Callable[[Draws], Params]
    statement: Callable[[Params], list[str | Block]]
    form: Callable[[Params], tuple[Field, ...]]
    judge: Callable[[Params, Answer], Verdict]
    misconceptions: Mapping[str, Misconception]
    hint: str
    version: int = 1
    work: Work | None = None

    def generate(self, seed: int | str) -> Params:
        """The parameters of the variant of `seed`, the same in every release.

        Draws again where a misconception would earn full marks, or two could not be told apart.

        Raises:
            RuntimeError: no usable variant in 500 draws; the family is at fault.
        """
        draws = Draws(f"{self.id}@{self.version}|{seed}")
        for _ in range(MOST_DRAWS):
            params = self.draw(draws)
            if self._tells_apart(params):
                return params
        raise RuntimeError(f"{self.id}: no usable variant for seed {seed!r}")

    def _tells_apart(self, params: Params) -> bool:
        answers = [wrong(params) for wrong in self.misconceptions.values()]
        distinct = all(a not in answers[:i] for i, a in enumerate(answers))
        return distinct and all(self.judge(params, answer).points < 1 for answer in answers)

    def verdict(self, params: Params, answer: Any) -> Verdict | None:
        """What the judge says, with what the answer does; None where it does not fit the form."""
        try:
            return self.judge(params, normalized(self.form(params), answer))
        except AnswerError:
            return None

    def check(self, params: Params, answer: Any) -> Feedback:
        """Check an answer, whatever JSON it is, and name the misconception behind it.

        Returns:
            What the student reads; `points` are 1 for a full answer.
        """
        try:
            answer = normalized(self.form(params), answer)
        except AnswerError as error:
            return Feedback(False, 0, f"This cannot be read: {error}.")
        verdict = self.judge(params, answer)
        if verdict.points == 1:
            return Feedback(True, 1, verdict.message)
        name = verdict.misconception
        for other, wrong in self.misconceptions.items():
            if name is None and wrong(params) == answer:
                name = other
        said = self.misconceptions[name].message if name else verdict.message
        return Feedback(False, verdict.points, said, name)


def text(words: str) -> Block:
    """A line of text; words between back quotes are set as code."""
    return {"text": words}


def cells(label: str, values: Sequence[Sequence[float]], role: str = "input") -> Block:
    """A grid of numbers with its label; `role` (input, kernel, output, ...) gives its colour."""
    return {"cells": values, "label": label, "role": role}


def rows(heads: list[str], values: list[list[Any]]) -> Block:
    """A table with a head."""
    return {"heads": heads, "rows": values}
