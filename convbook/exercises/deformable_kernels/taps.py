"""Offsets of deformable kernels: where the taps read the scope."""

from convbook.exercises.deformable_kernels.reads import (
    CHAPTER,
    flat,
    offsets_form,
    pairs,
    places,
    plain,
    sampled,
    swapped,
)
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, cells
from convbook.exercises.fields import Answer

SQUARE = [2, 2]


def _draw(draws: Draws) -> Params:
    size = draws.pick([4, 5])
    spots = [[draws.integer(0, 2 * size - 2) / 2 for _ in range(2)] for _ in range(4)]
    scope = [draws.integers(-9, 9, size) for _ in range(size)]
    return {"scope": scope, "places": pairs(flat(spots))}


def _moves(params: Params, spots: list[list[float]]) -> list[list[float]]:
    """The offsets that send the taps to `spots`."""
    rest = (len(params["scope"]) - 2) / 2
    return [
        [y - a - rest, x - b - rest] for (a, b), (y, x) in zip(places(SQUARE), spots, strict=True)
    ]


def _wanted(params: Params) -> list[float]:
    return sampled(params["scope"], flat(_moves(params, params["places"])), 2, True)


def _statement(params: Params) -> list[str | Block]:
    size = len(params["scope"])
    wanted, rest = _wanted(params), plain((size - 2) / 2)
    return [
        f"A deformable kernel of 2 × 2 taps reads this scope of {size} × {size} numbers "
        "bilinearly.",
        cells(f"scope, {size} × {size}", params["scope"], "kernel"),
        f"Without offsets the taps lie in the middle of the scope: tap (a, b) in row "
        f"`a + {rest}` and column `b + {rest}`, counted from zero. Choose offsets with which they "
        "read the kernel below. Positions outside the scope are moved to its nearest edge. Give "
        "(dy, dx) of each tap, taps row by row.",
        cells("wanted, 2 × 2", [wanted[:2], wanted[2:]], "output"),
    ]


def _judge(params: Params, answer: Answer) -> Verdict:
    found, wanted = sampled(params["scope"], answer["offsets"], 2, True), _wanted(params)
    shows = [cells("the kernel that is read", [found[:2], found[2:]], "output")]
    right = sum(one == other for one, other in zip(found, wanted, strict=True))
    if right == 4:
        return Verdict(1, "The taps read the wanted kernel.", shows)
    points = 0.5 if right >= 2 else 0
    return Verdict(points, f"Taps that read what they should: {right} of 4.", shows)


def _corner(params: Params) -> Answer:
    """The taps at rest begin at the scope's corner."""
    taps = zip(places(SQUARE), params["places"], strict=True)
    return {"offsets": flat([[y - a, x - b] for (a, b), (y, x) in taps])}


def _nearest(params: Params) -> Answer:
    """Taps read the nearest entry, so whole places will do."""
    spots = [[(y + 0.5) // 1, (x + 0.5) // 1] for y, x in params["places"]]
    return {"offsets": flat(_moves(params, spots))}


TAPS_FOR_A_KERNEL = Family(
    id="taps-for-a-kernel",
    title="A kernel out of its scope",
    chapter=CHAPTER,
    page="the-operator",
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=lambda params: offsets_form(4),
    judge=_judge,
    misconceptions={
        "rest-in-the-corner": Misconception(
            "Taps at rest lie in the middle of the scope, not in its corner.", _corner
        ),
        "offset-is-the-place": Misconception(
            "An offset is added to where the tap rests; it is not the place in the scope.",
            lambda params: {"offsets": flat(params["places"])},
        ),
        "dx-before-dy": Misconception(
            "The first number of each pair moves down, the second to the right: (dy, dx).",
            lambda params: {"offsets": flat(swapped(_moves(params, params["places"])))},
        ),
        "nearest-entry": Misconception(
            "Between entries the scope is read bilinearly, not at the nearest entry.", _nearest
        ),
    },
    hint="Find, for each number, an entry, a mean of two neighbours or a mean of four; then "
    "subtract where the tap rests.",
)

FAMILIES = (TAPS_FOR_A_KERNEL,)
