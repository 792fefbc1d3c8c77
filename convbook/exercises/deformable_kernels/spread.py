"""Taps spread and shifted together over a scope that slopes."""

from convbook.exercises import fields
from convbook.exercises.deformable_kernels.reads import CHAPTER, plain, sampled
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, Work, cells
from convbook.exercises.fields import Answer, Field

SCOPE, TAPS = 5, 3


def _draw(draws: Draws) -> Params:
    slopes = draws.sample([-4, -3, -2, -1, 1, 2, 3, 4], 2)
    spread = draws.pick([0.5, 1.25, 1.5])
    quarters = int(4 * (2 - spread))
    far = [plain(i / 4) for i in range(-quarters, quarters + 1) if i]
    return {
        "slopes": slopes,
        "level": draws.integer(-5, 5),
        "spread": spread,
        "shift": draws.sample(far, 2),
    }


def _scope(params: Params) -> list[list[float]]:
    down, right = params["slopes"]
    return [
        [params["level"] + down * (i - 2) + right * (j - 2) for j in range(SCOPE)]
        for i in range(SCOPE)
    ]


def _read(params: Params, answer: Answer) -> list[float]:
    """The kernel that the taps read, spread about the middle one and shifted."""
    spread, shift = answer["spread"], (answer["down"], answer["right"])
    offsets = [
        (spread - 1) * (place - 1) + move
        for i in range(TAPS)
        for j in range(TAPS)
        for place, move in zip((i, j), shift, strict=True)
    ]
    return sampled(_scope(params), offsets, TAPS, True)


def _solved(params: Params) -> Answer:
    return _moved(params, params["shift"])


def _moved(params: Params, shift: list[float]) -> Answer:
    return {"spread": params["spread"], "down": plain(shift[0]), "right": plain(shift[1])}


def _rows(kernel: list[float]) -> list[list[float]]:
    return [kernel[i : i + TAPS] for i in range(0, TAPS**2, TAPS)]


def _statement(params: Params) -> list[str | Block]:
    return [
        "A deformable kernel of 3 × 3 taps reads this scope of 5 × 5 numbers bilinearly. At rest "
        "its taps lie one apart, the middle tap on the middle number.",
        cells("scope, 5 × 5", _scope(params), "kernel"),
        "Choose how far apart the taps lie (spread; the middle tap stays) and by how much all of "
        "them move down and right after that, in entries of the scope, so that they read the "
        "kernel below. Positions outside the scope are moved to its nearest edge.",
        cells("wanted, 3 × 3", _rows(_read(params, _solved(params))), "output"),
    ]


def _form(params: Params) -> tuple[Field, ...]:
    return (
        fields.number("spread", "Distance of neighbouring taps", 0, 3, 0.125),
        fields.number("down", "Moved down by", -6, 6, 0.125),
        fields.number("right", "Moved right by", -6, 6, 0.125),
    )


def _judge(params: Params, answer: Answer) -> Verdict:
    found, wanted = _read(params, answer), _read(params, _solved(params))
    shows = [cells("the kernel that is read", _rows(found), "output")]
    if found == wanted:
        return Verdict(1, "The taps read the wanted kernel.", shows)
    apart = {one - other for one, other in zip(found, wanted, strict=True)}
    if len(apart) == 1:
        return Verdict(0.5, "The kernel is right but for a number added to all of it.", shows)
    return Verdict(0, "The taps read another kernel.", shows)


def _from_first(params: Params) -> Answer:
    """Somebody who believes that the spread leaves tap (0, 0) in its place."""
    return _moved(params, [1 - params["spread"] + move for move in params["shift"]])


def _start(params: Params) -> Params:
    """The figure of the taps, at rest over this scope."""
    weights = [value for row in _scope(params) for value in row]
    return {"scope": SCOPE, "kernel": TAPS, "weights": weights, "spread": 1}


SPREAD_AND_SHIFT = Family(
    id="spread-and-shift-taps",
    title="Spread and shift the taps",
    chapter=CHAPTER,
    page="the-operator",
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "spread-from-the-first-tap": Misconception(
            "The taps spread about the middle one; the first tap does not stay.", _from_first
        ),
        "right-before-down": Misconception(
            "Down and right are exchanged: from row to row, taps read further down in the scope.",
            lambda params: _moved(params, params["shift"][::-1]),
        ),
        "scope-moves": Misconception(
            "The taps move over the scope: moved down, they read numbers further down.",
            lambda params: _moved(params, [-move for move in params["shift"]]),
        ),
    },
    hint="The differences within the kernel tell the spread; its middle number tells where the "
    "middle tap may lie.",
    work=Work("kernel-taps", _start, {"spread": "spread", "down": "down", "right": "right"}),
)

FAMILIES = (SPREAD_AND_SHIFT,)
