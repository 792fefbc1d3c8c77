"""Where the cells of the layer read along an axis."""

from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.dynamic_pooling.sizes import CHAPTER, EIGHTH, count, pair, points, whole
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, text
from convbook.exercises.fields import Answer, Field
from convbook.viz import format_number


def _axes() -> list[tuple[int, float]]:
    """Sizes and alphas whose cells are a multiple of 1/2 px wide, and not alpha."""
    every = [(size, halves / 2) for size in range(6, 25) for halves in range(3, 12)]
    counts = [(axis, count(*axis)) for axis in every]
    return [(s, a) for (s, a), n in counts if n > 1 and 2 * s % n == 0 and s != n * a]


def _draw_points(draws: Draws) -> Params:
    size, alpha = draws.pick(_axes())
    return {"size": size, "alpha": whole(alpha), "cell": draws.integer(0, count(size, alpha) - 1)}


def _state_points(params: Params) -> list[str | Block]:
    size, alpha, cell = params["size"], params["alpha"], params["cell"]
    cells_there = count(size, alpha)
    return [
        f"A DynOPool with `alpha` {alpha:g} pools an axis of {size} px to {cells_there} px. Give "
        f"the two query points of cell {cell} along this axis; the first cell is 0.",
        "Count in px so that a whole number is the middle of a pixel: the axis reaches from -0.5 "
        f"to {size - 0.5:g}. Give the points as they are before any is moved inside.",
    ]


def _form_points(params: Params) -> tuple[Field, ...]:
    return tuple(
        fields.number(name, label, -20, 40, EIGHTH)
        for name, label in (("before", "Before the centre"), ("behind", "After the centre"))
    )


def _judge_points(params: Params, answer: Answer) -> Verdict:
    given = answer["before"], answer["behind"]
    truth = points(params["size"], params["alpha"])[params["cell"]]
    middle, centre = sum(given) / 2, sum(truth) / 2
    apart = given[1] - given[0]
    shows = [text(f"Middle: {format_number(middle)}. Apart: {format_number(apart)} px.")]
    if given == truth:
        return Verdict(1, "Both points are right.", shows)
    if middle == centre:
        return Verdict(
            0.5, "Their middle is the centre of the cell, but not their distance.", shows
        )
    if apart == truth[1] - truth[0]:
        return Verdict(0.5, "Their distance is right, but not the centre between them.", shows)
    return Verdict(0, "Neither the centre nor the distance is right.", shows)


def _around(params: Params, width: float, shift: float, apart: float) -> Answer:
    centre = (params["cell"] + 0.5) * width + shift
    return pair("before", "behind", centre - apart, centre + apart)


def _wide(params: Params) -> float:
    return float(params["size"] / count(params["size"], params["alpha"]))


QUERY_POINTS = Family(
    id="query-points",
    title="Where a cell reads",
    chapter=CHAPTER,
    page="the-layer",
    kind="value",
    draw=_draw_points,
    statement=_state_points,
    form=_form_points,
    judge=_judge_points,
    misconceptions={
        "corner-is-zero": Misconception(
            "These count from the edge of the axis; the middle of the first pixel is 0, so "
            "everything lies half a pixel lower.",
            lambda params: _around(params, _wide(params), 0, params["alpha"] / 4),
        ),
        "points-at-the-edges": Misconception(
            "The points lie a quarter of a cell from its centre, not at its edges.",
            lambda params: _around(params, _wide(params), -0.5, _wide(params) / 2),
        ),
        "cells-are-alpha-wide": Misconception(
            "The rounded number of cells divides the whole axis, so that a cell is not alpha wide; "
            "only the distance of the points comes from alpha.",
            lambda params: _around(params, params["alpha"], -0.5, params["alpha"] / 4),
        ),
    },
    hint="Find the width of a cell, its centre half a pixel lower, then go alpha / 4 both ways.",
)


FAMILIES = (QUERY_POINTS,)
