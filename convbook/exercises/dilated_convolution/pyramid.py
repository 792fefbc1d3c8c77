"""Taps of a strongly dilated kernel that stay on the map, as in a pyramid of rates (ASPP)."""

from collections.abc import Callable
from itertools import product

from convbook.exercises import fields
from convbook.exercises.dilated_convolution.reads import CHAPTER
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, rows
from convbook.exercises.fields import Answer, Field

LARGEST_RATE = 24
Count = Callable[[int, int, int], int]


def _on_axis(size: int, rate: int, place: int) -> int:
    """How many of the taps place - rate, place, place + rate lie on the axis."""
    return sum(0 <= place + step < size for step in (-rate, 0, rate))


def _draw(draws: Draws) -> Params:
    height, width = draws.sample(range(8, 21), 2)
    rate = draws.integer(4, 18)
    row, column = draws.integer(0, height - 1), draws.integer(0, width - 1)
    taps = _on_axis(height, rate, row) * _on_axis(width, rate, column)
    least = rate - draws.integer(0, 2)
    return {"height": height, "width": width, "taps": taps, "rate": least}


def _statement(params: Params) -> list[str | Block]:
    return [
        f"A map has {params['height']} rows and {params['width']} columns. A layer with a `3 × 3` "
        "kernel, stride 1 and as many zeros on each side as its dilation rate keeps that size. "
        "Taps that land in the padding read zeros only.",
        f"Give a rate of at least {params['rate']} and an output (row and column, zero-based) "
        f"for which exactly {params['taps']} of the nine taps land on the map.",
    ]


def _form(params: Params) -> tuple[Field, ...]:
    return (
        fields.number("rate", "Rate", 1, LARGEST_RATE),
        fields.number("row", "Row", 0, 24),
        fields.number("column", "Column", 0, 24),
    )


def _judge(params: Params, answer: Answer) -> Verdict:
    rate, row, column = answer["rate"], answer["row"], answer["column"]
    steps = [-rate, 0, rate]
    inside = [
        [int(0 <= row + a < params["height"] and 0 <= column + b < params["width"]) for b in steps]
        for a in steps
    ]
    shows = [rows(["tap row", "left", "middle", "right"], _marked(inside))]
    if row >= params["height"] or column >= params["width"]:
        return Verdict(0, f"Row {row}, column {column} is not on the map.", shows)
    taps = sum(map(sum, inside))
    if taps != params["taps"]:
        return Verdict(0, f"Taps on the map: {taps}, not {params['taps']}.", shows)
    if rate < params["rate"]:
        return Verdict(0.5, f"Taps on the map: {taps}, but the rate {rate} is too small.", shows)
    return Verdict(1, f"Taps on the map: {taps}.", shows)


def _marked(inside: list[list[int]]) -> list[list[str]]:
    names = ("top", "middle", "bottom")
    return [
        [name, *("map" if one else "padding" for one in line)]
        for name, line in zip(names, inside, strict=True)
    ]


def _half_reach(size: int, rate: int, place: int) -> int:
    return _on_axis(size, rate // 2, place)


def _one_further(size: int, rate: int, place: int) -> int:
    """Taps on an axis for somebody who takes `size` itself for the last place."""
    return sum(0 <= place + step <= size for step in (-rate, 0, rate))


def _fitting(count: Count, swap: bool = False) -> Callable[[Params], Answer]:
    """The first rate, row and column that `count` takes for right and that are not."""

    def model(params: Params) -> Answer:
        height, width, taps = params["height"], params["width"], params["taps"]
        sides = (width, height) if swap else (height, width)
        for rate in range(params["rate"], LARGEST_RATE + 1):
            down, across = ([count(side, rate, at) for at in range(side)] for side in sides)
            for row, column in product(range(sides[0]), range(sides[1])):
                if down[row] * across[column] == taps:
                    answer = {"rate": rate, "row": row, "column": column}
                    if _judge(params, answer).points < 1:
                        return answer
        return {"rate": params["rate"], "row": 0, "column": 0}

    return model


TAPS_ON_THE_MAP = Family(
    id="taps-on-the-map",
    title="Taps that stay on the map",
    chapter=CHAPTER,
    page="what-is-dilated",
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "reaches-half-its-rate": Misconception(
            "The rate is the distance of neighbouring taps, so a kernel of 3 taps reaches the "
            "whole rate to each side, not half of it.",
            _fitting(_half_reach),
        ),
        "last-place-is-the-size": Misconception(
            "Rows and columns are counted from 0: the last one is the size minus 1, and a tap "
            "beyond it reads padding.",
            _fitting(_one_further),
        ),
        "columns-before-rows": Misconception(
            "The row runs along the height and the column along the width; here they were taken "
            "the other way round.",
            _fitting(_on_axis, swap=True),
        ),
    },
    hint="Count the taps of each axis (1, 2 or 3) and multiply.",
)

FAMILIES = (TAPS_ON_THE_MAP,)
