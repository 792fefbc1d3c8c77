"""Gradients by alpha, a descent that overshoots."""

from collections.abc import Callable
from math import floor

from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.dynamic_pooling.sizes import (
    CHAPTER,
    EIGHTH,
    alpha_field,
    eighths,
    points,
    whole,
)
from convbook.exercises.family import (
    Block,
    Family,
    Misconception,
    Params,
    Verdict,
    Work,
    text,
)
from convbook.exercises.fields import Answer, Field
from convbook.viz import format_number

Cell = tuple[int, int, int]
LARGEST = 16
WORDS = {1: "positive", 0: "zero", -1: "negative"}


def _draw_signs(draws: Draws) -> Params:
    size, alpha = draws.pick([(9, 3), (12, 3), (10, 5), (15, 5), (20, 5)])
    signs = draws.integers(-1, 1, size // alpha)
    signs[draws.integer(0, len(signs) - 1)] = -1
    return {"size": size, "alpha": alpha, "signs": signs}


def _state_signs(params: Params) -> list[str | Block]:
    size, alpha, signs = params["size"], params["alpha"], params["signs"]
    return [
        f"A row of {size} px is pooled with `alpha` = {alpha}, along the row only, and the maximum "
        f"of two points: {len(signs)} outputs. The size of the output is held fixed, so that alpha "
        "only moves the two points of each cell.",
        "Enter a row for which the derivatives of the outputs by alpha are, in order: "
        f"{', '.join(WORDS[sign] for sign in signs)}.",
    ]


def _form_signs(params: Params) -> tuple[Field, ...]:
    size = params["size"]
    return (fields.grid("row", f"Row of {size} px", 1, size, low=0, role="input"),)


def _derivatives(row: list[int], alpha: int) -> list[float | None]:
    """By alpha, of each output; None where two points tie and would not change alike."""
    found: list[float | None] = []
    for pair_of_points in points(len(row), alpha):
        values, slopes = [], []
        for point in pair_of_points:
            left = int(point)
            slopes.append(row[left + 1] - row[left])
            values.append(row[left] + (point - left) * slopes[-1])
        moves = -slopes[0] / 4, slopes[1] / 4
        if values[0] == values[1] and moves[0] != moves[1]:
            found.append(None)
        else:
            found.append(moves[values[1] > values[0]] + 0.0)
    return found


def _judge_signs(params: Params, answer: Answer) -> Verdict:
    found = _derivatives(answer["row"], params["alpha"])
    names = ["none" if d is None else WORDS[(d > 0) - (d < 0)] for d in found]
    met = sum(n == WORDS[sign] for n, sign in zip(names, params["signs"], strict=True))
    shows = [text(f"Derivatives: {', '.join(names)}.")]
    if met == len(names):
        return Verdict(1, "All derivatives have the signs asked for.", shows)
    said = f"Derivatives that are as asked: {met} of {len(names)}."
    if "none" in names:
        said += " Where two points tie and move unlike, there is none."
    return Verdict(0.5 if 2 * met >= len(names) else 0, said, shows)


def _rows_by(positive: Cell, zero: Cell, negative: Cell) -> Callable[[Params], Answer]:
    """A model that fills every cell by its sign: first px, middle ones, last px."""

    def model(params: Params) -> Answer:
        row, kinds = [], {1: positive, 0: zero, -1: negative}
        for sign in params["signs"]:
            first, middle, last = kinds[sign]
            row += [first, *[middle] * (params["alpha"] - 2), last]
        return {"row": row}

    return model


SIGNS = Family(
    id="derivatives-by-alpha",
    title="Which way alpha pulls",
    chapter=CHAPTER,
    page="training-it",
    kind="certificate",
    draw=_draw_signs,
    statement=_state_signs,
    form=_form_signs,
    judge=_judge_signs,
    misconceptions={
        "slope-is-the-sign": Misconception(
            "In a falling cell the point before the centre wins, and a larger alpha moves it up "
            "the slope: the derivative is positive as well.",
            _rows_by((0, 8, 16), (8, 8, 8), (16, 8, 0)),
        ),
        "large-values-are-positive": Misconception(
            "Not the value but the slope at the winning point gives the sign; flat cells have the "
            "derivative 0.",
            _rows_by((16, 16, 16), (8, 8, 8), (0, 0, 0)),
        ),
        "points-move-inwards": Misconception(
            "A larger alpha moves the points away from the centre: on a hill they go down, in a "
            "valley up.",
            _rows_by((0, 8, 0), (8, 8, 8), (8, 0, 8)),
        ),
    },
    hint="A larger alpha moves both points away from the centre; look at the slope where the "
    "winner stands.",
)


def _lands(params: Params, alpha: float) -> int:
    """Where the first step in r lands, rounded down."""
    goal, rate = params["goal"], params["rate"]
    fourth = goal * goal * goal * goal
    reached = fourth + rate * (alpha - goal) * alpha * alpha * alpha
    lands: int = floor(reached / (alpha * fourth))
    return lands


def _draw_step(draws: Draws) -> Params:
    while True:
        goal, rate = whole(draws.integer(3, 8) / 2), draws.integer(1, 6) / 8
        params = {"goal": goal, "rate": rate}
        lands = _lands(params, draws.integer(int(8 * goal) + 4, 120) / 8)
        if 1 <= lands <= rate * (LARGEST - 1 - goal):
            return params | {"lands": lands}


def _state_step(params: Params) -> list[str | Block]:
    goal, rate, lands = params["goal"], params["rate"], params["lands"]
    return [
        f"A descent in r = 1 / alpha looks for the goal alpha = {goal:g}, r = 1 / {goal:g}. Its "
        f"first step goes from r to r + s (alpha - {goal:g}) alpha^2 / {goal:g}^4 with "
        f"s = {rate:g}; a descent in alpha with the same s would go to "
        f"alpha - s (alpha - {goal:g}).",
        f"Choose the `alpha` to start from, a multiple of 1/8 above {goal:g}, so that the first "
        f"step in r overshoots its goal by far: the new r is at least {lands}, but below "
        f"{lands + 1}.",
    ]


def _judge_step(params: Params, answer: Answer) -> Verdict:
    alpha, lands = answer["alpha"], _lands(params, answer["alpha"])
    shows = [text(f"The new r, rounded down, is {format_number(lands)}.")]
    if alpha <= params["goal"]:
        return Verdict(0, "The start must lie above the goal.", shows)
    wanted = params["lands"]
    if lands == wanted:
        return Verdict(1, f"The new r is at least {wanted}, but below {wanted + 1}.", shows)
    said = f"below {wanted}" if lands < wanted else f"not below {wanted + 1}"
    points = 0.5 if lands > 0 and abs(lands - wanted) == 1 else 0
    return Verdict(points, f"The new r is {said}.", shows)


def _without_slope(params: Params) -> Answer:
    """The start if the step in r were the step in alpha."""
    return {"alpha": eighths(params["goal"] + params["lands"] / params["rate"], EIGHTH, LARGEST)}


OVERSHOOT = Family(
    id="step-that-overshoots",
    title="A step in r that overshoots",
    chapter=CHAPTER,
    page="training-it",
    kind="certificate",
    draw=_draw_step,
    statement=_state_step,
    form=lambda params: (alpha_field("alpha", "alpha at the start", LARGEST),),
    judge=_judge_step,
    misconceptions={
        "steps-are-alike": Misconception(
            "The step in r is not the step in alpha: it has the factor alpha^2, since the "
            "derivative of alpha = 1 / r by r is -alpha^2.",
            _without_slope,
        ),
        "close-starts-overshoot": Misconception(
            "Close to the goal the step is small, and much the same in r and in alpha.",
            lambda params: {"alpha": params["goal"] + EIGHTH},
        ),
        "alpha-is-the-ratio": Misconception(
            "That is the goal as a ratio r, which is below 1; the start is asked for as `alpha`, "
            "which is 1 / r.",
            lambda params: {"alpha": eighths(1 / params["goal"], EIGHTH, LARGEST)},
        ),
        "any-large-start-does": Misconception(
            "The step grows about as alpha to the third power: from the largest start allowed it "
            "goes too far.",
            lambda params: {"alpha": LARGEST},
        ),
    },
    hint="The step grows about as alpha to the third power: try an alpha in the middle, then "
    "halve the range.",
    work=Work(
        "ratio-gradient",
        lambda params: {"alpha": params["goal"], "goal": params["goal"], "rate": params["rate"]},
        {"alpha": "alpha"},
    ),
)


FAMILIES = (SIGNS, OVERSHOOT)
