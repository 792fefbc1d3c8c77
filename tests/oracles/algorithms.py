"""By what the matrix of a convolution, its transforms and its gradients are judged."""

from typing import Any

import numpy as np
import torch

from tests.oracles import conv

Call = dict[str, Any]
# F(2, 3) and F(4, 3) as Lavin and Gray print them: A^T, G, B^T, the denominators in front.
PRINTED = {
    (2, 3): (
        (1, [[1, 1, 1, 0], [0, 1, -1, -1]]),
        (2, [[2, 0, 0], [1, 1, 1], [1, -1, 1], [0, 0, 2]]),
        (1, [[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]]),
    ),
    (4, 3): (
        (1, [[1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1]]),
        (24, [[6, 0, 0], [-4, -4, -4], [-4, 4, -4], [1, 2, 4], [1, -2, 4], [0, 0, 24]]),
        (
            1,
            [
                [4, 0, -5, 0, 1, 0],
                [0, -4, -4, 1, 1, 0],
                [0, 4, -4, -1, 1, 0],
                [0, -2, -1, 2, 1, 0],
                [0, 2, -1, -2, 1, 0],
                [0, 4, 0, -5, 0, 1],
            ],
        ),
    ),
}


def columns_by(convolve: Any) -> Any:
    """Judge a matrix by its columns: what someone else's convolution makes of single pixels."""

    def matrix(call: Call) -> torch.Tensor:
        weight, size = call["weight"], conv.per_axis(call["input_size"], 2)
        channels = weight.shape[1] * call["groups"]
        pixels = torch.eye(channels * size[0] * size[1], dtype=torch.float64)
        options = {name: call[name] for name in ("stride", "padding", "dilation", "groups")}
        images = pixels.reshape(-1, channels, *size)
        y = convolve({"input": images, "weight": weight, "bias": None} | options)
        return y.flatten(1).T.contiguous()

    return matrix


torch_matrix = columns_by(conv.torch_conv)
scipy_matrix = columns_by(conv.scipy_conv)


def numpy_transforms(call: Call) -> tuple[torch.Tensor, ...]:
    """The transforms of F(m, r) by NumPy's polynomials; exact up to 12 points, all dyadic."""
    m, r = call["m"], call["r"]
    points = np.array([0, 1, -1, 2, -2, 0.5, -0.5, 4, -4, 0.25, -0.25])[: m + r - 2]
    last = np.eye(1, r, r - 1), np.eye(1, m, m - 1)
    g = np.vander(points, r, increasing=True)
    at = np.concatenate([np.vander(points, m, increasing=True), last[1]]).T
    bt = np.zeros((m + r - 1, m + r - 1))
    for row, point in enumerate(points):
        others = np.delete(points, row)
        sign = np.sign(np.prod(-others)) if row == 0 else 1
        bt[row, :-1] = sign * np.poly(others)[::-1] if len(others) else sign
        g[row] /= sign * np.prod(point - others)
    sign = np.sign(np.prod(-points[1:]))
    bt[-1] = sign * np.poly(points)[::-1] if len(points) else sign
    at[-1, -1] *= sign
    g = np.concatenate([g, last[0]])
    return tuple(torch.from_numpy(np.ascontiguousarray(matrix)) for matrix in (at, g, bt))


def printed_transforms(call: Call) -> tuple[torch.Tensor, ...]:
    """The matrices of the paper; for other sizes NumPy's."""
    size = call["m"], call["r"]
    if size not in PRINTED:
        return numpy_transforms(call)
    return tuple(torch.tensor(rows, dtype=torch.float64) / d for d, rows in PRINTED[size])


def autograd(call: Call) -> tuple[torch.Tensor, ...]:
    """Torch's own derivative of its own convolution."""
    x, w = (call[name].clone().requires_grad_() for name in ("input", "weight"))
    b = torch.zeros(len(w), dtype=w.dtype, requires_grad=True)
    names = "stride", "padding", "dilation", "groups"
    y = conv.torch_conv({"input": x, "weight": w, "bias": b} | {n: call[n] for n in names})
    return torch.autograd.grad(y, (x, w, b), call["grad_output"])
