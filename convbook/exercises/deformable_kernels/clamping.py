"""A tap beyond the scope: clamped to its edge, or fading to zero."""

from convbook.exercises import fields
from convbook.exercises.deformable_kernels.reads import CHAPTER, plain, sampled
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, cells, rows
from convbook.exercises.fields import Answer, Field


def _draw(draws: Draws) -> Params:
    size = draws.pick([3, 4])
    side = draws.pick([0, size - 1])
    along = draws.pick([place for place in range(size) if place != side])
    return {
        "scope": [[8 * value for value in draws.integers(1, 9, size)] for _ in range(size)],
        "entry": draws.pick([[along, side], [side, along]]),
        "eighths": draws.pick([1, 2, 3, 5, 6, 7]),
    }


def _size(params: Params) -> int:
    return len(params["scope"])


def _wanted(params: Params) -> list[float]:
    """The values with and without clamp."""
    i, j = params["entry"]
    value = params["scope"][i][j]
    return [value, plain(value * params["eighths"] / 8)]


def _statement(params: Params) -> list[str | Block]:
    size, (clamped, fading) = _size(params), _wanted(params)
    rest = plain((size - 1) / 2)
    return [
        f"A deformable kernel of a single tap reads this scope bilinearly. At rest it lies at row "
        f"{rest}, column {rest}, counted from zero: in the middle.",
        cells(f"scope, {size} × {size}", params["scope"], "kernel"),
        f"Choose an offset with which it reads {clamped} where positions are clamped to the "
        f"scope, and {fading} where they are not and the scope is surrounded by zeros.",
    ]


def _form(params: Params) -> tuple[Field, ...]:
    return (
        fields.number("dy", "dy, down", -4, 4, 0.125),
        fields.number("dx", "dx, right", -4, 4, 0.125),
    )


def _judge(params: Params, answer: Answer) -> Verdict:
    offsets, scope = [answer["dy"], answer["dx"]], params["scope"]
    found = [sampled(scope, offsets, 1, clamp)[0] for clamp in (True, False)]
    rest = (_size(params) - 1) / 2
    place = [plain(rest + answer["dy"]), plain(rest + answer["dx"])]
    shows = [rows(["row", "column", "clamped", "not clamped"], [[*place, *found]])]
    right = [one == other for one, other in zip(found, _wanted(params), strict=True)]
    if all(right):
        return Verdict(1, "Both values are as wanted.", shows)
    if right[0]:
        return Verdict(0.5, "The clamped value is right, the other is not.", shows)
    if right[1]:
        return Verdict(0.5, "The value without clamp is right, the clamped one is not.", shows)
    return Verdict(0, "Neither value is as wanted.", shows)


def _beyond(params: Params, eighths: int) -> list[float]:
    """The place that lies so many eighths outside the scope, beside the entry."""
    last, place = _size(params) - 1, list(params["entry"])
    axis = 0 if place[0] in (0, last) else 1
    place[axis] += eighths / 8 if place[axis] == last else -eighths / 8
    return place


def _answer(params: Params, place: list[float]) -> Answer:
    rest = (_size(params) - 1) / 2
    return {"dy": plain(place[0] - rest), "dx": plain(place[1] - rest)}


def _swapped(params: Params) -> Answer:
    return _answer(params, _beyond(params, 8 - params["eighths"])[::-1])


def _from_corner(params: Params) -> Answer:
    place = _beyond(params, 8 - params["eighths"])
    return {"dy": plain(place[0]), "dx": plain(place[1])}


CLAMP_OR_FADE = Family(
    id="clamp-or-fade",
    title="Beyond the scope",
    chapter=CHAPTER,
    page="the-operator",
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "fades-inside": Misconception(
            "On the outermost entry a tap still reads all of it; it fades beyond, over one entry.",
            lambda params: _answer(params, list(params["entry"])),
        ),
        "share-grows-outwards": Misconception(
            "The further outside, the less is left: t entries beyond, 1 − t of the value.",
            lambda params: _answer(params, _beyond(params, params["eighths"])),
        ),
        "offset-from-the-corner": Misconception(
            "The offset counts from the middle of the scope, where the tap rests.", _from_corner
        ),
        "columns-first": Misconception("dy moves the tap down and dx to the right.", _swapped),
    },
    hint="Find the number on the rim of the scope, and go beyond it until its share is left.",
)

FAMILIES = (CLAMP_OR_FADE,)
