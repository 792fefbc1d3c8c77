"""The numbers of the figure ``receptive-field``, by the library."""

from math import floor
from typing import Any

import torch
from torch import Tensor, nn

from convbook import analysis, geometry, ops
from convbook.errors import ConvbookValueError

Params = dict[str, Any]
MOST_PATHS = 2**53


def sizes_of(params: Params) -> list[int]:
    """Units of the input and of each layer's output, up to the first layer that does not fit."""
    sizes = [params["size"]]
    lists = (params[name] for name in ("kernels", "strides", "paddings", "dilations"))
    for layer in zip(*lists, strict=True):
        try:
            sizes.append(geometry.conv_output_size(sizes[-1], *layer))
        except ConvbookValueError:
            break
    return sizes


def network(params: Params, num_layers: int) -> nn.Sequential:
    """The first layers as torch modules along one axis, of images one pixel wide."""
    layers: list[nn.Module] = []
    for i in range(num_layers):
        k, s, p, d = (params[name][i] for name in ("kernels", "strides", "paddings", "dilations"))
        options = ((k, 1), (s, 1), (p, 0))
        if params["kinds"][i] == 0:
            layers.append(nn.Conv2d(1, 1, *options, (d, 1), bias=False))
        elif params["kinds"][i] == 1:
            layers.append(nn.MaxPool2d(*options, (d, 1)))
        else:
            layers.append(nn.AvgPool2d(*options))
    return nn.Sequential(*layers)


def paths_through(params: Params, signal: Tensor, first: int, last: int) -> Tensor:
    """Apply layers first..last-1 as convolutions with ones: every path counts 1."""
    for i in range(first, last):
        signal = ops.conv1d(
            signal[None],
            torch.ones(1, 1, params["kernels"][i], dtype=signal.dtype),
            stride=params["strides"][i],
            padding=params["paddings"][i],
            dilation=params["dilations"][i],
            algorithm="direct",
        )[0]
    return signal


def paths_down(params: Params, num_layers: int, unit: int | None) -> list[int]:
    """Number of paths from every input to a unit behind `num_layers`, or to all (None)."""
    signal = torch.zeros(1, params["size"], dtype=torch.float64, requires_grad=True)
    result = paths_through(params, signal, 0, num_layers)
    total = result.sum() if unit is None else result[0, unit]
    (gradient,) = torch.autograd.grad(total, signal)
    return [int(min(count, MOST_PATHS)) for count in gradient[0].tolist()]


def compute(params: Params) -> dict[str, Any]:
    """Fields, jumps, starts and centres by layer; reach, paths and remainders."""
    sizes, layer, unit = sizes_of(params), params["layer"], params["unit"]
    last = len(sizes) - 1
    net, image = network(params, last), (params["size"], 1)
    found = list(analysis.receptive_fields(net, image).values()) if last else []
    fields = [1, *(field.size[0] for field in found)]
    jumps = [1, *(field.stride[0] for field in found)]
    starts = [0, *(field.start[0] for field in found)]
    centres = [start + (field - 1) / 2 for start, field in zip(starts, fields, strict=True)]
    uneven = analysis.uneven_padding(net, image) if last else []
    region = found[layer - 1].rows[unit].tolist() if layer else [unit, unit]
    one_hot = torch.zeros(1, sizes[layer], dtype=torch.float64)
    one_hot[0, unit] = 1
    reached = paths_through(params, one_hot, layer, last)[0].nonzero().flatten()
    dims = [params[name][:layer] for name in ("kernels", "strides", "dilations")]
    sigma = analysis.erf_sigma(*dims) if layer else 0.0
    middle = centres[-1] + (sizes[-1] - 1) * jumps[-1] / 2
    return {
        "result": [fields[-1], jumps[-1], starts[-1]],
        "sizes": sizes,
        "fields": fields,
        "jumps": jumps,
        "starts": starts,
        "centres": centres,
        "uneven": [int(record.name) + 1 for record in uneven if record.axis == "h"],
        "shift": middle - (params["size"] - 1) / 2,
        "region": region,
        "counts": paths_down(params, layer, unit),
        "outputs": reached.tolist(),
        "unread": paths_down(params, last, None).count(0),
        "sigma": floor(sigma * 1000 + 0.5) / 1000,
    }
