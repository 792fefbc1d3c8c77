"""The effective receptive field as a sum over paths, in one dimension."""

from convbook.exercises import fields
from convbook.exercises.deformable_kernels.reads import CHAPTER
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, cells
from convbook.exercises.fields import Answer, Field

PAGE = "sums-over-paths"
SIGNED = [-4, -3, -2, -1, 1, 2, 3, 4]


def path_sums(first: list[float], second: list[float]) -> list[float]:
    """The derivatives of one output by all pixels that it sees: sums over paths."""
    found: list[float] = [0] * (len(first) + len(second) - 1)
    for i, one in enumerate(first):
        for j, other in enumerate(second):
            found[i + j] += one * other
    return found


def _draw_stack(draws: Draws) -> Params:
    sizes = draws.pick([(3, 3), (2, 3), (3, 2), (2, 4)])
    return {"kernels": [[draws.pick(SIGNED) for _ in range(size)] for size in sizes]}


def _stack_statement(params: Params) -> list[str | Block]:
    first, second = params["kernels"]
    return [
        "Two layers of convolution (cross-correlation) run over a row of pixels, with stride 1, no "
        f"padding, no bias and nothing in between. Layer 1 has {len(first)} taps, layer 2 has "
        f"{len(second)}.",
        "Choose their kernels (whole numbers) so that the derivatives of output 0 by pixels 0, 1, "
        "2, … are these:",
        cells("derivatives", [path_sums(first, second)], "output"),
    ]


def _stack_form(params: Params) -> tuple[Field, ...]:
    first, second = (len(kernel) for kernel in params["kernels"])
    return (
        fields.grid("first", "Kernel of layer 1", 1, first),
        fields.grid("second", "Kernel of layer 2", 1, second),
    )


def _stack_judge(params: Params, answer: Answer) -> Verdict:
    found = path_sums(answer["first"], answer["second"])
    wanted = path_sums(*params["kernels"])
    shows = [cells("derivatives", [found], "output")]
    wrong = [i for i, (one, other) in enumerate(zip(found, wanted, strict=True)) if one != other]
    if not wrong:
        return Verdict(1, "All derivatives are as wanted.", shows)
    points = 0.5 if len(wrong) == 1 else 0
    return Verdict(points, f"The derivative by pixel {wrong[0]} is not as wanted.", shows)


def _cut(params: Params) -> Answer:
    """The first numbers of the field for layer 1, the last ones for layer 2."""
    first, second = params["kernels"]
    row = path_sums(first, second)
    return {"first": row[: len(first)], "second": row[-len(second) :]}


def _ones(params: Params) -> Answer:
    """The field in layer 1, and a layer 2 that only adds up."""
    first, second = params["kernels"]
    return {"first": path_sums(first, second)[: len(first)], "second": [1] * len(second)}


def _turned(params: Params) -> Answer:
    first, second = params["kernels"]
    return {"first": first, "second": second[::-1]}


STACK_FOR_A_FIELD = Family(
    id="stack-for-a-field",
    title="Two layers for a field",
    chapter=CHAPTER,
    page=PAGE,
    kind="certificate",
    draw=_draw_stack,
    statement=_stack_statement,
    form=_stack_form,
    judge=_stack_judge,
    misconceptions={
        "kernels-side-by-side": Misconception(
            "The field is not one kernel beside the other: along a path the weights are "
            "multiplied, and the paths to a pixel are added.",
            _cut,
        ),
        "ones-change-nothing": Misconception(
            "A layer of ones is not neutral: it adds neighbours. One 1 among zeros is neutral.",
            _ones,
        ),
        "second-layer-flipped": Misconception(
            "Nothing is flipped: tap a of layer 1 and tap b of layer 2 lead to pixel a + b.",
            _turned,
        ),
    },
    hint="Only one path leads to the first pixel and only one to the last: begin with these "
    "products.",
)


def _draw_zero(draws: Draws) -> Params:
    return {"first": [draws.pick(SIGNED) for _ in range(3)], "pixel": draws.integer(1, 3)}


def _zero_statement(params: Params) -> list[str | Block]:
    return [
        "Two layers of 3 taps each run over a row of pixels (cross-correlation, stride 1, no "
        "padding, no bias, nothing in between). Layer 1 has this kernel:",
        cells("kernel of layer 1", [params["first"]], "kernel"),
        f"Output 0 sees pixels 0 to 4. Choose the kernel of layer 2, three whole numbers from −9 "
        f"to 9 and none of them 0, so that the derivative of output 0 by pixel {params['pixel']} "
        "is 0 and its derivatives by the other four pixels are not.",
    ]


def _zero_form(params: Params) -> tuple[Field, ...]:
    return (fields.grid("second", "Kernel of layer 2", 1, 3, low=-9, high=9),)


def _zero_judge(params: Params, answer: Answer) -> Verdict:
    found, pixel = path_sums(params["first"], answer["second"]), params["pixel"]
    shows = [cells("derivatives by pixels 0 to 4", [found], "output")]
    others = [i for i, value in enumerate(found) if value == 0 and i != pixel]
    if found[pixel] != 0:
        return Verdict(0, f"The derivative by pixel {pixel} is not 0.", shows)
    if 0 in answer["second"]:
        return Verdict(0.5, "A weight of layer 2 is 0.", shows)
    if others:
        return Verdict(0.5, f"The derivative by pixel {others[0]} is 0, too.", shows)
    return Verdict(1, f"The paths to pixel {pixel} cancel, and no others do.", shows)


def _no_tap(params: Params) -> Answer:
    """A zero weight where the pixel lies under the middle tap of layer 1."""
    at = params["pixel"] - 1
    return {"second": [int(i != at) for i in range(3)]}


ZERO_INSIDE_THE_FIELD = Family(
    id="zero-inside-the-field",
    title="Seen, and without effect",
    chapter=CHAPTER,
    page=PAGE,
    kind="certificate",
    draw=_draw_zero,
    statement=_zero_statement,
    form=_zero_form,
    judge=_zero_judge,
    misconceptions={
        "zero-weight-hides-a-pixel": Misconception(
            "A weight of 0 closes some paths; other taps still lead to the pixel. Paths can cancel "
            "without any zero.",
            _no_tap,
        ),
        "opposite-kernel-cancels": Misconception(
            "Weights of layer 2 multiply those of layer 1; the negative kernel does not undo it.",
            lambda params: {"second": [-weight for weight in params["first"]]},
        ),
        "weights-that-add-to-zero": Misconception(
            "That the weights add up to 0 is not enough: each is multiplied by another weight of "
            "layer 1 before the paths are added.",
            lambda params: {"second": [1, -2, 1]},
        ),
    },
    hint="Write down the products of all paths that end at the pixel; there are two or three. "
    "Their sum must be 0.",
)

FAMILIES = (STACK_FOR_A_FIELD, ZERO_INSIDE_THE_FIELD)
