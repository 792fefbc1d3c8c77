"""Taps that move over their kernel, and what becomes of a derivative."""

from convbook.exercises import fields
from convbook.exercises.deformable_kernels.paths import SIGNED
from convbook.exercises.deformable_kernels.reads import CHAPTER, plain
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, Work, cells
from convbook.exercises.fields import Answer, Field
from convbook.viz import format_number

TAPS = 5


def _draw(draws: Draws) -> Params:
    pixel = draws.integer(2, 6)
    reaching = [tap for tap in range(TAPS) if 0 <= pixel - tap < TAPS]
    offsets: list[float] = [0] * TAPS
    for tap in draws.sample(reaching, 2):
        spots = [i for i in range(2 * TAPS - 1) if i != 2 * tap]
        offsets[tap] = plain(draws.pick(spots) / 2 - tap)
    return {
        "first": [draws.pick(SIGNED) for _ in range(TAPS)],
        "second": [2 * draws.pick(SIGNED) for _ in range(TAPS)],
        "pixel": pixel,
        "offsets": offsets,
    }


def _kernel(params: Params, offsets: list[float]) -> list[float]:
    """What the taps of layer 2 read, kept within its kernel."""
    found, second = [], params["second"]
    for tap, offset in enumerate(offsets):
        place = min(max(tap + offset, 0), TAPS - 1)
        low = min(int(place), TAPS - 2)
        share = place - low
        found.append(plain((1 - share) * second[low] + share * second[low + 1]))
    return found


def _derivative(params: Params, kernel: list[float]) -> float:
    first, pixel = params["first"], params["pixel"]
    reaching = [tap for tap in range(TAPS) if 0 <= pixel - tap < TAPS]
    return plain(sum(kernel[tap] * first[pixel - tap] for tap in reaching))


def _wanted(params: Params) -> float:
    return _derivative(params, _kernel(params, params["offsets"]))


def _statement(params: Params) -> list[str | Block]:
    pixel, at_rest = params["pixel"], _derivative(params, params["second"])
    return [
        "Two layers of 5 taps each run over a row of pixels (cross-correlation, stride 1, no "
        "padding, no bias, nothing in between).",
        cells("kernel of layer 1", [params["first"]], "kernel"),
        cells("kernel of layer 2", [params["second"]], "kernel"),
        "Layer 2 is a deformable kernel: tap k takes its weight from place `k + offset` of its "
        "kernel, interpolated linearly between places; beyond an end it takes the weight at that "
        "end. Taps and pixels count from 0.",
        f"At rest the derivative of output 0 by pixel {pixel} is {format_number(at_rest)}. Choose "
        f"offsets, at most two of them not 0, with which it is {format_number(_wanted(params))}.",
    ]


def _form(params: Params) -> tuple[Field, ...]:
    label = "Offsets of taps 0 to 4 of layer 2"
    return (fields.grid("offsets", label, 1, TAPS, low=-4, high=4, step=0.125),)


def _judge(params: Params, answer: Answer) -> Verdict:
    kernel = _kernel(params, answer["offsets"])
    found, pixel = _derivative(params, kernel), params["pixel"]
    moved = sum(offset != 0 for offset in answer["offsets"])
    shows = [
        cells("weights of layer 2", [kernel], "kernel"),
        cells(f"derivative by pixel {pixel}", [[found]], "output"),
    ]
    if found != _wanted(params):
        return Verdict(0, f"The derivative by pixel {pixel} is not as wanted.", shows)
    if moved > 2:
        return Verdict(0.5, f"The derivative is right, but {moved} taps have moved.", shows)
    return Verdict(1, f"The derivative by pixel {pixel} is as wanted.", shows)


def _added(params: Params) -> Answer:
    """The offset is taken for an amount that is added to the weight."""
    drawn = params["offsets"]
    kernel = _kernel(params, drawn)
    changes = [new - old for new, old in zip(kernel, params["second"], strict=True)]
    return {"offsets": [plain(max(-4, min(4, change))) for change in changes]}


def _everywhere(params: Params) -> Answer:
    """All taps move alike, by the larger of the two offsets."""
    return {"offsets": [max(params["offsets"], key=abs)] * TAPS}


def _start(params: Params) -> Params:
    """The figure of paths with these two layers, the second with taps that move."""
    return {
        "layers": 2,
        "taps": TAPS,
        "weights": [*params["first"], *params["second"], *[1] * 15],
        "change": "moved",
        "layer": 2,
        "offsets": [0] * TAPS,
        "pixel": params["pixel"],
        "output": 0,
        "tap": 0,
    }


MOVED_TAPS_DERIVATIVE = Family(
    id="moved-taps-derivative",
    title="Two taps move",
    chapter=CHAPTER,
    page="sums-over-paths",
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "offset-added-to-the-weight": Misconception(
            "An offset is not added to the weight: it says where in the kernel the weight is read.",
            _added,
        ),
        "kernel-slides-under-the-tap": Misconception(
            "A positive offset reads further on in the kernel, not further back.",
            lambda params: {"offsets": [plain(-offset) for offset in params["offsets"]]},
        ),
        "one-offset-for-all": Misconception(
            "Every tap has an offset of its own, and here at most two may move.", _everywhere
        ),
        "derivative-is-fixed": Misconception(
            "Offsets in the kernel leave the pixels that are seen as they are, and change how much "
            "each of them counts.",
            lambda params: {"offsets": [0] * TAPS},
        ),
    },
    hint="Only taps on a path to the pixel matter: tap k of layer 2 goes on to it through tap "
    "(pixel − k) of layer 1.",
    work=Work("paths", _start, {"offsets": "offsets"}),
)

FAMILIES = (MOVED_TAPS_DERIVATIVE,)
