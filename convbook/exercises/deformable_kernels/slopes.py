"""The derivative by an offset: the slope of what is read."""

from convbook.exercises import fields
from convbook.exercises.deformable_kernels.reads import CHAPTER, plain
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, rows
from convbook.exercises.fields import Answer, Field
from convbook.viz import format_number


def _draw(draws: Draws) -> Params:
    weight = draws.pick([-3, -2, 2, 3])
    down, right = draws.sample([-8, -6, -4, -2, 2, 4, 6, 8], 2)
    return {
        "place": [plain(draws.integer(1, 3) / 4), plain(draws.integer(1, 3) / 4)],
        "weight": weight,
        "output": weight * draws.integer(1, 9),
        "slopes": [weight * down, weight * right],
    }


def _statement(params: Params) -> list[str | Block]:
    y, x = params["place"]
    down, right = (format_number(slope) for slope in params["slopes"])
    weight, output = format_number(params["weight"]), format_number(params["output"])
    return [
        f"A deformable convolution has a single tap, of weight {weight}, which reads bilinearly at "
        f"row {y}, column {x} of an image of 2 × 2 pixels (rows and columns count from zero).",
        f"Choose the four pixels (multiples of 0.125) so that the output is {output}, its "
        f"derivative by dy is {down} and its derivative by dx is {right}.",
    ]


def _form(params: Params) -> tuple[Field, ...]:
    return (fields.grid("image", "Image", 2, 2, step=0.125, role="input"),)


def _measured(params: Params, image: list[float]) -> list[float]:
    (y, x), weight = params["place"], params["weight"]
    a, b, c, d = image
    value = (1 - y) * ((1 - x) * a + x * b) + y * ((1 - x) * c + x * d)
    down = (1 - x) * (c - a) + x * (d - b)
    across = (1 - y) * (b - a) + y * (d - c)
    return [plain(weight * value), plain(weight * down), plain(weight * across)]


def _judge(params: Params, answer: Answer) -> Verdict:
    output, down, right = _measured(params, answer["image"])
    shows = [rows(["output", "by dy", "by dx"], [[output, down, right]])]
    value = output == params["output"]
    slopes = [down, right] == params["slopes"]
    if value and slopes:
        return Verdict(1, "Output and both derivatives are as wanted.", shows)
    if slopes:
        return Verdict(0.5, "Both derivatives are right; the output is not.", shows)
    if value:
        return Verdict(0, "The output is right; at least one derivative is not.", shows)
    return Verdict(0, "The output and at least one derivative are not as wanted.", shows)


def _plane(params: Params, value: float, slopes: list[float], near: list[float]) -> Answer:
    """The plane of these slopes that has `value` at the place `near`."""
    (y, x), (down, right) = near, slopes
    corners = ((0, 0), (0, 1), (1, 0), (1, 1))
    return {"image": [plain(value + down * (i - y) + right * (j - x)) for i, j in corners]}


def _read(params: Params) -> float:
    """What the tap must read."""
    return plain(params["output"] / params["weight"])


def _image_slopes(params: Params) -> list[float]:
    return [plain(slope / params["weight"]) for slope in params["slopes"]]


PIXELS_FOR_A_GRADIENT = Family(
    id="pixels-for-a-gradient",
    title="Pixels for a gradient",
    chapter=CHAPTER,
    page="gradients",
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "weight-left-out": Misconception(
            "The derivative by an offset is the slope of the image times the tap's weight.",
            lambda p: _plane(p, _read(p), p["slopes"], p["place"]),
        ),
        "dy-runs-along-a-row": Misconception(
            "dy moves the tap down, from row to row: its derivative compares the rows.",
            lambda p: _plane(p, _read(p), _image_slopes(p)[::-1], p["place"]),
        ),
        "slope-backwards": Misconception(
            "The derivative is what lies below minus what lies above, right minus left.",
            lambda p: _plane(p, _read(p), [-slope for slope in _image_slopes(p)], p["place"]),
        ),
        "value-of-the-nearest-pixel": Misconception(
            "The tap does not read the nearest pixel but the mix of all four.",
            lambda p: _plane(
                p, _read(p), _image_slopes(p), [float((v + 0.5) // 1) for v in p["place"]]
            ),
        ),
    },
    hint="Let the image be a plane: the slopes are then the same everywhere, and one number is "
    "left for the output.",
)

FAMILIES = (PIXELS_FOR_A_GRADIENT,)
