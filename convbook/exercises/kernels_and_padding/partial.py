"""Partial convolution: what it multiplies a window by that sticks out of the image."""

from collections.abc import Callable

from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, text
from convbook.exercises.fields import Answer, Field
from convbook.exercises.kernels_and_padding.zoo import CHAPTER, PAGE
from convbook.viz import format_number

ODD = (1, 3, 5, 7, 9)
# Taps of a window that lie inside, by kernel size, place and size of the axis.
Inside = Callable[[int, int, int], int]
Factor = Callable[[float, float], float]


def _draw(draws: Draws) -> Params:
    """A row near the top or the bottom, and a factor that is a multiple of 1/8."""
    while True:
        height, width = draws.integer(12, 24), draws.integer(12, 24)
        tall, wide, y, x = (
            draws.pick(ODD),
            draws.pick(ODD),
            draws.integer(0, 3),
            draws.integer(0, 4),
        )
        inside = _inside(tall, y, height) * _inside(wide, x, width)
        eighths, rest = divmod(8 * tall * wide, inside)
        if not rest and eighths > 8:
            row = draws.pick([y, height - 1 - y])
            return {"eighths": eighths, "height": height, "width": width, "y": row}


def _statement(params: Params) -> list[str | Block]:
    ratio = format_number(params["eighths"] / 8)
    return [
        f"A partial convolution of stride 1 on an image of {params['height']} x {params['width']} "
        "px (h x w) multiplies the sum of each window by its number of taps over the number of "
        "those inside the image. The sides of its kernel are odd, from 1 to 9; half of each, "
        "rounded down, is the padding at both ends of that axis. Rows and columns count from 0.",
        f"Choose a kernel and an output in row {params['y']} so that the factor is {ratio} there.",
    ]


def _form(params: Params) -> tuple[Field, ...]:
    return (
        fields.number("tall", "Kernel height", 1, 9),
        fields.number("wide", "Kernel width", 1, 9),
        fields.number("x", "Output column", 0, params["width"] - 1),
    )


def _inside(kernel: int, place: int, size: int) -> int:
    """Taps of a centred window that lie inside."""
    half = kernel // 2
    return min(place + half, size - 1) - max(place - half, 0) + 1


def _right(params: Params, tall: int, wide: int, x: int) -> bool:
    inside = _inside(tall, params["y"], params["height"]) * _inside(wide, x, params["width"])
    right: bool = 8 * tall * wide == params["eighths"] * inside
    return right


def _judge(params: Params, answer: Answer) -> Verdict:
    tall, wide = answer["tall"], answer["wide"]
    if not (tall % 2 and wide % 2):
        return Verdict(0, "Both sides of the kernel must be odd.")
    high = _inside(tall, params["y"], params["height"])
    broad = _inside(wide, answer["x"], params["width"])
    said = f"Taps inside the image: {high * broad} of {tall * wide}."
    shows = [text(f"Taps inside: {high} of {tall} down, {broad} of {wide} across.")]
    if _right(params, tall, wide, answer["x"]):
        return Verdict(1, said, shows)
    return Verdict(0, f"The factor is another one. {said}", shows)


def _multiplied(down: float, across: float) -> float:
    return down * across


def _fitting(
    factor: Factor, inside: Inside = _inside, exchanged: bool = False
) -> Callable[[Params], Answer]:
    """The kernel and column that come closest by the wrong formula, and are not right."""

    def model(params: Params) -> Answer:
        height, width, y = params["height"], params["width"], params["y"]
        ends = [(k, x) for k in ODD for x in (0, 1, 2, width // 2)]
        if exchanged:
            down = {(k, x): k / max(1, inside(k, min(x, height - 1), height)) for k, x in ends}
            across = {(k, x): k / max(1, inside(k, min(y, width - 1), width)) for k, x in ends}
        else:
            down = {(k, x): k / max(1, inside(k, y, height)) for k, x in ends}
            across = {(k, x): k / max(1, inside(k, x, width)) for k, x in ends}
        least, found = 99.0, (1, 1, 0)
        for tall in ODD:
            for wide, x in ends:
                miss = abs(8 * factor(down[tall, x], across[wide, x]) - params["eighths"])
                if miss < least and not _right(params, tall, wide, x):
                    least, found = miss, (tall, wide, x)
        return dict(zip(("tall", "wide", "x"), found, strict=True))

    return model


def _without_own(kernel: int, place: int, size: int) -> int:
    """Half of the kernel at an edge, the output's own place not counted."""
    inside = _inside(kernel, place, size)
    return inside - (inside < kernel)


PARTIAL = Family(
    id="factor-of-partial-convolution",
    title="A factor of partial convolution",
    chapter=CHAPTER,
    page=PAGE,
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "axes-add-up": Misconception(
            "The taps inside make a rectangle, so the factors of both axes multiply; they do not "
            "add up.",
            _fitting(lambda down, across: down + across - 1),
        ),
        "one-axis-decides": Misconception(
            "The column counts as well as the row: near the left and right edges taps are lost "
            "across, too.",
            _fitting(lambda down, across: down),
        ),
        "own-place-not-counted": Misconception(
            "At an edge a kernel of k keeps its middle tap as well: (k + 1) / 2 of them, not "
            "(k − 1) / 2.",
            _fitting(_multiplied, _without_own),
        ),
        "columns-down": Misconception(
            "The row says how many taps are lost down, of the kernel's height; here it was taken "
            "for the column.",
            _fitting(_multiplied, exchanged=True),
        ),
    },
    hint="The factor is a product: k over the taps inside, for each axis. The row is given, so "
    "start with the factors that it allows.",
)

FAMILIES = (PARTIAL,)
