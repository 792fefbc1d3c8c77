"""Other people's depthwise, pointwise and separable convolutions. Each takes a call's arguments."""

import numpy as np
import torch
import torch.nn.functional as F
from onnx import helper
from onnx.reference import ReferenceEvaluator

from tests.oracles.conv import Call, bias_of, onnx_conv, torch_conv


def as_grouped(call: Call) -> Call:
    """A depthwise call as that of a convolution with one group a channel."""
    return call | {"groups": call["input"].shape[1]}


def torch_depthwise(call: Call) -> torch.Tensor:
    """torch.nn.functional.conv2d with as many groups as channels."""
    return torch_conv(as_grouped(call))


def onnx_depthwise(call: Call) -> torch.Tensor:
    """The reference evaluator of the ONNX standard, with as many groups as channels."""
    return onnx_conv(as_grouped(call))


def numpy_pointwise(call: Call) -> torch.Tensor:
    """A matrix product over the channels."""
    x, w = call["input"].numpy(), call["weight"].numpy()[:, :, 0, 0]
    mixed = np.moveaxis(np.moveaxis(x, 1, -1) @ w.T, -1, 1)
    return torch.from_numpy(mixed.copy()) + bias_of(call)


def torch_pointwise(call: Call) -> torch.Tensor:
    """torch.nn.functional.conv2d with a 1x1 kernel."""
    return F.conv2d(**call)


def parts_of(call: Call) -> tuple[Call, Call]:
    """The depthwise call without bias, and the rest of the pointwise one."""
    geometry = {name: call[name] for name in ("stride", "padding", "dilation")}
    first = {"input": call["input"], "weight": call["depthwise_weight"], "bias": None} | geometry
    return first, {"weight": call["pointwise_weight"], "bias": call["bias"]}


def torch_separable(call: Call) -> torch.Tensor:
    """Two convolutions of torch, one after the other."""
    first, rest = parts_of(call)
    return F.conv2d(torch_depthwise(first), **rest)


def dense_separable(call: Call) -> torch.Tensor:
    """The dense convolution of the ONNX evaluator with the kernel that is the product of both."""
    deep, mix = call["depthwise_weight"].numpy(), call["pointwise_weight"].numpy()[:, :, 0, 0]
    channels = call["input"].shape[1]
    rows = deep.reshape(channels, -1, *deep.shape[2:])
    columns = mix.reshape(len(mix), channels, -1)
    kernel = torch.from_numpy(np.einsum("ocm,cmij->ocij", columns, rows))
    first, rest = parts_of(call)
    return onnx_conv(first | {"weight": kernel, "bias": rest["bias"], "groups": 1})


def torch_shuffle(call: Call) -> torch.Tensor:
    """torch.nn.functional.channel_shuffle."""
    return F.channel_shuffle(call["input"], call["groups"])


def onnx_shuffle(call: Call) -> torch.Tensor:
    """Reshape, transpose and reshape of the ONNX evaluator."""
    x, groups = call["input"].numpy(), call["groups"]
    split = [len(x), groups, x.shape[1] // groups, *x.shape[2:]]
    order = [0, 2, 1, *range(3, len(split))]
    node = helper.make_node("Transpose", ["X"], ["Y"], perm=order)
    (y,) = ReferenceEvaluator(node).run(None, {"X": x.reshape(split)})
    return torch.from_numpy(y.reshape(x.shape).copy())
