"""Stacks of even kernels: how far the content drifts, and how to stop it."""

from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, rows, text
from convbook.exercises.fields import Answer, Field
from convbook.viz import format_number

CHAPTER = "kernels-and-padding"
PAGE = "even-kernels"
# Image px that a px of each layer's map is wide; signs with sum 0 exist, regular ones fail.
SCALES = (
    [1, 1, 2],
    [1, 1, 2, 4],
    [1, 1, 1, 1, 2],
    [1, 1, 2, 2, 2],
    [1, 1, 2, 2, 4],
    [1, 1, 1, 1, 2, 4],
)


def _layer(draws: Draws) -> list[int]:
    kernel = draws.integer(2, 5)
    before = draws.integer(max(0, kernel // 2 - 1), min(kernel - 1, kernel // 2 + 1))
    return [kernel, before, kernel - 1 - before]


def _stack_draw(draws: Draws) -> Params:
    while True:
        counts = [2, draws.integer(1, 3)]
        params = {"stages": [[_layer(draws) for _ in range(count)] for count in counts]}
        if _moved(params, 2) not in (0, _moved(params, 1)):
            return params


def _stack_statement(params: Params) -> list[str | Block]:
    first, second = params["stages"]
    pool: list[list[object]] = [["2, stride 2", 0, 0]]
    return [
        "Along the columns, an image passes these layers, first one on top. The row with a stride "
        "is an average pooling whose windows tile the map; all others are convolutions of stride 1 "
        "with equal weights. How far has the content moved at the end, in px of the image? Right "
        "is positive.",
        rows(["kernel", "zeros left", "zeros right"], [*first, *pool, *second]),
    ]


def _stack_form(params: Params) -> tuple[Field, ...]:
    return (fields.number("drift", "Movement in px of the image", -99, 99, step=0.125),)


def _stack_judge(params: Params, answer: Answer) -> Verdict:
    truth = _moved(params, 2)
    if answer["drift"] == truth:
        return Verdict(1, f"The content has moved by {format_number(truth)} px.")
    return Verdict(0, "Add up what every layer moves, each in px of the image.")


def _moved(params: Params, scale: int) -> float:
    """The movement in px where a px of the second stage counts `scale`."""
    first, second = (sum(b - a for _, b, a in stage) for stage in params["stages"])
    return float(first + scale * second) / 2


def _even_only(params: Params) -> float:
    """Half a pixel to the left for each even kernel, whatever its sides."""
    first, second = (sum(k % 2 == 0 for k, _, _ in stage) for stage in params["stages"])
    return -(first + 2 * second) / 2 or 0


STACK = Family(
    id="drift-of-a-stack",
    title="Drift of a stack",
    chapter=CHAPTER,
    page=PAGE,
    kind="value",
    draw=_stack_draw,
    statement=_stack_statement,
    form=_stack_form,
    judge=_stack_judge,
    misconceptions={
        "every-pixel-alike": Misconception(
            "After the pooling, a px of the map is 2 px of the image, so these layers count twice.",
            lambda params: {"drift": _moved(params, 1)},
        ),
        "content-follows-the-window": Misconception(
            "The sign is turned: a window that reads further right shows its content further left.",
            lambda params: {"drift": -_moved(params, 2) or 0},
        ),
        "even-kernels-alone-drift": Misconception(
            "What counts is not that a kernel is even but its zeros: a layer moves by half of left "
            "minus right.",
            lambda params: {"drift": _even_only(params)},
        ),
        "difference-not-halved": Misconception(
            "The middle of the window moves by half of the difference of the paddings.",
            lambda params: {"drift": 2 * _moved(params, 2)},
        ),
    },
    hint="A layer moves its content by (left - right)/2 px of its own map.",
)


def _cancel_draw(draws: Draws) -> Params:
    scales = draws.pick(SCALES)
    return {"scales": scales, "kernels": [draws.pick([2, 4, 6]) for _ in scales]}


def _cancel_statement(params: Params) -> list[str | Block]:
    table = [[i, *pair] for i, pair in enumerate(zip(*_columns(params), strict=True), 1)]
    return [
        "Layers of stride 1 with even kernels of equal weights follow each other; between some of "
        "them the map is halved by average pooling, which moves nothing. A layer with `a` zeros "
        "before its input has `k - 1 - a` after it, so its size stays. Choose `a` for each layer "
        "so that its two paddings differ by 1 and the content does not move in the end.",
        rows(["layer", "kernel k", "image px per px"], table),
    ]


def _columns(params: Params) -> tuple[list[int], list[int]]:
    return params["kernels"], params["scales"]


def _cancel_form(params: Params) -> tuple[Field, ...]:
    count = len(params["kernels"])
    label = "Zeros before, first layer first"
    return (fields.numbers("before", label, 0, 9, fewest=count, most=count),)


def _cancel_judge(params: Params, answer: Answer) -> Verdict:
    layers = list(zip(answer["before"], *_columns(params), strict=True))
    twice = sum((2 * before - kernel + 1) * scale for before, kernel, scale in layers)
    shows = [text(f"In the end the content has moved by {format_number(twice / 2)} px.")]
    for number, (before, kernel, _) in enumerate(layers, 1):
        if before >= kernel:
            return Verdict(0, f"For layer {number}, `a` is at most {kernel - 1}.", shows)
    if twice:
        return Verdict(0, f"The content moves by {format_number(twice / 2)} px in the end.", shows)
    for number, (before, kernel, _) in enumerate(layers, 1):
        if abs(2 * before - kernel + 1) != 1:
            said = f"The movements cancel, but the paddings of layer {number} do not differ by 1."
            return Verdict(0.5, said, shows)
    return Verdict(1, "The movements cancel.", shows)


def _by_turns(params: Params) -> Answer:
    """Left and right by turns, whatever the resolution."""
    return {"before": [k // 2 - (i % 2 == 0) for i, k in enumerate(params["kernels"])]}


def _halves(params: Params) -> Answer:
    """One half of the layers to the left, the others to the right."""
    half = len(params["kernels"]) // 2
    return {"before": [k // 2 - (i < half) for i, k in enumerate(params["kernels"])]}


CANCEL = Family(
    id="cancel-the-drift",
    title="Cancel the drift",
    chapter=CHAPTER,
    page=PAGE,
    kind="certificate",
    draw=_cancel_draw,
    statement=_cancel_statement,
    form=_cancel_form,
    judge=_cancel_judge,
    misconceptions={
        "same-side-in-every-layer": Misconception(
            "With the larger padding always after the input, every layer moves the same way.",
            lambda params: {"before": [k // 2 - 1 for k in params["kernels"]]},
        ),
        "by-turns-is-enough": Misconception(
            "Taking sides by turns cancels within one resolution; half a pixel of a halved map is "
            "a whole one of the image.",
            _by_turns,
        ),
        "half-the-layers-each-way": Misconception(
            "What counts is not how many layers move each way but how many px of the image they "
            "move.",
            _halves,
        ),
    },
    hint="Each layer moves by half a px of its own map, one way or the other; in px of the image "
    "these must add up to 0.",
)

FAMILIES = (STACK, CANCEL)
