"""A kernel that is not its own mirror image, on a signal that does not show it."""

from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.family import (
    Block,
    Family,
    Misconception,
    Params,
    Verdict,
    Work,
    cells,
)
from convbook.exercises.fields import Answer, Field
from convbook.exercises.understanding_convolution.sliding import CHAPTER, PAGE, slide
from convbook.viz import format_number

LENGTH = 10
TAPS = 5
LARGEST = 30


def _draw(draws: Draws) -> Params:
    """The signal obeys x[t + 4] = x[t] + ratio (x[t + 1] - x[t + 3])."""
    while True:
        ratio, signal = draws.pick([-2, -1, 1, 2]), draws.integers(-4, 5, 4)
        while len(signal) < LENGTH:
            before = signal[-4:]
            signal.append(before[0] + ratio * (before[1] - before[3]))
        inner = [signal[t + 1] - signal[t + 3] for t in range(LENGTH - 4)]
        if all(inner) and max(map(abs, signal)) <= LARGEST:
            return {"signal": signal, "first": draws.pick([-3, -2, -1, 1, 2, 3])}


def _statement(params: Params) -> list[str | Block]:
    return [
        f"A kernel of {TAPS} taps `h[0]` to `h[4]` meets the signal below, without padding, with "
        f"stride 1: {LENGTH - TAPS + 1} outputs. Convolution turns the kernel round, "
        "cross-correlation does not.",
        cells("Signal", [params["signal"]], "input"),
        "Hand in a kernel that is not the same when turned round, and for which the two "
        f"nevertheless agree at every output. `h[0]` must be {format_number(params['first'])}.",
    ]


def _form(params: Params) -> tuple[Field, ...]:
    return (fields.grid("kernel", "Kernel, h[0] first", 1, TAPS, step=0.125),)


def _judge(params: Params, answer: Answer) -> Verdict:
    signal, kernel = params["signal"], answer["kernel"]
    correlated, convolved = slide(signal, kernel), slide(signal, kernel[::-1])
    shows = [cells("Convolution", [convolved], "output")]
    shows.append(cells("Cross-correlation", [correlated], "output"))
    if kernel == kernel[::-1]:
        return Verdict(0, "Turned round, this kernel is the same.", shows)
    differ = sum(a != b for a, b in zip(correlated, convolved, strict=True))
    if differ:
        return Verdict(0, f"The two differ at {differ} of {len(correlated)} outputs.", shows)
    if kernel[0] != params["first"]:
        first, wanted = format_number(kernel[0]), format_number(params["first"])
        return Verdict(0.5, f"The two agree, but `h[0]` is {first}, not {wanted}.", shows)
    return Verdict(
        1, "The two agree at every output, and the kernel is not its own mirror image.", shows
    )


def _ratio(params: Params) -> int:
    """How the outer differences of the signal follow from the inner ones."""
    signal = params["signal"]
    ratio: int = (signal[4] - signal[0]) // (signal[1] - signal[3])
    return ratio


TURNED_KERNEL = Family(
    id="kernel-that-may-be-turned",
    title="A kernel that may be turned",
    chapter=CHAPTER,
    page=PAGE,
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "symmetry-is-needed": Misconception(
            "A kernel that is its own mirror image agrees on every signal, but another one may "
            "agree on this signal.",
            lambda params: {"kernel": [params["first"], 1, 0, 1, params["first"]]},
        ),
        "opposite-ends-cancel": Misconception(
            "Turning a kernel with opposite ends changes the sign of every output; it goes unseen "
            "only where all outputs are 0.",
            lambda params: {
                "kernel": [params["first"] * tap if tap else 0 for tap in (1, 3, 0, -3, -1)]
            },
        ),
        "outer-taps-alone": Misconception(
            "`x[t]` and `x[t+4]` differ here, so unequal outer taps show, unless the inner taps "
            "make up for them.",
            lambda params: {"kernel": [params["first"], 1, 0, 1, params["first"] + 1]},
        ),
        "inner-taps-the-wrong-way": Misconception(
            "The inner taps must take away what the outer ones add; these add it once more.",
            lambda params: {"kernel": [params["first"], 0, 0, _ratio(params), params["first"] - 1]},
        ),
    },
    hint="At output t the two differ by (h[0] − h[4])·(x[t] − x[t+4]) + (h[1] − h[3])·(x[t+1] − "
    "x[t+3]). Compare both differences of the signal.",
    work=Work(
        "slide-1d",
        lambda params: {"signal": params["signal"], "kernel": [0] * TAPS, "position": 0},
        {"kernel": "kernel"},
    ),
)

FAMILIES = (TURNED_KERNEL,)
