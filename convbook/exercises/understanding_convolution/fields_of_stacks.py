"""A stack of layers with a given receptive field and pitch, and few weights."""

from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, text
from convbook.exercises.fields import Answer, Field
from convbook.exercises.understanding_convolution.sliding import CHAPTER

LAYERS = 3
HEADS = (fields.Column("kernel", "Kernel", 1, 31), fields.Column("stride", "Stride", 1, 4))


def _draw(draws: Draws) -> Params:
    kernels = [draws.pick([3, 5, 7]) for _ in range(LAYERS)]
    strides = draws.shuffle([2, draws.integer(1, 2), 1])
    field, pitch = _measure(kernels, strides)
    return {"field": field, "pitch": pitch, "budget": sum(k * k for k in kernels)}


def _measure(kernels: list[int], strides: list[int]) -> tuple[int, int]:
    field = pitch = 1
    for kernel, stride in zip(kernels, strides, strict=True):
        field, pitch = field + (kernel - 1) * pitch, pitch * stride
    return field, pitch


def _statement(params: Params) -> list[str | Block]:
    return [
        f"Build a stack of at most {LAYERS} convolutions with square kernels (k×k, dilation 1) "
        f"whose outputs have a receptive field of exactly {params['field']} pixels a side and lie "
        f"{params['pitch']} input pixels apart (the product of all strides).",
        "All layers have one input and one output channel and no bias, so a layer has k² weights; "
        f"the stack may have at most {params['budget']}.",
    ]


def _form(params: Params) -> tuple[Field, ...]:
    label = "Layers, first one first"
    return (fields.table("layers", label, HEADS, fewest=1, most=LAYERS, start=[3, 1] * LAYERS),)


def _judge(params: Params, answer: Answer) -> Verdict:
    kernels, strides = answer["layers"][::2], answer["layers"][1::2]
    field, pitch = _measure(kernels, strides)
    weights = sum(kernel**2 for kernel in kernels)
    shows = [text(f"Receptive field: {field}."), text(f"Outputs are {pitch} apart.")]
    shows.append(text(f"Weights: {weights}."))
    if field != params["field"]:
        return Verdict(0, f"The receptive field is {field}, not {params['field']}.", shows)
    if pitch != params["pitch"]:
        return Verdict(
            0.5, f"The field is right; the outputs are {pitch} apart, not {params['pitch']}.", shows
        )
    if weights > params["budget"]:
        return Verdict(0.5, f"Field and strides are right; {weights} weights are too many.", shows)
    return Verdict(1, f"Field {field}, outputs {pitch} apart, {weights} weights.", shows)


def _with(params: Params, total: int) -> Answer:
    """Kernels that share `total` and strides that make the pitch, the large ones first."""
    parts = [min(31, max(1, total // LAYERS + (i < total % LAYERS))) for i in range(LAYERS)]
    strides = [min(2, params["pitch"]), params["pitch"] // 2 or 1, 1]
    return {"layers": [v for pair in zip(parts, strides, strict=True) for v in pair]}


STACK_ON_A_BUDGET = Family(
    id="field-on-a-budget",
    title="A receptive field on a budget",
    chapter=CHAPTER,
    page="receptive-field",
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "one-large-kernel": Misconception(
            "One kernel as large as the field sees all of it, at the price of its square in "
            "weights; stacked small kernels see as much for less.",
            lambda params: {"layers": [min(31, params["field"]), params["pitch"]]},
        ),
        "kernels-add-up": Misconception(
            "A layer adds k − 1 to the field, not k, and that times the strides before it.",
            lambda params: _with(params, params["field"]),
        ),
        "strides-do-not-widen": Misconception(
            "A layer adds k − 1 steps of the grid it works on; every stride before it makes these "
            "steps longer.",
            lambda params: _with(params, params["field"] + LAYERS - 1),
        ),
    },
    hint="Field: 1 + Σ (k − 1) times the strides of the layers before. Strides that come early "
    "make late kernels count for more.",
)

FAMILIES = (STACK_ON_A_BUDGET,)
