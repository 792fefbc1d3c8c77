"""Other people's transposed convolutions and zero insertions, on the arguments of a call."""

from collections.abc import Callable
from itertools import product

import numpy as np
import scipy.signal
import torch
import torch.nn.functional as F
from onnx import helper
from onnx.reference import ReferenceEvaluator

from tests.oracles.conv import Call, bias_of, hole_pattern


def torch_transposed(call: Call) -> torch.Tensor:
    """torch.nn.functional.conv_transpose2d."""
    return F.conv_transpose2d(**call)


def onnx_transposed(call: Call) -> torch.Tensor:
    """The reference evaluator of the ONNX standard, one group at a time.

    It knows neither groups nor an output padding of the stride and more; there it is given no
    padding at all, which is cut off here. Nor an empty batch: it computes one zero image more.
    """
    inside = all(a < s for a, s in zip(call["output_padding"], call["stride"], strict=True))
    pads, extra = (call["padding"], call["output_padding"]) if inside else ((0, 0), (0, 0))
    node = helper.make_node(
        "ConvTranspose",
        ["X", "W"],
        ["Y"],
        strides=call["stride"],
        dilations=call["dilation"],
        pads=[*pads, *pads],
        output_padding=extra,
    )
    x, g = call["input"].numpy(), call["groups"]
    batch = np.concatenate([x, np.zeros((1, *x.shape[1:]))])
    parts = zip(np.split(batch, g, 1), np.split(call["weight"].numpy(), g), strict=True)
    maps = [ReferenceEvaluator(node).run(None, {"X": a, "W": w})[0] for a, w in parts]
    whole = np.concatenate(maps, 1)[:-1]
    return torch.from_numpy(whole if inside else cropped(whole, call)) + bias_of(call)


def scipy_transposed(call: Call) -> torch.Tensor:
    """scipy.signal.convolve in full of images and kernels, both with zeros in between."""
    x, w = kron(call["input"], call["stride"]), kron(call["weight"], call["dilation"])
    (c_in, per_group), n, g = w.shape[:2], len(x), call["groups"]
    size = [a + b - 1 for a, b in zip(x.shape[2:], w.shape[2:], strict=True)]
    maps = np.zeros((n, per_group * g, *size))
    for i, c, o in product(range(n), range(c_in), range(per_group)):
        channel = c // (c_in // g) * per_group + o
        maps[i, channel] += scipy.signal.convolve(x[i, c], w[c, o], "full", method="direct")
    return torch.from_numpy(cropped(maps, call)) + bias_of(call)


def cropped(maps: np.ndarray, call: Call) -> np.ndarray:
    """What the padding leaves of all the copies, with the output padding."""
    maps = np.pad(maps, ((0, 0), (0, 0), *((0, a) for a in call["output_padding"])))
    (p, q), (height, width) = call["padding"], maps.shape[2:]
    return np.ascontiguousarray(maps[..., p : height - p, q : width - q])


def kron(tensor: torch.Tensor, steps: int | tuple[int, int]) -> np.ndarray:
    """Zeros in between by numpy.kron, which leaves some at the end as well."""
    s_h, s_w = (steps, steps) if isinstance(steps, int) else steps
    whole = np.kron(tensor.numpy(), hole_pattern((s_h, s_w)))
    return whole[..., : whole.shape[-2] - s_h + 1, : whole.shape[-1] - s_w + 1].copy()


def numpy_stretch(name: str, step: str) -> Callable[[Call], torch.Tensor]:
    """The oracle numpy.kron for an operator with these arguments."""
    return lambda call: torch.from_numpy(kron(call[name], call[step]))


def torch_stretch(name: str, step: str) -> Callable[[Call], torch.Tensor]:
    """Torch's transposed convolution of every channel with a kernel that is the number 1."""

    def stretched(call: Call) -> torch.Tensor:
        x = call[name]
        one = torch.ones(x.shape[1], 1, 1, 1, dtype=x.dtype)
        return F.conv_transpose2d(x, one, stride=call[step], groups=x.shape[1])

    return stretched
