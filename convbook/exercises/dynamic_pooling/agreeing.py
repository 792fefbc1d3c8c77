"""A row on which the maximum and the mean of a pooling agree."""

from itertools import pairwise

from convbook.exercises.draws import Draws
from convbook.exercises.dynamic_pooling.sizes import CHAPTER, points
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, cells, text
from convbook.exercises.fields import Answer, Field, grid

# Sizes and ratios whose points lie at multiples of 1/4 px.
AXES = ((9, 3), (12, 3), (8, 4), (12, 4), (10, 5), (15, 5), (12, 6), (14, 7))


def _draw(draws: Draws) -> Params:
    size, alpha = draws.pick(AXES)
    return {"size": size, "alpha": alpha, "wanted": draws.sample(range(-9, 30), size // alpha)}


def _statement(params: Params) -> list[str | Block]:
    size, alpha, wanted = params["size"], params["alpha"], params["wanted"]
    return [
        f"A row of {size} px is pooled with `alpha` = {alpha}, along the row only: "
        f"{len(wanted)} outputs, each of two points of its cell, `alpha / 4` before and behind the "
        "centre. Between two pixels the row is a straight line.",
        "Enter a row, multiples of 1/8, without two equal neighbours, for which the layer with the "
        "maximum and the layer with the mean both give these outputs:",
        cells("Outputs", [wanted], "output"),
    ]


def _form(params: Params) -> tuple[Field, ...]:
    size = params["size"]
    return (grid("row", f"Row of {size} px", 1, size, step=0.125, role="input"),)


def _values(row: list[float], alpha: int) -> list[tuple[float, float]]:
    """Of each output, the values of the row at its two points."""

    def at(point: float) -> float:
        left = int(point)
        share = point - left
        return row[left] if share == 0 else row[left] + share * (row[left + 1] - row[left])

    return [(at(before), at(behind)) for before, behind in points(len(row), alpha)]


def _judge(params: Params, answer: Answer) -> Verdict:
    row, wanted = answer["row"], params["wanted"]
    pairs = _values(row, params["alpha"])
    shows = [
        cells("Maximum", [[max(pair) for pair in pairs]], "output"),
        cells("Mean", [[sum(pair) / 2 for pair in pairs]], "output"),
    ]
    equal = sum(before == behind for before, behind in pairs)
    twins = sum(one == other for one, other in pairwise(row))
    shows.append(text(f"Pairs of equal neighbours in the row: {twins}."))
    if equal < len(wanted):
        said = f"The maximum and the mean agree at {equal} of {len(wanted)} outputs."
        return Verdict(0, said, shows)
    right = sum(pair[0] == value for pair, value in zip(pairs, wanted, strict=True))
    if right < len(wanted):
        said = f"The two agree; outputs that are as asked: {right} of {len(wanted)}."
        return Verdict(0.5, said, shows)
    if twins:
        return Verdict(0.5, "Both give these outputs, but the row has equal neighbours.", shows)
    return Verdict(1, "Both give these outputs: each cell has equal values at its points.", shows)


def _cells(params: Params, inside: list[float]) -> Answer:
    """A row whose cells differ from the outputs by `inside`."""
    return {"row": [value + step for value in params["wanted"] for step in inside]}


def _slope(params: Params) -> Answer:
    """Each cell rises and has its output in the middle."""
    alpha = params["alpha"]
    return _cells(params, [i - (alpha - 1) / 2 for i in range(alpha)])


def _at_the_centre(params: Params) -> Answer:
    """The output at the centre of its cell, and smaller numbers around it."""
    middle = (params["alpha"] - 1) / 2
    return _cells(params, [-2 * int(abs(i - middle)) - i % 2 for i in range(params["alpha"])])


def _flat(params: Params) -> Answer:
    return _cells(params, [0] * params["alpha"])


AGREEING = Family(
    id="maximum-meets-mean",
    title="Where the maximum is the mean",
    chapter=CHAPTER,
    page="the-layer",
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "only-flat-cells-agree": Misconception(
            "A flat cell does it, but the pixels may differ: only the values at the two points "
            "must be the same.",
            _flat,
        ),
        "middle-of-a-slope": Misconception(
            "On a slope the mean of both points is the value in the middle, but the maximum is the "
            "higher end.",
            _slope,
        ),
        "the-centre-is-read": Misconception(
            "The layer does not read the centre of a cell but a point before and a point behind "
            "it, each between its two neighbours.",
            _at_the_centre,
        ),
    },
    hint="Write down where both points of a cell lie and the share of each pixel that they read. "
    "Choose the pixels of one point, then those of the other so that it comes out alike.",
)

FAMILIES = (AGREEING,)
