"""Numbers and words that the figures ``coverage`` and ``rate-triples`` share."""

from collections.abc import Sequence
from math import gcd
from typing import Any

import numpy as np

from convbook import analysis


def numbers(rates: Sequence[int], kernel: int) -> dict[str, Any]:
    """Counts along an axis, field, gap, share of the image, and the criterion layer by layer.

    `sorted` holds the rates from the smallest up, `layers` their numbers in the stack, `blocks`
    what the smaller rates fill, and `fails` the first place where the rate exceeds it, or -1.

    Example:
        >>> found = numbers([1, 2, 9], 3)
        >>> found["sorted"], found["blocks"], found["fails"]
        ([1, 2, 9], [1, 3, 7], 2)
    """
    line = analysis.coverage_map(rates, kernel, ndim=1)
    used = int(np.count_nonzero(line))
    order = sorted(range(len(rates)), key=lambda i: rates[i])
    ordered = [rates[i] for i in order]
    blocks = [1 + (kernel - 1) * sum(ordered[:i]) for i in range(len(rates))]
    return {
        "output": line.tolist(),
        "field": len(line),
        "used": used,
        "gap": analysis.largest_gap(rates, kernel),
        "share": used**2 / len(line) ** 2,
        "layers": [i + 1 for i in order],
        "sorted": ordered,
        "blocks": blocks,
        "fails": next((i for i, r in enumerate(ordered) if r > blocks[i]), -1),
        "free": analysis.is_hole_free(rates, kernel),
        "divisor": gcd(*rates),
    }


def why(found: dict[str, Any]) -> str:
    """Say why there are holes, or why there are none."""
    rates, blocks, fails = found["sorted"], found["blocks"], found["fails"]
    if fails < 0:
        fits = ", ".join(f"{r} ≤ {block}" for r, block in zip(rates, blocks, strict=True))
        return (
            "No holes: from the smallest rate up, each fits into what the smaller ones fill "
            f"({fits})."
        )
    layer = f"layer {found['layers'][fails]}"
    if fails == 0:
        return (
            f"Holes: the smallest rate is {rates[0]} ({layer}), and without a rate of 1 the pixel "
            "beside each edge is missed."
        )
    smaller = ", ".join(map(str, rates[:fails]))
    filled = f"rates {smaller} fill" if fails > 1 else f"rate {smaller} fills"
    return (
        f"Holes: {layer} has rate {rates[fails]}, but {filled} only {blocks[fails]} px, so pixel "
        f"{blocks[fails]} from each edge is missed."
    )
