"""Channels in groups: what a grouped layer reads and weighs."""

import math

from convbook import geometry
from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, text
from convbook.exercises.fields import Answer, Field
from convbook.exercises.understanding_convolution.sliding import CHAPTER

MOST = 48
CHANNELS = (12, 16, 18, 24, 30, 36, 40, 48)
# Inputs, outputs, groups: three groups at least, and two inputs at least for every output.
LAYERS = tuple(
    (inputs, outputs, groups)
    for inputs in CHANNELS
    for outputs in CHANNELS
    for groups in range(3, inputs // 2 + 1)
    if outputs % inputs and math.gcd(inputs, outputs) % groups == 0
)


def _draw(draws: Draws) -> Params:
    inputs, outputs, groups = draws.pick(LAYERS)
    kernel = draws.pick([3, 5, 7])
    weights = inputs * outputs * kernel**2 // groups
    return {
        "inputs": inputs,
        "outputs": outputs,
        "kernel": kernel,
        "reads": draws.integer(2, inputs // groups),
        "budget": weights + outputs + draws.integer(0, weights // 4),
    }


def _statement(params: Params) -> list[str | Block]:
    kernel = params["kernel"]
    return [
        f"A 2-D layer takes {params['inputs']} channels to {params['outputs']} with kernels of "
        f"{kernel}×{kernel} and one bias an output channel. Choose its number of groups so that it "
        f"has at most {params['budget']} parameters, biases included, and every output channel "
        f"reads at least {params['reads']} input channels."
    ]


def _form(params: Params) -> tuple[Field, ...]:
    return (fields.number("groups", "Groups", 1, MOST),)


def _judge(params: Params, answer: Answer) -> Verdict:
    inputs, outputs, groups = params["inputs"], params["outputs"], answer["groups"]
    for count, name in ((inputs, "input"), (outputs, "output")):
        if count % groups:
            words = f"{groups} groups do not divide the {count} {name} channels."
            return Verdict(0, words, [text("No layer has this number of groups.")])
    size = (params["kernel"], params["kernel"])
    count = geometry.conv_params(inputs, outputs, size, groups=groups, bias=True)
    reads = inputs // groups
    shows = [text(f"Parameters: {count}."), text(f"Input channels that an output reads: {reads}.")]
    light, wide = count <= params["budget"], reads >= params["reads"]
    if light and wide:
        return Verdict(1, f"{count} parameters, and every output reads {reads} inputs.", shows)
    if wide:
        return Verdict(0.5, f"{count} parameters are more than {params['budget']}.", shows)
    words = f"An output reads {reads} input channels, not {params['reads']}."
    return Verdict(0.5 if light else 0, words, shows)


def _one_side(params: Params) -> Answer:
    """The fewest groups that divide the inputs but not the outputs."""
    inputs, outputs = params["inputs"], params["outputs"]
    found = [g for g in range(2, inputs + 1) if inputs % g == 0 and outputs % g]
    return {"groups": min(found, default=1)}


def _square(params: Params) -> Answer:
    """The fewest groups where g*g would divide the weights."""
    weights = params["inputs"] * params["outputs"] * params["kernel"] ** 2
    common = [g for g in range(1, MOST + 1) if not (params["inputs"] % g or params["outputs"] % g)]
    found = [g for g in common if weights / g**2 + params["outputs"] <= params["budget"]]
    return {"groups": min(found, default=1)}


GROUPS_WITHIN_BUDGET = Family(
    id="groups-within-a-budget",
    title="Groups within a budget",
    chapter=CHAPTER,
    page="grouped-and-separable",
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "one-side-is-enough": Misconception(
            "Groups cut both the input and the output channels, so their number must divide both.",
            _one_side,
        ),
        "weights-shrink-twice": Misconception(
            "g groups have (C_in/g)·(C_out/g) kernels each, and there are g of them: the weights "
            "shrink by g, not by g².",
            _square,
        ),
        "depthwise-always-fits": Misconception(
            "As many groups as input channels leave every output one input channel to read, and "
            "need a number of output channels that this number divides.",
            lambda params: {"groups": params["inputs"]},
        ),
    },
    hint="An output channel reads C_in/g input channels through a k×k kernel each.",
)

FAMILIES = (GROUPS_WITHIN_BUDGET,)
