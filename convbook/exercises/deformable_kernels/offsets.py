"""Offsets of deformable convolution: where the taps read the image."""

from convbook.exercises.deformable_kernels.reads import (
    CHAPTER,
    MOST_OFFSET,
    flat,
    offsets_form,
    pairs,
    places,
    splat,
    swapped,
)
from convbook.exercises.draws import Draws
from convbook.exercises.family import (
    Block,
    Family,
    Misconception,
    Params,
    Verdict,
    cells,
    rows,
    text,
)
from convbook.exercises.fields import Answer, Field
from convbook.viz import format_number

SQUARE = [2, 2]
WINDOW = 4
LOW, SIZE = -MOST_OFFSET, 2 * MOST_OFFSET + 3


def _draw_dilation(draws: Draws) -> Params:
    return {
        "kernel": draws.pick([[2, 2], [2, 3], [3, 2]]),
        "rates": draws.sample([1, 2, 3], 2),
        "shift": draws.integers(-2, 1, 2),
    }


def _sum(rate: int, name: str, shift: int) -> str:
    """A rate times a name, plus a shift: as short as it can be written."""
    product = name if rate == 1 else f"{rate}·{name}"
    return f"{product} {'+' if shift > 0 else '−'} {abs(shift)}" if shift else product


def _dilation_statement(params: Params) -> list[str | Block]:
    (height, width), (down, right) = params["kernel"], params["rates"]
    shift = ", ".join(map(format_number, params["shift"]))
    moved = f", moved by ({shift})" if any(params["shift"]) else ""
    row, column = map(_sum, (down, right), "ab", params["shift"])
    return [
        f"A deformable convolution has a kernel of {height} × {width} taps, stride 1, dilation 1 "
        "and no padding: without offsets, tap (a, b) of output (0, 0) reads the pixel (a, b).",
        f"Choose offsets with which tap (a, b) of output (0, 0) reads the pixel in row `{row}` and "
        f"column `{column}`: dilation ({down}, {right}){moved}. Rows count downwards, columns to "
        "the right, both from 0. Give (dy, dx) of each tap, taps row by row.",
    ]


def _dilation_form(params: Params) -> tuple[Field, ...]:
    return offsets_form(len(places(params["kernel"])), most=8)


def _dilation_wanted(params: Params) -> list[list[float]]:
    (down, right), (y, x) = params["rates"], params["shift"]
    return [[down * a + y, right * b + x] for a, b in places(params["kernel"])]


def _dilation_judge(params: Params, answer: Answer) -> Verdict:
    taps, moves = places(params["kernel"]), pairs(answer["offsets"])
    reads = [[a + y, b + x] for (a, b), (y, x) in zip(taps, moves, strict=True)]
    table = [[f"({a}, {b})", y, x] for (a, b), (y, x) in zip(taps, reads, strict=True)]
    shows = [rows(["tap", "reads row", "reads column"], table)]
    wanted = _dilation_wanted(params)
    right = [[r[axis] == w[axis] for r, w in zip(reads, wanted, strict=True)] for axis in (0, 1)]
    if all(right[0]) and all(right[1]):
        return Verdict(1, "Every tap reads its pixel.", shows)
    if all(right[0]) or all(right[1]):
        return Verdict(0.5, "The taps are right along one axis only.", shows)
    bad = next(i for i in range(len(taps)) if not (right[0][i] and right[1][i]))
    return Verdict(0, f"Tap {bad} (counted from 0) reads another place than it should.", shows)


def _dilation_moves(params: Params) -> list[list[float]]:
    wanted = _dilation_wanted(params)
    return [[y - a, x - b] for (a, b), (y, x) in zip(places(params["kernel"]), wanted, strict=True)]


def _dilation_columns(params: Params) -> Answer:
    """All dy first, then all dx."""
    moves = _dilation_moves(params)
    return {"offsets": [pair[axis] for axis in (0, 1) for pair in moves]}


OFFSETS_AS_DILATION = Family(
    id="offsets-as-dilation",
    title="Offsets that dilate",
    chapter=CHAPTER,
    page="with-deformable-convolution",
    kind="value",
    draw=_draw_dilation,
    statement=_dilation_statement,
    form=_dilation_form,
    judge=_dilation_judge,
    misconceptions={
        "x-before-y": Misconception(
            "The first number of each pair moves down, the second to the right: (dy, dx).",
            lambda params: {"offsets": flat(swapped(_dilation_moves(params)))},
        ),
        "all-rows-first": Misconception(
            "The two numbers of a tap stand side by side; the order is not all dy, then all dx.",
            _dilation_columns,
        ),
        "offsets-are-places": Misconception(
            "An offset is added to where the tap lies already; it is not the place it reads.",
            lambda params: {"offsets": flat(_dilation_wanted(params))},
        ),
    },
    hint="Take the place that the tap shall read and subtract the place where it lies.",
)


def _draw_kernel(draws: Draws) -> Params:
    weights = [4 * value for value in draws.sample([-3, -2, -1, 1, 2, 3], 3)]
    places_ = [[draws.integer(0, 6) / 2, draws.integer(0, 6) / 2] for _ in range(4)]
    return {"weights": [*weights, weights[0]], "places": pairs(flat(places_))}


def _kernel_statement(params: Params) -> list[str | Block]:
    weights = params["weights"]
    return [
        "A deformable convolution has this kernel, stride 1 and no padding; without offsets its "
        "tap (a, b) reads the pixel (a, b) from the output's own place. The image is read "
        "bilinearly.",
        cells("kernel, 2 × 2", [weights[:2], weights[2:]], "kernel"),
        "Choose offsets with which it computes the same as a plain convolution "
        "(cross-correlation) with the kernel below, whose tap (0, 0) reads the output's own place. "
        "Give (dy, dx) of each tap, taps row by row.",
        cells("wanted, 4 × 4", splat(weights, params["places"], 0, WINDOW), "output"),
    ]


def _kernel_judge(params: Params, answer: Answer) -> Verdict:
    reads = [
        [a + y, b + x]
        for (a, b), (y, x) in zip(places(SQUARE), pairs(answer["offsets"]), strict=True)
    ]
    found = splat(params["weights"], reads, LOW, SIZE)
    wanted = splat(params["weights"], params["places"], LOW, SIZE)
    inner = [row[-LOW : WINDOW - LOW] for row in found[-LOW : WINDOW - LOW]]
    shows = [cells("the kernel that this makes, 4 × 4", inner, "output")]
    outside = sum(value != 0 for row in found for value in row)
    outside -= sum(value != 0 for row in inner for value in row)
    shows.append(text(f"Pixels that it reads outside these: {outside}."))
    if found == wanted:
        return Verdict(1, "The two compute the same on every image.", shows)
    support = [[value != 0 for value in row] for row in found]
    if support == [[value != 0 for value in row] for row in wanted]:
        return Verdict(0.5, "The right pixels are read, with other weights.", shows)
    return Verdict(0, "Other pixels are read than the wanted kernel reads.", shows)


def _kernel_moves(params: Params) -> list[list[float]]:
    return [[y - a, x - b] for (a, b), (y, x) in zip(places(SQUARE), params["places"], strict=True)]


def _rounded(params: Params) -> Answer:
    """Taps read the nearest pixel."""
    moves = [[(y + 0.5) // 1, (x + 0.5) // 1] for y, x in _kernel_moves(params)]
    return {"offsets": flat(moves)}


OFFSETS_FOR_A_KERNEL = Family(
    id="offsets-for-a-kernel",
    title="Four taps, a larger kernel",
    chapter=CHAPTER,
    page="with-deformable-convolution",
    kind="certificate",
    draw=_draw_kernel,
    statement=_kernel_statement,
    form=lambda params: offsets_form(4),
    judge=_kernel_judge,
    misconceptions={
        "first-number-moves-right": Misconception(
            "The first number of each pair moves down, the second to the right: (dy, dx).",
            lambda params: {"offsets": flat(swapped(_kernel_moves(params)))},
        ),
        "offsets-name-pixels": Misconception(
            "An offset is added to where the tap lies already; it does not name the pixel.",
            lambda params: {"offsets": flat(params["places"])},
        ),
        "reads-the-nearest-pixel": Misconception(
            "Offsets need not be whole: between pixels a tap shares its weight among four of them.",
            _rounded,
        ),
    },
    hint="A tap half-way between two pixels gives half of its weight to each; find whose halves "
    "and quarters stand there.",
)

FAMILIES = (OFFSETS_AS_DILATION, OFFSETS_FOR_A_KERNEL)
