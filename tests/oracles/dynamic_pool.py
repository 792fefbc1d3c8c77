"""Other people's interpolation at the query points, and torch's count of operations."""

import copy
from itertools import product
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from scipy.ndimage import map_coordinates
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

Call = dict[str, Any]


def output_size(call: Call) -> list[int]:
    """NumPy rounds half to even, as the operator does."""
    size = np.array(call["input"].shape[-2:])
    return np.maximum(np.rint(size / call["alpha"].detach().numpy()), 1).astype(int).tolist()


def grids(call: Call) -> list[torch.Tensor]:
    """Four grids of query points, (x, y) from -1 to 1 over the image's cells, as papers have it."""
    size, result = call["input"].shape[-2:], output_size(call)
    axes = []
    for length, count, alpha in zip(size, result, call["alpha"], strict=True):
        centres = -1 + (2 * torch.arange(count, dtype=torch.float64) + 1) / count
        axes.append([centres - alpha / (2 * length), centres + alpha / (2 * length)])
    return [
        torch.stack(torch.meshgrid(h, w, indexing="ij")[::-1], -1).detach()
        for h, w in product(*axes)
    ]


def reduced(call: Call, values: torch.Tensor) -> torch.Tensor:
    return values.amax(0) if call.get("reduce", "max") == "max" else values.mean(0)


def torch_grid_sample(call: Call) -> torch.Tensor:
    """torch.nn.functional.grid_sample, four times."""
    x = call["input"]
    options: dict[str, Any] = {"padding_mode": "border", "align_corners": False}
    sampled = [F.grid_sample(x, grid.expand(len(x), -1, -1, -1), **options) for grid in grids(call)]
    return reduced(call, torch.stack(sampled))


def scipy_map_coordinates(call: Call) -> torch.Tensor:
    """scipy.ndimage.map_coordinates of first order, map by map, at points in px."""
    x, result = call["input"], output_size(call)
    points = []
    for grid in grids(call):
        flat = (grid.numpy()[..., ::-1] + 1) / 2 * np.array(x.shape[-2:]) - 0.5
        points.append(np.moveaxis(flat, -1, 0))
    values = np.zeros((4, *x.shape[:-2], *result))
    for n, c, k in np.ndindex(*x.shape[:-2], 4):
        values[k, n, c] = map_coordinates(x[n, c].numpy(), points[k], order=1, mode="nearest")
    return reduced(call, torch.from_numpy(values))


def scaled_flops(call: Call) -> torch.Tensor:
    """torch's FlopCounterMode at the initial alphas, layer by layer, times the areas' ratio."""
    model, image = call["model"], torch.zeros(1, 2, *call["model"].image_size).double()
    at_first = copy.deepcopy(model)
    for module in at_first.modules():
        if hasattr(module, "initial_alpha"):
            module.reset_parameters()
    total = torch.zeros((), dtype=torch.float64)
    now, first = areas(model, image), areas(at_first, image)
    for name in now:
        total += now[name][0] / first[name][0] * first[name][1] / 1e9
    return total


def areas(model: nn.Module, image: torch.Tensor) -> dict[str, tuple[int, int]]:
    """Area of every convolution's output in px, and its multiply-accumulates."""
    found: dict[str, tuple[int, int]] = {}
    flops = FlopCounterMode(display=False)

    def before(name: str):
        return lambda *_: found.update({name: (0, flops.get_total_flops())})

    def after(name: str):
        return lambda *run: found.update(
            {name: (run[2][0, 0].numel(), (flops.get_total_flops() - found[name][1]) // 2)}
        )

    hooks = []
    for name, module in model.named_modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
            hooks.append(module.register_forward_pre_hook(before(name)))
            hooks.append(module.register_forward_hook(after(name)))
    with flops, torch.no_grad():
        model(image)
    for hook in hooks:
        hook.remove()
    return found
