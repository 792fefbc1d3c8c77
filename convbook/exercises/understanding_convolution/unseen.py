"""What a convolution does not see: two signals with one response."""

from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, cells
from convbook.exercises.fields import Answer, Field
from convbook.exercises.understanding_convolution.sliding import CHAPTER, slide

LENGTH = 6


def _draw(draws: Draws) -> Params:
    inner = [-2, -1, 1, 2]
    kernel = [draws.pick(inner), draws.pick(inner), draws.pick([-1, 1])]
    return {"kernel": kernel, "signal": draws.integers(-5, 9, LENGTH)}


def _statement(params: Params) -> list[str | Block]:
    return [
        "The signal and the kernel below give four outputs by cross-correlation, without padding, "
        "with stride 1.",
        cells("Signal", [params["signal"]], "input"),
        cells("Kernel", [params["kernel"]], "kernel"),
        f"Hand in another signal of {LENGTH} whole numbers with the same four outputs.",
    ]


def _form(params: Params) -> tuple[Field, ...]:
    return (fields.grid("signal", "The other signal", 1, LENGTH, low=-999, high=999, role="input"),)


def _judge(params: Params, answer: Answer) -> Verdict:
    wanted = slide(params["signal"], params["kernel"])
    found = slide(answer["signal"], params["kernel"])
    away = [a - b for a, b in zip(answer["signal"], params["signal"], strict=True)]
    shows = [cells("Outputs of your signal", [found], "output")]
    shows.append(cells("Outputs of the given signal", [wanted], "output"))
    shows.append(cells("Yours minus the given one", [away], "input"))
    if not any(away):
        return Verdict(0, "That is the given signal itself.", shows)
    equal = sum(a == b for a, b in zip(found, wanted, strict=True))
    if equal < len(wanted):
        return Verdict(0, f"Equal outputs: {equal} of {len(wanted)}.", shows)
    return Verdict(1, "Another signal, the same outputs: no inverse could tell them apart.", shows)


def _moved(params: Params) -> Answer:
    signal = params["signal"]
    return {"signal": signal[1:] + signal[:1]}


def _alternating(params: Params) -> Answer:
    return {"signal": [x + 1 - 2 * (i % 2) for i, x in enumerate(params["signal"])]}


SAME_RESPONSE = Family(
    id="two-signals-one-response",
    title="Two signals, one response",
    chapter=CHAPTER,
    page="transposed",
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "constants-go-unseen": Misconception(
            "Adding 1 everywhere adds the sum of the taps to every output; it goes unseen only "
            "where that sum is 0.",
            lambda params: {"signal": [x + 1 for x in params["signal"]]},
        ),
        "shifts-go-unseen": Misconception(
            "A shifted signal gives shifted outputs, not the same ones: convolution moves along "
            "with its input.",
            _moved,
        ),
        "alternation-goes-unseen": Misconception(
            "Adding 1, −1, 1, … adds ±(h[0] − h[1] + h[2]) to the outputs; it goes unseen only "
            "where that is 0.",
            lambda params: {
                "signal": [x + 1 - 2 * (i % 2) for i, x in enumerate(params["signal"])]
            },
        ),
        "order-goes-unseen": Misconception(
            "The same numbers from back to front make other windows, and so other outputs.",
            lambda params: {"signal": params["signal"][::-1]},
        ),
    },
    hint="Look for a difference d that the kernel turns to 0 everywhere: choose d[0] and d[1], and "
    "let each window give the next number.",
)

FAMILIES = (SAME_RESPONSE,)
