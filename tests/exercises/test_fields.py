"""Answers against their forms: what is taken, what is refused and in what words."""

import math
from typing import Any

import pytest

from convbook.exercises import fields
from convbook.exercises.fields import AnswerError, normalized

HEADS = (fields.Column("kernel", "Kernel", 1, 7), fields.Column("stride", "Stride", 1, 2))
FORM = (
    fields.number("size", "Size", 0, 9),
    fields.numbers("rates", "Rates", 1, 4, fewest=1, most=3),
    fields.grid("kernel", "Kernel", 1, 2, low=-2, high=2, step=0.125),
    fields.table("layers", "Layers", HEADS, fewest=1, most=2, start=[3, 1]),
    fields.choice("mode", "Mode", (("same", "Same"), ("valid", "Valid"))),
)
FULL = {"size": 3, "rates": [1, 2], "kernel": [0.125, -2], "layers": [3, 1], "mode": "same"}


def test_takes_an_answer_and_writes_whole_numbers_plainly() -> None:
    taken = normalized(FORM, FULL | {"size": 3.0, "kernel": [0.125, -2.0]})
    assert taken == FULL
    assert [type(taken["size"]), type(taken["kernel"][1])] == [int, int]


@pytest.mark.parametrize(
    ("patch", "said"),
    [
        ({"size": 10}, "size must lie within 0 and 9"),
        ({"size": -1}, "size must lie within"),
        ({"size": 10**400}, "size must lie within"),
        ({"size": 2.5}, "size must be a multiple of 1"),
        ({"size": True}, "size must be a number"),
        ({"size": "3"}, "size must be a number"),
        ({"size": None}, "size must be a number"),
        ({"size": math.nan}, "size must lie within"),
        ({"size": math.inf}, "size must lie within"),
        ({"rates": []}, "rates must have 1 to 3 numbers, not 0"),
        ({"rates": [1] * 4}, "rates must have 1 to 3 numbers, not 4"),
        ({"rates": [1, [2]]}, "rates must be a number"),
        ({"rates": "12"}, "rates must be a list"),
        ({"kernel": [1]}, "kernel must have 2 numbers, not 1"),
        ({"kernel": [0.1, 0]}, "kernel must be a multiple of 0.125"),
        ({"layers": [3, 3]}, "layers: Stride must lie within 1 and 2"),
        ({"layers": [3, 1, 5]}, "layers must have 2 to 4 numbers, not 3"),
        ({"mode": "full"}, "mode must be one of the choices"),
        ({"mode": ["same"]}, "mode must be one of the choices"),
        ({"more": 1}, "the answer must have no fields but"),
    ],
)
def test_refuses_in_words(patch: dict[str, Any], said: str) -> None:
    with pytest.raises(AnswerError, match=said):
        normalized(FORM, FULL | patch)


@pytest.mark.parametrize("name", FULL)
def test_misses_every_field(name: str) -> None:
    with pytest.raises(AnswerError, match=f"{name} is missing"):
        normalized(FORM, {key: value for key, value in FULL.items() if key != name})


@pytest.mark.parametrize("answer", [None, [], "x", 3, True])
def test_takes_objects_only(answer: Any) -> None:
    with pytest.raises(AnswerError, match="must be an object"):
        normalized(FORM, answer)
