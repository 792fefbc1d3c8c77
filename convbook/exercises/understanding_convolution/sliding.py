"""A kernel slides over a signal: flips, constants and ramps, and what no output tells."""

from collections.abc import Sequence

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
from convbook.viz import format_number

CHAPTER = "understanding-convolution"
PAGE = "convolution-and-correlation"
LENGTH = 8
TAPS = 5


def slide(signal: Sequence[float], kernel: Sequence[float]) -> list[float]:
    """Cross-correlation without padding, on exact numbers.

    Example:
        >>> slide([1, 2, 3, 4], [1, 10])
        [21, 32, 43]
    """
    count = len(signal) - len(kernel) + 1
    return [sum(signal[t + j] * tap for j, tap in enumerate(kernel)) for t in range(count)]


def _draw_differ(draws: Draws) -> Params:
    first, last = draws.sample(range(-4, 5), 2)
    return {"kernel": [first, draws.integer(-4, 4), last], "place": draws.integer(2, 3)}


def _differ_statement(params: Params) -> list[str | Block]:
    return [
        f"A signal of {LENGTH} numbers meets the kernel below, without padding, with stride 1: "
        f"{LENGTH - 2} outputs, numbered from 0.",
        cells("Kernel", [params["kernel"]], "kernel"),
        "Convolution turns the kernel round, cross-correlation does not. Hand in a signal on which "
        f"the two differ at output {params['place']} and agree at every other output.",
    ]


def _signal_form(params: Params) -> tuple[Field, ...]:
    label = f"Signal, {LENGTH} numbers"
    return (fields.grid("signal", label, 1, LENGTH, step=0.125, role="input"),)


def _differ_judge(params: Params, answer: Answer) -> Verdict:
    signal, kernel, place = answer["signal"], params["kernel"], params["place"]
    correlated, convolved = slide(signal, kernel), slide(signal, kernel[::-1])
    shows = [cells("Convolution", [convolved], "output")]
    shows.append(cells("Cross-correlation", [correlated], "output"))
    differ = [t for t, value in enumerate(correlated) if value != convolved[t]]
    if not differ:
        return Verdict(0, "The two agree at every output.", shows)
    if place not in differ:
        return Verdict(0, f"They agree at output {place}, and differ elsewhere.", shows)
    if len(differ) > 1:
        other = next(t for t in differ if t != place)
        return Verdict(
            0.5, f"They differ at output {place}, but also at output {other}, for example.", shows
        )
    return Verdict(1, f"They differ at output {place} alone.", shows)


def _at(place: int) -> Answer:
    return {"signal": [1 if i == place else 0 for i in range(LENGTH)]}


DIFFER_AT_ONE_PLACE = Family(
    id="differ-at-one-output",
    title="Where turning the kernel shows",
    chapter=CHAPTER,
    page=PAGE,
    kind="certificate",
    draw=_draw_differ,
    statement=_differ_statement,
    form=_signal_form,
    judge=_differ_judge,
    misconceptions={
        "impulse-in-the-middle": Misconception(
            "A single 1 under the middle tap meets the middle tap either way; the outputs on both "
            "sides of it meet it with an outer tap, and they are the ones that differ.",
            lambda params: _at(params["place"] + 1),
        ),
        "one-input-one-output": Misconception(
            "A number of the signal is read by several outputs. A single 1 where the window "
            "begins is also where the window two places before ends.",
            lambda params: _at(params["place"]),
        ),
        "unequal-kernel-is-enough": Misconception(
            "On a constant signal both give the sum of the taps times the constant, however "
            "unequal the taps are.",
            lambda _params: {"signal": [1] * LENGTH},
        ),
        "any-change-does": Misconception(
            "On a ramp the ends of every window differ by the same amount, so the two differ at "
            "every output or at none.",
            lambda _params: {"signal": list(range(LENGTH))},
        ),
    },
    hint="At output t the two differ by a multiple of x[t] − x[t + 2].",
    work=Work(
        "slide-1d",
        lambda params: {"signal": [0] * LENGTH, "kernel": params["kernel"], "position": 0},
        {"signal": "signal"},
    ),
)


def _draw_moments(draws: Draws) -> Params:
    slopes = [s for s in range(-4, 5) if s]
    shifts = [s for s in range(-7, 8) if s]
    return {"slope": draws.pick(slopes), "shift": draws.pick(shifts)}


def _line(slope: int, shift: int) -> str:
    tail = "" if not shift else f" {'+' if shift > 0 else '−'} {abs(shift)}"
    return f"{format_number(slope)}·t{tail}"


def _moments_statement(params: Params) -> list[str | Block]:
    slope, shift = params["slope"], params["shift"]
    return [
        f"A kernel of {TAPS} whole numbers `h[0]` to `h[4]` slides over a signal by "
        "cross-correlation: output `t` is `h[0]·x[t] + h[1]·x[t+1] + … + h[4]·x[t+4]`.",
        f"Choose the kernel so that the constant signal `x[n] = 1` gives {format_number(slope)} at "
        f"every output, and the ramp `x[n] = n` gives `{_line(slope, shift)}` at output `t`.",
    ]


def _taps_form(params: Params) -> tuple[Field, ...]:
    return (fields.grid("kernel", "Kernel, h[0] first", 1, TAPS, low=-40, high=40),)


def _moments_judge(params: Params, answer: Answer) -> Verdict:
    constant = slide([1] * (TAPS + 2), answer["kernel"])
    ramp = slide(list(range(TAPS + 2)), answer["kernel"])
    shows = [cells("Outputs 0, 1, 2 on the constant", [constant], "output")]
    shows.append(cells("Outputs 0, 1, 2 on the ramp", [ramp], "output"))
    passes, ramps = constant[0] == params["slope"], ramp[0] == params["shift"]
    if passes and ramps:
        return Verdict(1, "The constant and the ramp both come out as asked.", shows)
    if passes:
        found, wanted = format_number(ramp[0]), format_number(params["shift"])
        return Verdict(
            0.5, f"The constant is right, but the ramp begins at {found}, not {wanted}.", shows
        )
    found, wanted = format_number(constant[0]), format_number(params["slope"])
    points = 0.5 if ramps else 0
    return Verdict(points, f"The constant comes out as {found}, not {wanted}.", shows)


def _centred(params: Params) -> Answer:
    """The moment counted from the middle tap."""
    return {"kernel": [0, 0, params["slope"] - params["shift"], params["shift"], 0]}


KERNEL_ON_A_RAMP = Family(
    id="constants-and-ramps",
    title="Constants and ramps",
    chapter=CHAPTER,
    page=PAGE,
    kind="certificate",
    draw=_draw_moments,
    statement=_moments_statement,
    form=_taps_form,
    judge=_moments_judge,
    misconceptions={
        "taps-count-from-the-middle": Misconception(
            "Output t reads x[t] with h[0] here, not with the middle tap: on the ramp, output 0 is "
            "h[1] + 2·h[2] + 3·h[3] + 4·h[4].",
            _centred,
        ),
        "kernel-is-turned": Misconception(
            "This is cross-correlation: h[0] meets x[t]. The kernel is the right one turned round, "
            "as convolution would want it.",
            lambda params: {
                "kernel": [0, 0, 0, params["shift"], params["slope"] - params["shift"]]
            },
        ),
        "the-sum-decides-all": Misconception(
            "The sum of the taps fixes what constants become; where the taps stand moves the ramp.",
            lambda params: {"kernel": [params["slope"], 0, 0, 0, 0]},
        ),
    },
    hint="Write down output 0 on each signal: two equations for five taps.",
    work=Work(
        "slide-1d",
        lambda _params: {"signal": list(range(8)), "kernel": [0] * TAPS, "position": 0},
        {"kernel": "kernel"},
    ),
)

FAMILIES = (DIFFER_AT_ONE_PLACE, KERNEL_ON_A_RAMP)
