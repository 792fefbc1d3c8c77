"""Sizes and paddings that fit: strided layers that read both sides alike."""

from math import prod

from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.family import (
    Block,
    Family,
    Misconception,
    Params,
    Verdict,
    Work,
    rows,
    text,
)
from convbook.exercises.fields import Answer, Field

CHAPTER = "kernels-and-padding"
PAGE = "input-size"
HALVES = ([3, 2, 1], [5, 2, 2], [7, 2, 3], [4, 2, 1], [2, 2, 0], [6, 2, 2])
THIRDS = ([5, 3, 2], [3, 3, 1], [7, 3, 3])


def _remainders(layers: list[list[int]], size: int) -> list[list[int]]:
    """Input, output and remainder of each layer, up to the first that does not fit."""
    found = []
    for kernel, stride, padding in layers:
        free = size + 2 * padding - kernel
        if free < 0:
            break
        found.append([size, free // stride + 1, free % stride])
        size = free // stride + 1
    return found


def _uneven(layers: list[list[int]], size: int) -> int:
    return sum(rest > 0 for _, _, rest in _remainders(layers, size))


def _even_draw(draws: Draws) -> Params:
    layers = [draws.pick(HALVES) for _ in range(draws.integer(3, 4))]
    if draws.integer(0, 2) == 0:
        layers[draws.integer(0, len(layers) - 1)] = draws.pick(THIRDS)
    low = draws.integer(120, 400)
    low += not _uneven(layers, low)
    return {"layers": layers, "low": low, "high": low + 2 * prod(s for _, s, _ in layers)}


def _even_statement(params: Params) -> list[str | Block]:
    return [
        "These strided layers follow each other along one axis; `p` zeros stand on each side. Find "
        f"an input size from {params['low']} to {params['high']} px at which every layer reads its "
        "padded input to the very end: no cell is left over after its last window.",
        rows(["kernel", "stride", "padding p"], params["layers"]),
    ]


def _even_form(params: Params) -> tuple[Field, ...]:
    return (fields.number("size", "Input size in px", 1, 1024),)


def _even_judge(params: Params, answer: Answer) -> Verdict:
    size = answer["size"]
    found = _remainders(params["layers"], size)
    shows = [rows(["input", "output", "cells left over"], found)] if found else []
    if not params["low"] <= size <= params["high"]:
        said = f"The size must lie within {params['low']} and {params['high']}."
        return Verdict(0, said, shows)
    uneven = [i for i, (_, _, rest) in enumerate(found, 1) if rest]
    if uneven:
        said = f"Cells left over by layer {uneven[0]}: {found[uneven[0] - 1][2]}."
        many = f"{said} Layers that leave any: {len(uneven)}."
        return Verdict(0.5 * (len(uneven) == 1), many, shows)
    return Verdict(1, "No layer leaves a cell over.", shows)


def _multiple(params: Params) -> Answer:
    """A multiple of the strides' product, as 224 is."""
    step = prod(stride for _, stride, _ in params["layers"])
    return {"size": -(-params["low"] // step) * step}


def _one_layer(params: Params, index: int, size: int, step: int) -> Answer:
    """The first size, going by `step`, at which one layer leaves nothing over."""
    while _remainders(params["layers"], size)[index][2]:
        size += step
    return {"size": size}


def _start(params: Params) -> Params:
    """The layers in the figure, at the smallest size."""
    kernels, strides, paddings = (list(column) for column in zip(*params["layers"], strict=True))
    lists = {"kernels": kernels, "strides": strides, "paddings": paddings}
    return {"size": params["low"], "kinds": [0] * len(kernels), **lists}


EVEN = Family(
    id="even-in-every-layer",
    title="Even in every layer",
    chapter=CHAPTER,
    page=PAGE,
    kind="certificate",
    draw=_even_draw,
    statement=_even_statement,
    form=_even_form,
    judge=_even_judge,
    misconceptions={
        "multiples-of-the-stride": Misconception(
            "A multiple of all strides fits layers whose kernel is their stride plus both "
            "paddings; others need another size.",
            _multiple,
        ),
        "first-layer-alone": Misconception(
            "The first layer leaves nothing over, but some later layer does.",
            lambda params: _one_layer(params, 0, params["low"], 1),
        ),
        "last-layer-alone": Misconception(
            "The last layer leaves nothing over, but some layer before it does.",
            lambda params: _one_layer(params, -1, params["high"], -1),
        ),
    },
    hint="Go backwards: a layer with o outputs needs s(o - 1) + k - 2p inputs.",
    work=Work("input-sizes", _start, {"size": "size"}),
)


def _waste_draw(draws: Draws) -> Params:
    stride = draws.integer(2, 4)
    outputs = draws.integer(10, 60)
    rest = draws.integer(2 if stride < 4 else 3, stride)
    return {"stride": stride, "outputs": outputs, "size": stride * (outputs - 1) + rest}


def _waste_statement(params: Params) -> list[str | Block]:
    return [
        f"A layer of stride {params['stride']} shall turn {params['size']} px into exactly "
        f"{params['outputs']} outputs along an axis. Choose its kernel size, not below the stride, "
        "and a padding on each side, at least 1 and at most half of the kernel, so that the last "
        "window ends with the last cell of the padded input."
    ]


def _waste_form(params: Params) -> tuple[Field, ...]:
    return (
        fields.number("kernel", "Kernel size", 1, 31),
        fields.number("padding", "Padding on each side", 0, 15),
    )


def _waste_judge(params: Params, answer: Answer) -> Verdict:
    kernel, padding, stride = answer["kernel"], answer["padding"], params["stride"]
    free = params["size"] + 2 * padding - kernel
    if free < 0:
        return Verdict(0, "The kernel does not fit into the padded input.")
    outputs, rest = free // stride + 1, free % stride
    shows = [text(f"Outputs: {outputs}."), text(f"Cells after the last window: {rest}.")]
    if kernel < stride:
        return Verdict(0, "A kernel below the stride skips pixels.", shows)
    if not 1 <= padding <= kernel / 2:
        return Verdict(0, "The padding must be at least 1 and at most half of the kernel.", shows)
    if outputs != params["outputs"]:
        return Verdict(0, f"There are {outputs} outputs, not {params['outputs']}.", shows)
    if rest:
        return Verdict(0.5, f"The number of outputs is right; cells left over: {rest}.", shows)
    return Verdict(1, "The last window ends with the padded input.", shows)


WASTE = Family(
    id="no-cell-left-over",
    title="No cell left over",
    chapter=CHAPTER,
    page=PAGE,
    kind="certificate",
    draw=_waste_draw,
    statement=_waste_statement,
    form=_waste_form,
    judge=_waste_judge,
    misconceptions={
        "odd-kernel-with-half-of-it": Misconception(
            "An odd kernel padded by (k - 1)/2 fits sizes that are a multiple of the stride plus "
            "1; here the last padded cells are never read.",
            lambda params: {"kernel": 2 * params["stride"] - 1, "padding": params["stride"] - 1},
        ),
        "half-of-an-even-kernel": Misconception(
            "Half of an even kernel on each side makes k - 2p = 0, but k - 2p must suit the size.",
            lambda params: {
                "kernel": 2 * params["stride"] + 2,
                "padding": params["stride"] + 1,
            },
        ),
        "padding-counts-once": Misconception(
            "The padding stands on both sides, so it enters the size twice.",
            lambda params: {
                "kernel": params["size"] - params["stride"] * (params["outputs"] - 2),
                "padding": params["stride"],
            },
        ),
    },
    hint="Solve size + 2p - k = s(outputs - 1) for k - 2p.",
)

FAMILIES = (EVEN, WASTE)
