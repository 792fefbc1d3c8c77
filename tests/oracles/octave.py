"""The octave convolution put together from other people's operators."""

import numpy as np
import torch
import torch.nn.functional as F
from onnx import helper
from onnx.reference import ReferenceEvaluator

from tests.oracles.conv import Call, onnx_conv

Results = tuple[torch.Tensor | None, torch.Tensor | None]


def padding_of(call: Call) -> tuple[int, ...]:
    """The zeros on each side along (h, w)."""
    if call["padding"] != "half":
        return tuple(call["padding"])
    kernel = next(w for name, w in call.items() if name.startswith("weight") and w is not None)
    axes = zip(call["dilation"], kernel.shape[2:], strict=True)
    return tuple(d * (k - 1) // 2 for d, k in axes)


def added(*terms: torch.Tensor | None) -> torch.Tensor | None:
    present = [term for term in terms if term is not None]
    return sum(present[1:], start=present[0]) if present else None


def torch_octave(call: Call) -> Results:
    """The two equations with torch's avg_pool2d, conv2d and interpolate, each path by itself."""
    geometry = {"padding": padding_of(call), "dilation": call["dilation"], "groups": call["groups"]}
    high, low, twice = call["high"], call["low"], call["stride"] == 2

    def pool(x: torch.Tensor) -> torch.Tensor:
        return F.avg_pool2d(x, 2)

    def up(x: torch.Tensor) -> torch.Tensor:
        return F.interpolate(x, scale_factor=2, mode="nearest")

    def path(name: str, x, before=lambda x: x, after=lambda x: x) -> torch.Tensor | None:
        weight = call[f"weight_{name}"]
        return None if weight is None else after(F.conv2d(before(x), weight, **geometry))

    shift = {
        key: None if call[f"bias_{key}"] is None else call[f"bias_{key}"].reshape(-1, 1, 1)
        for key in "hl"
    }
    if twice:
        y_h = added(path("hh", high, pool), path("lh", low), shift["h"])
        return y_h, added(
            path("hl", high, lambda x: F.avg_pool2d(x, 4)), path("ll", low, pool), shift["l"]
        )
    y_h = added(path("hh", high), path("lh", low, after=up), shift["h"])
    return y_h, added(path("hl", high, pool), path("ll", low), shift["l"])


def onnx_octave(call: Call) -> Results:
    """The same with the ONNX evaluator, pools of 2^n px at once, and numpy.repeat."""
    results: dict[str, list[torch.Tensor]] = {"h": [], "l": []}
    side = {"hh": 1, "hl": 2, "lh": 0.5, "ll": 1}  # px pooled to one, at stride 1
    for name, reach in side.items():
        weight, x = call[f"weight_{name}"], call["high" if name[0] == "h" else "low"]
        if weight is None:
            continue
        pooled = onnx_pool(x, int(max(reach * call["stride"], 1)))
        geometry = {"padding": padding_of(call), "dilation": call["dilation"], "stride": 1}
        options = geometry | {"groups": call["groups"], "bias": None}
        y = onnx_conv({"input": pooled, "weight": weight} | options)
        if reach * call["stride"] < 1:
            y = torch.from_numpy(y.numpy().repeat(2, -1).repeat(2, -2))
        results[name[1]].append(y)
    for key, found in results.items():
        if call[f"bias_{key}"] is not None:
            found.append(call[f"bias_{key}"].reshape(-1, 1, 1))
    return added(*results["h"]), added(*results["l"])


def onnx_pool(x: torch.Tensor, side: int) -> torch.Tensor:
    """Means of side x side px."""
    node = helper.make_node(
        "AveragePool", ["X"], ["Y"], kernel_shape=[side, side], strides=[side, side]
    )
    batch = np.concatenate([x.numpy(), np.zeros((1, *x.shape[1:]))])
    (y,) = ReferenceEvaluator(node).run(None, {"X": batch})
    return torch.from_numpy(y)[:-1]
