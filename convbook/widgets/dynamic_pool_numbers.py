"""What the figure ``dynamic-pool`` shows of one output and of all its pixels."""

from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import max_pool2d

Array = np.ndarray[Any, np.dtype[np.float64]]


def rounded(values: Array) -> Array:
    """Round to 4 decimals, as the script does."""
    result: Array = np.floor(values * 10000 + 0.500001) / 10000
    return result


def _hats(points: Array, size: int) -> Array:
    """Weights [points, size] with which each point along an axis reads the px."""
    weights: Array = np.maximum(0, 1 - np.abs(points[:, None] - np.arange(size)))
    return weights


def looks(x: Array, points: list[Array], counts: tuple[int, int]) -> list[tuple[Array, Array]]:
    """For each output its four values, and the weights [4, H, W] of the points."""
    down, across = (_hats(p, size) for p, size in zip(points, x.shape, strict=True))
    found = []
    for a, b in np.ndindex(counts):
        pairs = [(i, j) for i in (a, counts[0] + a) for j in (b, counts[1] + b)]
        weights = np.stack([np.outer(down[i], across[j]) for i, j in pairs])
        found.append(((weights * x).sum((1, 2)), weights))
    return found


def winner(four: Array) -> int:
    """Number of the first point with the largest value, after rounding."""
    return int(np.argmax(rounded(four)))


def given(four: Array, weights: Array, reduce: str) -> Array:
    """Weight [H, W] of each pixel in an output."""
    result: Array = weights[winner(four)] if reduce == "max" else weights.sum(0) / 4
    return result


def cell(params: dict[str, Any], counts: tuple[int, int]) -> dict[str, list[float]]:
    """Edges and centre of the cell that is looked at."""
    places = (params["row"], params["rows"]), (params["column"], params["columns"])
    edges, centre = [], []
    for (place, size), count in zip(places, counts, strict=True):
        edges += [place * size / count, (place + 1) * size / count]
        centre.append((place + 0.5) * size / count - 0.5)
    return {
        "cell": rounded(np.array(edges)).tolist(),
        "centre": rounded(np.array(centre)).tolist(),
    }


def neighbours(
    params: dict[str, Any], points: list[Array], counts: tuple[int, int]
) -> dict[str, Any]:
    """The four px around each of the four points, and their weights."""
    height, width = params["rows"], params["columns"]
    nearest, shares = [], []
    for q_h in points[0][[params["row"], counts[0] + params["row"]]]:
        for q_w in points[1][[params["column"], counts[1] + params["column"]]]:
            top, left = int(q_h), int(q_w)
            bottom, right = min(top + 1, height - 1), min(left + 1, width - 1)
            nearest += [y * width + x for y in (top, bottom) for x in (left, right)]
            down, along = q_h - top, q_w - left
            shares += [u * v for u in (1 - down, down) for v in (1 - along, along)]
    return {"nearest": nearest, "shares": rounded(np.array(shares)).tolist()}


def compared(x: Tensor, pooled: Tensor) -> dict[str, Any]:
    """In how many px the output differs from 2x2 max pooling and from the input."""
    size = [length // 2 for length in x.shape]
    usual = max_pool2d(x[None], 2)[0] if min(size) else torch.empty(0)
    return {
        "maxpool_size": size,
        "maxpool": _differing(usual, pooled),
        "unchanged": _differing(x, pooled),
    }


def _differing(one: Tensor, other: Tensor) -> int:
    if one.shape != other.shape:
        return -1
    return int((one.numpy() != rounded(other.numpy())).sum())
