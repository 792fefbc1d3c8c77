"""A dilated layer treats each of its sub-rows by itself, and weaves the results together."""

from convbook.exercises import fields
from convbook.exercises.dilated_convolution.reads import CHAPTER
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, cells
from convbook.exercises.fields import Answer, Field

TAPS = 3


def _draw(draws: Draws) -> Params:
    while True:
        kernel, rate = draws.integers(-3, 4, TAPS), draws.pick([2, 3])
        levels = draws.sample([v for v in range(-4, 5) if v], rate)
        total = sum(kernel)
        if abs(total) > 1 and all(kernel):
            return {
                "kernel": kernel,
                "rate": rate,
                "size": 2 * rate + draws.integer(2, 3) * rate,
                "output": [total * level for level in levels],
            }


def _wanted(params: Params) -> list[float]:
    """All outputs: the given numbers by turns."""
    rate = params["rate"]
    return [params["output"][t % rate] for t in range(params["size"] - 2 * rate)]


def _statement(params: Params) -> list[str | Block]:
    return [
        f"A layer with the three taps below and dilation rate {params['rate']} (cross-correlation, "
        "stride 1, no padding) reads a row of "
        f"{params['size']} numbers.",
        cells("Kernel", [params["kernel"]], "kernel"),
        "Hand in a row, multiples of 1/8, for which its outputs are these:",
        cells("Outputs", [_wanted(params)], "output"),
    ]


def _form(params: Params) -> tuple[Field, ...]:
    size = params["size"]
    return (fields.grid("row", f"Row of {size}", 1, size, step=0.125, role="input"),)


def _judge(params: Params, answer: Answer) -> Verdict:
    row, rate, wanted = answer["row"], params["rate"], _wanted(params)
    found = [
        sum(tap * row[t + j * rate] for j, tap in enumerate(params["kernel"]))
        for t in range(len(wanted))
    ]
    shows = [cells("Outputs of your row", [found], "output")]
    right = [found[i::rate] == wanted[i::rate] for i in range(rate)]
    if all(right):
        return Verdict(1, f"{rate} sub-rows, each treated by itself, give these outputs.", shows)
    first = next(t for t, value in enumerate(found) if value != wanted[t])
    points = 0.5 if any(right) else 0
    return Verdict(points, f"Output {first} is the first that is not as asked.", shows)


def _levels(params: Params) -> list[float]:
    """What each sub-row holds if it is constant."""
    total = sum(params["kernel"])
    return [value // total for value in params["output"]]


def _row(params: Params, levels: list[float], shift: int = 0) -> Answer:
    """A row with these levels by turns."""
    return {"row": [levels[(i + shift) % len(levels)] for i in range(params["size"])]}


def _in_blocks(params: Params) -> Answer:
    """The levels one after the other, each in a block of neighbours."""
    size, rate = params["size"], params["rate"]
    levels = _levels(params)
    return {"row": [levels[i * rate // size] for i in range(size)]}


WEAVING = Family(
    id="rows-woven-together",
    title="Rows woven together",
    chapter=CHAPTER,
    page="gridding",
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "a-pattern-passes-unchanged": Misconception(
            "Each output adds three numbers of one sub-row, weighted by the taps: a constant "
            "sub-row comes out as the constant times the sum of the taps.",
            lambda params: _row(params, params["output"]),
        ),
        "sub-rows-are-blocks": Misconception(
            "The numbers that an output reads do not stand side by side: with rate r, every r-th "
            "number of the row belongs to one sub-row.",
            _in_blocks,
        ),
        "neighbours-are-evened-out": Misconception(
            "A constant row gives equal outputs. Neighbouring outputs have no input in common "
            "here, so they may differ as they like.",
            lambda params: _row(params, _levels(params)[:1]),
        ),
        "output-begins-in-the-middle": Misconception(
            "Output 0 reads the row from its first number on; this row is shifted by one place.",
            lambda params: _row(params, _levels(params), 1),
        ),
    },
    hint="Write the row in as many lines as the rate says: the layer treats each line as an "
    "ordinary layer would.",
)

FAMILIES = (WEAVING,)
