"""Multiply-adds of single calls: of torch's operators, and of this library's own."""

from collections.abc import Callable, Mapping
from math import prod
from typing import Any

from torch import Tensor

from convbook.analysis.tracing.calls import ATTENTION

Arguments = Mapping[str, Any]
Results = tuple[Any, ...]


def _torch_convolution(args: tuple[Any, ...], result: Tensor) -> int:
    """Every input meets every tap of a transposed convolution, every output of another."""
    weight, transposed = args[1], args[6]
    meeting: Tensor = args[0] if transposed else result
    return int(meeting.numel() * prod(weight.shape[1:]))


def _product(left: int) -> Callable[[tuple[Any, ...], Tensor], int]:
    """Return the count of a matrix product whose left factor is the argument `left`."""
    return lambda args, result: int(result.numel() * args[left].shape[-1])


def _attention(args: tuple[Any, ...], _result: Any) -> int:
    """Every query times every key, and every weight times the value there."""
    query, key, value = args[:3]
    return int(query.numel() // query.shape[-1] * key.shape[-2] * (key.shape[-1] + value.shape[-1]))


TORCH_MACS: dict[str, Callable[[tuple[Any, ...], Any], int]] = {
    **dict.fromkeys(ATTENTION, _attention),
    "addmm": _product(1),
    "addmv": _product(1),
    "baddbmm": _product(1),
    "bmm": _product(0),
    "convolution": _torch_convolution,
    "dot": _product(0),
    "linear": _product(0),
    "mm": _product(0),
    "mv": _product(0),
}


def _conv(given: Arguments, results: Results) -> int:
    output: Tensor = results[0]
    return int(output.numel() * prod(given["weight"].shape[1:]))


def _bare(given: Arguments, results: Results) -> int:
    output: Tensor = results[0]
    return output.numel() * int(given["kernel"].numel())


def _transposed(given: Arguments, _results: Results) -> int:
    return int(given["input"].numel() * prod(given["weight"].shape[1:]))


def _separable(given: Arguments, results: Results) -> int:
    depthwise, pointwise, output = (
        given["depthwise_weight"],
        given["pointwise_weight"],
        results[0],
    )
    positions = output.numel() // pointwise.shape[0]
    return int(positions * (depthwise.numel() + pointwise.numel()))


def _cond(given: Arguments, results: Results) -> int:
    output, weights = results[0], given["weights"]
    mixing = given["routing"].shape[0] * weights.numel()
    return int(output.numel() * prod(weights.shape[2:]) + mixing)


def _octave(given: Arguments, results: Results) -> int:
    """A path from low to high at stride 1 convolves the low map, before it is enlarged."""
    stride = given["stride"]
    enlarged = (stride if isinstance(stride, int) else stride[0]) == 1
    total = 0
    for path in ("hh", "hl", "lh", "ll"):
        weight, output = given[f"weight_{path}"], results["hl".index(path[1])]
        if weight is not None:
            positions = output.numel() // output.shape[-3]
            total += positions // (4 if path == "lh" and enlarged else 1) * weight.numel()
    return int(total)


def _deform(given: Arguments, results: Results) -> int:
    output, weight = results[0], given["weight"]
    positions = output.numel() // weight.shape[0]
    reads = positions * given["input"].shape[-3] * prod(weight.shape[2:])
    return _conv(given, results) + int(reads) * (4 if given["mask"] is None else 5)


def _deform_kernel(given: Arguments, results: Results) -> int:
    size = given["kernel_size"]
    taps = size**2 if isinstance(size, int) else prod(size)
    kernels = given["kernel_offset"].numel() // (2 * taps)
    sampled = 4 * kernels * given["weight"].shape[0] * taps
    reads = results[0].numel() * taps
    return int(sampled + reads * (1 if given["offset"] is None else 5))


def _sampled(_given: Arguments, results: Results) -> int:
    return 4 * int(results[0].numel())


def _none(_given: Arguments, _results: Results) -> int:
    return 0


OPERATOR_MACS: dict[str, Callable[[Arguments, Results], int]] = {
    "cond_conv2d": _cond,
    "conv1d": _conv,
    "conv2d": _conv,
    "conv3d": _conv,
    "conv_transpose2d": _transposed,
    "convolve": _bare,
    "cross_correlate": _bare,
    "deform_conv2d": _deform,
    "deform_kernel_conv2d": _deform_kernel,
    "depthwise_conv2d": _conv,
    "dynamic_pool2d": _none,
    "octave_conv2d": _octave,
    "pad2d": _none,
    "partial_conv2d": _conv,
    "pointwise_conv2d": _conv,
    "sample_kernel": _sampled,
    "separable_conv2d": _separable,
    "symmetric_pad2d": _none,
}
