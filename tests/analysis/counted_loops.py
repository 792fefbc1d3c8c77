"""Operators as plain loops that count their multiplications (one image, float64 arrays)."""

from itertools import product
from math import floor

import numpy as np

Array = np.ndarray


class Counting:
    """Multiplies numbers and counts how often."""

    def __init__(self) -> None:
        self.macs = 0

    def __call__(self, a: float, b: float) -> float:
        self.macs += 1
        return float(a) * float(b)


def conv(x: Array, w: Array, times: Counting, s: int = 1, p: int = 0, d: int = 1) -> Array:
    """Groups follow from the shapes: x [C, H, W], w [O, C / g, k_h, k_w]."""
    x = np.pad(x, [(0, 0), (p, p), (p, p)])
    outputs, reads, k_h, k_w = w.shape
    groups = x.shape[0] // reads
    size = [(n - d * (e - 1) - 1) // s + 1 for n, e in zip(x.shape[1:], (k_h, k_w), strict=True)]
    y = np.zeros((outputs, *size))
    for o, u, v, c, i, j in product(*map(range, (*y.shape, reads, k_h, k_w))):
        channel = o * groups // outputs * reads + c
        y[o, u, v] += times(w[o, c, i, j], x[channel, u * s + i * d, v * s + j * d])
    return y


def transposed(x: Array, w: Array, times: Counting, s: int = 1, p: int = 0) -> Array:
    """Every input is spread over the taps; x [C, H, W], w [C, O, k_h, k_w]."""
    _, outputs, k_h, k_w = w.shape
    y = np.zeros((outputs, (x.shape[1] - 1) * s + k_h, (x.shape[2] - 1) * s + k_w))
    for c, u, v, o, i, j in product(*map(range, (*x.shape, outputs, k_h, k_w))):
        y[o, u * s + i, v * s + j] += times(w[c, o, i, j], x[c, u, v])
    return y[:, p : y.shape[1] - p, p : y.shape[2] - p]


def linear(x: Array, w: Array, times: Counting) -> Array:
    return np.array([sum(times(a, b) for a, b in zip(row, x, strict=True)) for row in w])


def halved(x: Array) -> Array:
    return x.reshape(x.shape[0], x.shape[1] // 2, 2, x.shape[2] // 2, 2).mean((2, 4))


def doubled(x: Array) -> Array:
    return x.repeat(2, 1).repeat(2, 2)


def octave(high: Array, low: Array, w: dict[str, Array], times: Counting) -> tuple[Array, Array]:
    p = w["hh"].shape[-1] // 2
    up = doubled(conv(low, w["lh"], times, p=p))
    down = conv(halved(high), w["hl"], times, p=p)
    return conv(high, w["hh"], times, p=p) + up, conv(low, w["ll"], times, p=p) + down


def mixed(x: Array, experts: Array, routing: Array, times: Counting) -> Array:
    w = np.zeros(experts.shape[1:])
    for e, *at in product(*map(range, experts.shape)):
        w[tuple(at)] += times(routing[e], experts[e, *at])
    return conv(x, w, times)


def between(x: Array, y_px: float, x_px: float, times: Counting) -> float:
    """Read an image [H, W] between four pixels, zero outside; four multiplications."""
    top, left, total = floor(y_px), floor(x_px), 0.0
    for i, j in product((0, 1), (0, 1)):
        share = (1 - abs(y_px - top - i)) * (1 - abs(x_px - left - j))
        inside = 0 <= top + i < x.shape[0] and 0 <= left + j < x.shape[1]
        total += times(share, x[top + i, left + j] if inside else 0.0)
    return total


def deform(x: Array, offset: Array, w: Array, times: Counting, mask: Array | None = None) -> Array:
    """x [C, H, W], offset [2 k_h k_w, U, V], w [O, C, k_h, k_w], mask [k_h k_w, U, V]."""
    outputs, reads, k_h, k_w = w.shape
    y = np.zeros((outputs, *offset.shape[1:]))
    for u, v, c, i, j in product(*map(range, (*y.shape[1:], reads, k_h, k_w))):
        t = i * k_w + j
        value = between(x[c], u + i + offset[2 * t, u, v], v + j + offset[2 * t + 1, u, v], times)
        if mask is not None:
            value = times(mask[t, u, v], value)
        for o in range(outputs):
            y[o, u, v] += times(w[o, c, i, j], value)
    return y


def deform_kernel(x: Array, w: Array, moves: Array, times: Counting) -> Array:
    """x [C, H, W], w [C, S, T]; moves [2 k k, U, V] are local, [2 k k, 1, 1] global."""
    k = round((len(moves) // 2) ** 0.5)
    shift = [(n - k) / 2 for n in w.shape[1:]]
    kernels = np.zeros((len(w), k, k, *moves.shape[1:]))
    for c, i, j, u, v in product(*map(range, kernels.shape)):
        dy, dx = moves[2 * (i * k + j) :, u, v][:2]
        row = min(max(i + dy + shift[0], 0), w.shape[1] - 1)
        column = min(max(j + dx + shift[1], 0), w.shape[2] - 1)
        kernels[c, i, j, u, v] = between(w[c], row, column, times)
    y = np.zeros((len(x), x.shape[1] - k + 1, x.shape[2] - k + 1))
    for c, u, v, i, j in product(*map(range, (*y.shape, k, k))):
        own = (0, 0) if moves.shape[1:] == (1, 1) else (u, v)
        y[c, u, v] += times(kernels[c, i, j, *own], x[c, u + i, v + j])
    return y
