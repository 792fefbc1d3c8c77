"""Symmetric padding: four groups of channels whose drifts cancel."""

from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, rows, text
from convbook.exercises.fields import Answer, Field
from convbook.viz import format_number

CHAPTER = "kernels-and-padding"
SIDES = ("top", "bottom", "left", "right")
MOST = 9


def _draw(draws: Draws) -> Params:
    channels = draws.pick([6, 10, 14, 18, 22])
    kernel = [draws.pick([2, 4, 6]), draws.pick([2, 4, 6])]
    wider = [draws.integer(0, int(size > 2)) for size in kernel]
    field = [size + 1 + 2 * more for size, more in zip(kernel, wider, strict=True)]
    # Two places for the groups with one channel more.
    larger = draws.pick([[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]])
    counts = [channels // 4 + (i in larger) for i in range(4)]
    return {"kernel": kernel, "field": field, "counts": counts}


def _statement(params: Params) -> list[str | Block]:
    (height, width), (rows_read, columns_read) = params["kernel"], params["field"]
    return [
        f"The input channels of a {height} x {width} layer (h x w) of stride 1 with equal weights "
        "come in four groups, each padded by zeros in its own way. Choose the paddings so that "
        "each group keeps the size and, over all channels, the mean offset of the taps from the "
        "output's own place is 0 on both axes. The px that any group reads, from the first to the "
        f"last, must span {rows_read} rows and {columns_read} columns.",
        rows(["group", "channels"], [[i, n] for i, n in enumerate(params["counts"], 1)]),
    ]


def _form(params: Params) -> tuple[Field, ...]:
    heads = tuple(fields.Column(name, name, 0, MOST) for name in SIDES)
    label = "Zeros of the four groups, a row each"
    return (fields.table("pads", label, heads, fewest=4, most=4, start=[0] * 16),)


def _axis(params: Params, pads: list[int], axis: int) -> tuple[bool, int, int]:
    """Whether all sizes stay, twice the sum of the mean offsets of all channels, and the span."""
    size, before, after = params["kernel"][axis], pads[2 * axis :: 4], pads[2 * axis + 1 :: 4]
    keeps = all(a + b == size - 1 for a, b in zip(before, after, strict=True))
    twice = sum(n * (size - 1 - 2 * a) for n, a in zip(params["counts"], before, strict=True))
    return keeps, twice, size + max(before) - min(before)


def _judge(params: Params, answer: Answer) -> Verdict:
    down, across = (_axis(params, answer["pads"], axis) for axis in (0, 1))
    sums = f"{format_number(down[1] / 2)} down, {format_number(across[1] / 2)} to the right"
    shows = [
        text(f"Mean offsets, added over the channels: {sums}."),
        text(f"Together the groups read {down[2]} rows and {across[2]} columns."),
    ]
    for name, axis, (before, after) in (("rows", down, SIDES[:2]), ("columns", across, SIDES[2:])):
        if not axis[0]:
            said = (
                f"Where {before} and {after} do not add up to k - 1, the number of {name} changes."
            )
            return Verdict(0, said, shows)
    if down[1] or across[1]:
        return Verdict(0, f"The offsets do not cancel: their sum is {sums}.", shows)
    if [down[2], across[2]] != params["field"]:
        said = f"The offsets cancel, but the groups read {down[2]} rows and {across[2]} columns."
        return Verdict(0.5, said, shows)
    return Verdict(1, "The sizes stay, the offsets cancel and the field is as asked.", shows)


def _corners(params: Params, corners: list[tuple[int, int]]) -> Answer:
    """Pads with the larger padding at (bottom, right) where a corner has ones."""
    pads = []
    for bottom, right in corners:
        for size, after in zip(params["kernel"], (bottom, right), strict=True):
            pads += [size // 2 - after, size // 2 - 1 + after]
    return {"pads": pads}


def _all_round(params: Params) -> Answer:
    height, width = (size // 2 for size in params["kernel"])
    return {"pads": [height, height, width, width] * 4}


SYMMETRIC = Family(
    id="groups-that-balance",
    title="Groups that balance",
    chapter=CHAPTER,
    page="symmetric-padding",
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "one-corner-for-all": Misconception(
            "With the larger padding at the same corner in all groups, all of them are off in the "
            "same direction.",
            lambda params: _corners(params, [(1, 1)] * 4),
        ),
        "zeros-on-all-sides": Misconception(
            "Half the kernel on every side balances, but adds a row and a column to the output.",
            _all_round,
        ),
        "one-axis-is-enough": Misconception(
            "Left and right take turns here, but top and bottom do not: each axis must balance.",
            lambda params: _corners(
                params, [(1, int(n == max(params["counts"]))) for n in params["counts"]]
            ),
        ),
    },
    hint="Give opposite corners to groups of equal size; paddings that differ more widen the span.",
)

FAMILIES = (SYMMETRIC,)
