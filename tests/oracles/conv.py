"""Other people's convolutions, by which ours are judged. Each takes the arguments of a call."""

import warnings
from itertools import product
from typing import Any

import numpy as np
import scipy.signal
import torch
import torch.nn.functional as F
from onnx import helper
from onnx.reference import ReferenceEvaluator

from tests.windows import conv_windows

Call = dict[str, Any]
TORCH = {3: F.conv1d, 4: F.conv2d, 5: F.conv3d}


def torch_conv(call: Call) -> torch.Tensor:
    """torch.nn.functional, which reads "valid" and "same" by itself."""
    padding = call["padding"]
    if padding == "full":
        padding = [before for _, _, _, (before, _) in conv_windows(call)]
    with warnings.catch_warnings():
        # Only says that "same" with an even kernel copies the input.
        warnings.filterwarnings("ignore", message="Using padding='same'")
        return TORCH[call["weight"].ndim](**call | {"padding": padding})


def onnx_conv(call: Call) -> torch.Tensor:
    """The reference evaluator of the ONNX standard."""
    x, w = call["input"].numpy(), call["weight"].numpy()
    pads = [side for _, _, _, side in conv_windows(call)]
    ndim = w.ndim - 2
    node = helper.make_node(
        "Conv",
        ["X", "W"],
        ["Y"],
        strides=per_axis(call["stride"], ndim),
        dilations=per_axis(call["dilation"], ndim),
        group=call["groups"],
        pads=[before for before, _ in pads] + [after for _, after in pads],
    )
    # The evaluator knows no empty batch: it computes one zero image, which is cut off again.
    batch = x if len(x) else np.zeros((1, *x.shape[1:]))
    (y,) = ReferenceEvaluator(node).run(None, {"X": batch, "W": w})
    return torch.from_numpy(y)[: len(x)] + bias_of(call)


def scipy_conv(call: Call) -> torch.Tensor:
    """scipy.signal.correlate, one pair of channels at a time, subsampled for the stride."""
    x, w = call["input"].numpy(), call["weight"].numpy()
    ndim, (c_out, per_group) = w.ndim - 2, w.shape[:2]
    pads = [side for _, _, _, side in conv_windows(call)]
    padded = np.pad(x, [(0, 0), (0, 0), *pads])
    holes = np.kron(w, hole_pattern(per_axis(call["dilation"], ndim)))
    holes = holes[..., *(slice(1 - d or None) for d in per_axis(call["dilation"], ndim))]
    steps = tuple(slice(None, None, s) for s in per_axis(call["stride"], ndim))
    maps = np.zeros((len(x), c_out, *(number for number in output_sizes(call))))
    for n, o, c in product(range(len(x)), range(c_out), range(per_group)):
        channel = o // (c_out // call["groups"]) * per_group + c
        full = scipy.signal.correlate(padded[n, channel], holes[o, c], "valid", method="direct")
        maps[n, o] += full[steps]
    return torch.from_numpy(maps) + bias_of(call)


def hole_pattern(dilation: tuple[int, ...]) -> np.ndarray:
    """One in the first corner of a box of zeros: its Kronecker product dilates a kernel."""
    pattern = np.zeros(dilation)
    pattern[(0,) * len(dilation)] = 1
    return pattern[None, None]


def output_sizes(call: Call) -> list[int]:
    """Number of windows along each axis, counted."""
    return [
        len(range(-before, size + after - extent + 1, stride))
        for size, extent, stride, (before, after) in conv_windows(call)
    ]


def per_axis(value: Any, ndim: int) -> tuple[int, ...]:
    return (value,) * ndim if isinstance(value, int) else tuple(value)


def bias_of(call: Call) -> torch.Tensor | float:
    bias = call["bias"]
    return 0.0 if bias is None else bias.reshape(-1, *(1,) * (call["weight"].ndim - 2))


def scipy_convolve(call: Call) -> torch.Tensor:
    """scipy.signal.convolve."""
    result = scipy.signal.convolve(*arrays(call), call["mode"], method="direct")
    return torch.from_numpy(result.copy())


def scipy_correlate(call: Call) -> torch.Tensor:
    """scipy.signal.correlate."""
    result = scipy.signal.correlate(*arrays(call), call["mode"], method="direct")
    return torch.from_numpy(result.copy())


def fft_convolve(call: Call) -> torch.Tensor:
    """The convolution theorem; the integers are read off by rounding."""
    signal, kernel = arrays(call)
    shape = [n + k - 1 for n, k in zip(signal.shape, kernel.shape, strict=True)]
    axes = tuple(range(signal.ndim))
    spectra = (np.fft.fftn(array, shape, axes) for array in (signal, kernel))
    full = np.fft.ifftn(np.prod([*spectra], axis=0))
    full = full if np.iscomplexobj(signal) or np.iscomplexobj(kernel) else full.real
    starts = {
        "full": [0 for _ in shape],
        "same": [(k - 1) // 2 for k in kernel.shape],
        "valid": [k - 1 for k in kernel.shape],
    }[call["mode"]]
    sizes = {
        "full": shape,
        "same": signal.shape,
        "valid": [n - k + 1 for n, k in zip(signal.shape, kernel.shape, strict=True)],
    }[call["mode"]]
    cut = full[tuple(slice(a, a + n) for a, n in zip(starts, sizes, strict=True))]
    return torch.from_numpy(np.round(cut))


def fft_correlate(call: Call) -> torch.Tensor:
    """The correlation theorem: convolution with the reversed conjugate."""
    reverse = call["kernel"].flip(list(range(call["kernel"].ndim))).conj().resolve_conj()
    return fft_convolve(call | {"kernel": reverse})


def arrays(call: Call) -> tuple[np.ndarray, np.ndarray]:
    return call["signal"].numpy(), call["kernel"].numpy()
