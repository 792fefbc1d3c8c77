"""The gradient of a kernel, from the input and the gradient of the output."""

from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, cells
from convbook.exercises.fields import Answer, Field
from convbook.exercises.understanding_convolution.sliding import CHAPTER, slide


def _draw(draws: Draws) -> Params:
    return {"signal": draws.integers(-4, 6, 5), "upstream": draws.integers(-3, 3, 3)}


def _statement(params: Params) -> list[str | Block]:
    return [
        "A kernel of 3 taps slides over the signal `x` by cross-correlation, without padding, with "
        "stride 1: `y[t] = h[0]·x[t] + h[1]·x[t+1] + h[2]·x[t+2]`. The loss has the gradient "
        "`∂L/∂y[t]` below with respect to the three outputs.",
        cells("Signal x", [params["signal"]], "input"),
        cells("∂L/∂y", [params["upstream"]], "output"),
        "Hand in the gradient with respect to the three taps.",
    ]


def _form(params: Params) -> tuple[Field, ...]:
    return (fields.grid("gradient", "∂L/∂h[0], ∂L/∂h[1], ∂L/∂h[2]", 1, 3, low=-999, high=999),)


def _judge(params: Params, answer: Answer) -> Verdict:
    wanted = slide(params["signal"], params["upstream"])
    equal = sum(a == b for a, b in zip(answer["gradient"], wanted, strict=True))
    if equal == len(wanted):
        return Verdict(1, "The signal, correlated with the gradient of the output.")
    return Verdict(0.5 if equal == len(wanted) - 1 else 0, f"Taps that are right: {equal} of 3.")


def _own_output(params: Params) -> Answer:
    pairs = zip(params["signal"][1:4], params["upstream"], strict=True)
    return {"gradient": [a * b for a, b in pairs]}


def _summed(params: Params) -> Answer:
    return {"gradient": [sum(params["upstream"])] * 3}


KERNEL_GRADIENT = Family(
    id="gradient-of-the-taps",
    title="The gradient of the taps",
    chapter=CHAPTER,
    page="backward",
    kind="value",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "backward-always-turns": Misconception(
            "The gradient of the input turns the kernel round; the gradient of the kernel turns "
            "nothing: tap j met x[t + j] at output t.",
            lambda params: {"gradient": slide(params["signal"], params["upstream"][::-1])},
        ),
        "one-tap-one-output": Misconception(
            "A tap works in every output, so its gradient is a sum over all of them.",
            _own_output,
        ),
        "inputs-do-not-matter": Misconception(
            "The plain sum of the outputs' gradients is the gradient of a bias; here each of them "
            "is multiplied by the input that the tap met at that output.",
            _summed,
        ),
    },
    hint="∂y[t]/∂h[j] is x[t + j]; sum over t.",
)

FAMILIES = (KERNEL_GRADIENT,)
