"""Other ways to a convolution with mixed kernels: mix what torch or ONNX compute."""

from typing import Any

import torch

from tests.oracles.conv import bias_of, onnx_conv, torch_conv

Call = dict[str, Any]
WINDOW = ("stride", "padding", "dilation", "groups")


def plain(call: Call, weight: torch.Tensor, **changes: Any) -> Call:
    """The call of conv2d with one kernel."""
    options = {name: call[name] for name in WINDOW}
    return {"input": call["input"], "weight": weight, "bias": None} | options | changes


def mixed_outputs(call: Call) -> torch.Tensor:
    """torch.nn.functional.conv2d with every expert for all examples; their outputs are mixed."""
    outputs = torch.stack([torch_conv(plain(call, weight)) for weight in call["weights"]])
    mixed = torch.einsum("ne,enohw->nohw", call["routing"], outputs)
    return mixed + bias_of(plain(call, call["weights"][0], bias=call["bias"]))


def one_by_one(call: Call) -> torch.Tensor:
    """The reference evaluator of ONNX, example by example, with kernels mixed beforehand."""
    if len(call["input"]) == 0:
        return onnx_conv(plain(call, call["weights"][0], bias=call["bias"]))
    kernels = torch.einsum("ne,eocij->nocij", call["routing"], call["weights"])
    pairs = zip(call["input"].split(1), kernels, strict=True)
    return torch.cat([onnx_conv(plain(call, k, input=x, bias=call["bias"])) for x, k in pairs])
