"""Reference solutions for the chapter on kernels and padding."""

from itertools import product
from typing import Any

import numpy as np

Params = dict[str, Any]


def sides_for_a_drift(params: Params) -> Params:
    """The paddings whose sum is k - 1 and whose difference is twice the movement."""
    found = (
        {"kernel": kernel, "before": before, "after": kernel - 1 - before}
        for kernel in range(params["least"] + params["least"] % 2, 24, 2)
        for before in range(kernel)
        if before - (kernel - 1 - before) == params["twice"]
    )
    return next(found)


def drift_of_a_stack(params: Params) -> Params:
    """Where the middle tap of the path from one output lies, step by step to the image."""
    place = 0.0
    for stage, (start, step) in zip(reversed(params["stages"]), ((0.5, 2), (0, 1)), strict=True):
        for kernel, before, _ in reversed(stage):
            place += (kernel - 1) / 2 - before
        place = place * step + start
    return {"drift": 0.5 - place}


def cancel_the_drift(params: Params) -> Params:
    """Signs that add up to 0, by trying them all."""
    for signs in product((0, 1), repeat=len(params["kernels"])):
        pairs = zip(signs, params["scales"], strict=True)
        if sum((2 * sign - 1) * scale for sign, scale in pairs) == 0:
            layers = zip(signs, params["kernels"], strict=True)
            return {"before": [kernel // 2 - 1 + sign for sign, kernel in layers]}
    raise AssertionError


def even_in_every_layer(params: Params) -> Params:
    """From the last layer's outputs back to the image."""
    for outputs in range(1, 500):
        size = outputs
        for kernel, stride, padding in reversed(params["layers"]):
            size = stride * (size - 1) + kernel - 2 * padding
        if size >= params["low"]:
            return {"size": size}
    raise AssertionError


def no_cell_left_over(params: Params) -> Params:
    """One of the kernels that differ from twice their padding by the same number."""
    rest = params["size"] - params["stride"] * (params["outputs"] - 1)
    padding = params["stride"]
    return {"kernel": rest + 2 * padding, "padding": padding}


def pads_of_same(params: Params) -> Params:
    """At a multiple of the stride, SAME pads kernel minus stride."""
    stride = params["stride"]
    kernel = params["before"] + params["after"] + stride
    return {"kernel": kernel, "size": stride * params["least"]}


def groups_that_balance(params: Params) -> Params:
    """Opposite corners for groups of one size, moved apart until the field is wide enough."""
    counts = params["counts"]
    pads = []
    for i, count in enumerate(counts):
        second = counts[:i].count(count) == 1
        signs = (1, 1) if count == max(counts) else (1, -1)
        for size, field, sign in zip(params["kernel"], params["field"], signs, strict=True):
            less = (2 * size - 1 - field) // 2
            before = less if (sign > 0) != second else size - 1 - less
            pads += [before, size - 1 - before]
    return {"pads": pads}


def how_far_zeros_reach(params: Params) -> Params:
    """One zero on each side of all layers but the first, which has the rest."""
    rest = params["layers"] - 1
    before = params["first"] - rest
    after = params["size"] - 1 - params["last"] - rest
    return {"layers": [before + after + 1, before, after, *[3, 1, 1] * rest]}


def a_border_from_ones(params: Params) -> Params:
    """What is missing at an edge in the middle of the kernel's side, the rest in its centre."""
    middle, *edges = params["values"].values()
    left, right, top, bottom = (middle - edge for edge in edges)
    centre = middle - left - right - top - bottom
    return {"kernel": [0, top, 0, left, centre, right, 0, bottom, 0]}


def row_between_borders(params: Params) -> Params:
    """NumPy's padding of the numbers 0 to 6 tells which cell is copied."""
    row = [0] * 7
    names = {"circular": "wrap", "symmetric": "symmetric", "reflect": "reflect"}
    for side, border, part in (("left", "before", slice(3)), ("right", "after", slice(-3, None))):
        places = np.pad(np.arange(7), 3, mode=names[params[side]])[part]  # type: ignore[call-overload]
        for place, value in zip(places, params[border], strict=True):
            row[place] = value
    return {"row": row}


def factor_of_partial_convolution(params: Params) -> Params:
    """Try all kernels and columns up to the middle; tap by tap, ask whether it lies inside."""

    def taps(kernel: int, place: int, size: int) -> int:
        return sum(0 <= place + tap - kernel // 2 < size for tap in range(kernel))

    for tall, wide, x in product((1, 3, 5, 7, 9), (1, 3, 5, 7, 9), range(6)):
        inside = taps(tall, params["y"], params["height"]) * taps(wide, x, params["width"])
        if tall * wide * 8 == params["eighths"] * inside:
            return {"tall": tall, "wide": wide, "x": x}
    raise AssertionError


def borders_alike_on_one_side(params: Params) -> Params:
    """Pad the row's own places with NumPy, and give one number to all places that must agree."""
    size, padding = params["size"], params["padding"]
    names = {"circular": "wrap", "replicate": "edge", "zeros": "constant"}
    part = slice(padding) if params["side"] == "left" else slice(-padding, None)
    first, second = (
        np.pad(np.arange(1, size + 1), padding, mode=names.get(mode, mode))[part]
        for mode in params["modes"]
    )
    groups = [{place} for place in range(size + 1)]
    for one, other in zip(first, second, strict=True):
        joined = groups[one] | groups[other]
        for place in joined:
            groups[place] = joined
    return {"row": [min(groups[place]) for place in range(1, size + 1)]}


def reads_of_a_corner(params: Params) -> Params:
    """Try all layers, and count windows along both axes of the image."""

    def counts(size: int, kernel: int, padding: int) -> tuple[int, int, int]:
        starts = range(-padding, size + padding - kernel + 1)
        first, middle = (sum(s <= at < s + kernel for s in starts) for at in (0, size // 2))
        return first, middle, len(starts)

    axes = {
        size: {(k, p): counts(size, k, p) for k in range(2, 12) for p in range(k)}
        for size in (32, 40)
    }
    for down, across in product(axes[32], axes[40]):
        one, two = axes[32][down], axes[40][across]
        sizes = [one[2] == 32, two[2] == 40]
        if [one[0] * two[0], one[1] * two[1]] == [params["corner"], params["middle"]] and (
            sizes == [params["kept"] == "rows", params["kept"] == "columns"]
        ):
            return {"tall": down[0], "wide": across[0], "above": down[1], "beside": across[1]}
    raise AssertionError


SOLVERS = {
    "borders-alike-on-one-side": borders_alike_on_one_side,
    "reads-of-a-corner": reads_of_a_corner,
    "sides-for-a-drift": sides_for_a_drift,
    "drift-of-a-stack": drift_of_a_stack,
    "cancel-the-drift": cancel_the_drift,
    "groups-that-balance": groups_that_balance,
    "how-far-zeros-reach": how_far_zeros_reach,
    "a-border-from-ones": a_border_from_ones,
    "even-in-every-layer": even_in_every_layer,
    "no-cell-left-over": no_cell_left_over,
    "pads-of-same": pads_of_same,
    "row-between-borders": row_between_borders,
    "factor-of-partial-convolution": factor_of_partial_convolution,
}
