"""Other people's samplers, put together to the convolutions with offsets.

Their coordinates are normalised and so not exact. All results are multiples of 2^-15, to which
what they compute is rounded.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from onnx import helper
from onnx.reference import ReferenceEvaluator
from scipy.ndimage import map_coordinates

from tests.oracles.conv import bias_of, output_sizes, per_axis
from tests.windows import conv_windows

Call = dict[str, Any]


def rounded(result: torch.Tensor) -> torch.Tensor:
    return torch.round(result * 2**15) / 2**15


def onnx_deform(call: Call) -> torch.Tensor:
    """The reference evaluator of the ONNX standard, with a frame of zeros below and at the right.

    It divides by the size less one, which must not be 0, and it knows no empty batch.
    """
    x, w, offset, mask = (call[name] for name in ("input", "weight", "offset", "mask"))
    framed = F.pad(x, (0, 1, 0, 1)) if len(x) else x.new_zeros(1, *(n + 1 for n in x.shape[1:]))
    framed = framed[:, : x.shape[1]]
    pads = [side for _, _, _, side in conv_windows(call)]
    names = ["X", "W", "offset"] + (["", "mask"] if mask is not None else [])
    node = helper.make_node(
        "DeformConv",
        names,
        ["Y"],
        strides=per_axis(call["stride"], 2),
        dilations=per_axis(call["dilation"], 2),
        group=x.shape[1] // w.shape[1],
        offset_group=offset.shape[1] // (2 * w.shape[2] * w.shape[3]),
        pads=[before for before, _ in pads] + [after - 1 for _, after in pads],
    )
    feeds = {"X": framed, "W": w, "offset": offset, "mask": mask}
    given = {
        name: (feeds[name] if len(x) else torch.zeros(1, *feeds[name].shape[1:])).double().numpy()
        for name in names
        if name and name not in ("X", "W")
    }
    feed = given | {"X": framed.numpy(), "W": w.numpy()}
    (y,) = ReferenceEvaluator(node).run(None, feed)
    return rounded(torch.from_numpy(y)[: len(x)] + bias_of(call))


def scipy_deform(call: Call) -> torch.Tensor:
    """scipy.ndimage.map_coordinates, whose splines of order 1 are exact, and one einsum."""
    return _mixed(call, call["weight"], scipy_reads)


def grid_sample_deform(call: Call) -> torch.Tensor:
    """torch.nn.functional.grid_sample, and one einsum."""
    return rounded(_mixed(call, call["weight"], grid_sample_reads))


def scipy_deform_kernel(call: Call) -> torch.Tensor:
    """scipy.ndimage.map_coordinates for kernels and images."""
    return _weighted(call, scipy_kernels(call), scipy_reads)


def grid_sample_deform_kernel(call: Call) -> torch.Tensor:
    """torch.nn.functional.grid_sample for kernels and images."""
    return rounded(_weighted(call, grid_sample_kernels(call), grid_sample_reads))


def scipy_kernels(call: Call) -> torch.Tensor:
    """Scopes read by scipy.ndimage.map_coordinates, which clamps in its mode "nearest"."""
    mode = "nearest" if call["clamp"] else "grid-constant"
    return _kernels(call, lambda image, y, x: scipy_reads(image, y, x, mode))


def grid_sample_kernels(call: Call) -> torch.Tensor:
    """Scopes read by torch.nn.functional.grid_sample, which clamps with padding "border"."""
    mode = "border" if call["clamp"] else "zeros"
    return rounded(_kernels(call, lambda image, y, x: grid_sample_reads(image, y, x, mode)))


def scipy_reads(
    images: torch.Tensor, y: torch.Tensor, x: torch.Tensor, mode: str = "grid-constant"
) -> torch.Tensor:
    """Read images [C, H, W] at positions of any shape; [C, *shape]."""
    points = np.stack((y.numpy(), x.numpy()))
    reads = [map_coordinates(image.numpy(), points, order=1, mode=mode) for image in images]
    return torch.from_numpy(np.stack(reads))


def grid_sample_reads(
    images: torch.Tensor, y: torch.Tensor, x: torch.Tensor, mode: str = "zeros"
) -> torch.Tensor:
    """The same by torch."""
    h, w = images.shape[1:]
    grid = torch.stack(((2 * x + 1) / w - 1, (2 * y + 1) / h - 1), dim=-1).reshape(1, 1, -1, 2)
    reads = F.grid_sample(images[None], grid, padding_mode=mode, align_corners=False)
    return reads.reshape(len(images), *y.shape)


Reads = Callable[..., torch.Tensor]


def _taps(call: Call, kernel_size: tuple[int, int], offset: torch.Tensor, reads: Reads) -> Any:
    """What every tap reads, [N, C, k_h, k_w, H_out, W_out]."""
    images, (k_h, k_w) = call["input"], kernel_size
    starts = [
        np.add.outer(d * np.arange(k), s * np.arange(o)) - before
        for k, d, s, o, (_, _, _, (before, _)) in zip(
            kernel_size,
            per_axis(call["dilation"], 2),
            per_axis(call["stride"], 2),
            offset.shape[2:],
            conv_windows(call | {"weight": torch.empty(1, 1, *kernel_size)}),
            strict=True,
        )
    ]
    rows = torch.from_numpy(starts[0]).reshape(k_h, 1, -1, 1)
    columns = torch.from_numpy(starts[1]).reshape(1, k_w, 1, -1)
    groups = offset.shape[1] // (2 * k_h * k_w)
    moves = offset.reshape(len(images), groups, k_h, k_w, 2, *offset.shape[2:])
    result = images.new_zeros(*images.shape[:2], k_h, k_w, *offset.shape[2:])
    for n, image in enumerate(images):
        parts = image.chunk(groups)
        for part, target, move in zip(parts, result[n].chunk(groups), moves[n], strict=True):
            target.copy_(reads(part, rows + move[:, :, 0], columns + move[:, :, 1]))
    return result


def _mixed(call: Call, weight: torch.Tensor, reads: Reads) -> torch.Tensor:
    taps = _taps(call, tuple(weight.shape[2:]), call["offset"], reads)
    if call["mask"] is not None:
        n, channels, k_h, k_w, *outputs = taps.shape
        parts = call["mask"].shape[1] // (k_h * k_w)
        mask = call["mask"].reshape(n, parts, k_h, k_w, *outputs)
        taps = taps * mask.repeat_interleave(channels // parts, dim=1)
    groups = taps.shape[1] // weight.shape[1]
    parts = zip(taps.chunk(groups, 1), weight.chunk(groups), strict=True)
    maps = [np.einsum("ncabuv,ocab->nouv", t.numpy(), w.numpy()) for t, w in parts]
    return torch.from_numpy(np.concatenate(maps, 1)) + bias_of(call)


def _weighted(call: Call, kernels: torch.Tensor, reads: Reads) -> torch.Tensor:
    sized = call | {"weight": torch.empty(1, 1, *call["kernel_size"])}
    channels = 2 * call["kernel_size"][0] * call["kernel_size"][1]
    if call["offset"] is None:
        offset = torch.zeros(len(call["input"]), channels, *output_sizes(sized)).double()
    else:
        offset = call["offset"]
    taps = _taps(call, call["kernel_size"], offset, reads)
    kernels = kernels.expand(taps.shape)
    return torch.from_numpy(np.einsum("ncabuv,ncabuv->ncuv", taps, kernels)) + bias_of(call)


def _kernels(call: Call, reads: Reads) -> torch.Tensor:
    weight, offset, (k_h, k_w) = call["weight"], call["kernel_offset"], call["kernel_size"]
    moves = offset.reshape(len(offset), k_h, k_w, 2, *offset.shape[2:])
    middle = [(s - k) / 2 for s, k in zip(weight.shape[2:], (k_h, k_w), strict=True)]
    y = torch.arange(k_h).reshape(k_h, 1, 1, 1) + middle[0] + moves[:, :, :, 0]
    x = torch.arange(k_w).reshape(1, k_w, 1, 1) + middle[1] + moves[:, :, :, 1]
    return reads(weight[:, 0], y, x).movedim(0, 1)
