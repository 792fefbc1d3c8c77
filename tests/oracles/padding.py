"""Other people's borders, by which ours are judged. Each takes the arguments of a call."""

from typing import Any

import numpy as np
import scipy.ndimage
import torch
import torch.nn.functional as F
from onnx import helper
from onnx.reference import ReferenceEvaluator

Call = dict[str, Any]
Sides = tuple[tuple[int, int], tuple[int, int]]
NUMPY = {"replicate": "edge", "circular": "wrap"}
ONNX = {"replicate": "edge", "circular": "wrap", "reflect": "reflect"}


def sides(call: Call) -> Sides:
    """((top, bottom), (left, right)) of a call."""
    padding = call["padding"]
    if isinstance(padding, int):
        padding = (padding, padding)
    if len(padding) == 2:
        padding = (padding[0], padding[0], padding[1], padding[1])
    top, bottom, left, right = padding
    return (top, bottom), (left, right)


def numpy_pad(call: Call) -> torch.Tensor:
    """numpy.pad; local means by scipy.ndimage."""
    x, mode, pairs = call["input"].numpy(), call["mode"], sides(call)
    if mode.startswith("distribution"):
        return with_the_image(scipy_means(x, pairs, mode), call)
    width = ((0, 0), (0, 0), *pairs)
    if mode in ("zeros", "constant"):
        return torch.from_numpy(np.pad(x, width, constant_values=call["value"]))
    return torch.from_numpy(np.pad(x, width, mode=NUMPY.get(mode, mode)))


def torch_pad(call: Call) -> torch.Tensor:
    """torch.nn.functional.pad, a pixel at a time where the border is wider than it allows."""
    x, mode, pairs = call["input"], call["mode"], sides(call)
    (top, bottom), (left, right) = pairs
    if mode.startswith("distribution"):
        return with_the_image(torch_means(x, top, mode), call)
    if mode in ("zeros", "constant"):
        return F.pad(x, (left, right, top, bottom), value=call["value"])
    if mode == "replicate":
        return F.pad(x, (left, right, top, bottom), mode=mode)
    # A mirrored image repeats itself after its length and that of its mirror image.
    for axis, (before, after) in zip((2, 3), pairs, strict=True):
        n = x.shape[axis]
        mirrored = {
            "circular": x,
            "symmetric": torch.cat([x, x.flip(axis)], axis),
            "reflect": torch.cat([x, x.flip(axis).narrow(axis, 1, max(n - 2, 0))], axis)
            if n > 1
            else x,
        }[mode]
        period = mirrored.shape[axis]
        copies = (before + n + after) // period + 2
        start = -before % period
        x = torch.cat([mirrored] * copies, axis).narrow(axis, start, before + n + after)
    return x


def onnx_pad(call: Call) -> torch.Tensor:
    """The reference evaluator of the ONNX standard; symmetric borders wrap a mirrored image."""
    x, mode, pairs = call["input"].numpy(), call["mode"], sides(call)
    # The evaluator knows no empty batch: it pads one zero image, which is cut off again.
    batch = x if len(x) else np.zeros((1, *x.shape[1:]))
    if mode.startswith("distribution"):
        framed = with_the_image(onnx_means(batch, pairs, mode), call)
        return framed[: len(x)]
    height, width = x.shape[2:]
    pads = [0, 0, pairs[0][0], pairs[1][0], 0, 0, pairs[0][1], pairs[1][1]]
    if mode == "symmetric":
        batch = np.concatenate([batch, batch[:, :, ::-1]], 2)
        batch = np.concatenate([batch, batch[..., ::-1]], 3)
    kind = {"zeros": "constant", "constant": "constant", "symmetric": "wrap"} | ONNX
    node = helper.make_node("Pad", ["X", "P", "V"], ["Y"], mode=kind[mode])
    feeds = {"X": batch, "P": np.array(pads), "V": np.float64(call["value"])}
    (y,) = ReferenceEvaluator(node).run(None, feeds)
    rows, columns = (n + sum(pair) for n, pair in zip((height, width), pairs, strict=True))
    return torch.from_numpy(y[: len(x), :, :rows, :columns].copy())


def with_the_image(frame: torch.Tensor | np.ndarray, call: Call) -> torch.Tensor:
    """The frame with the image in its middle."""
    p = sides(call)[0][0]
    framed = torch.as_tensor(frame).clone()
    inner = framed[: len(call["input"])]
    inner[..., p : framed.shape[-2] - p, p : framed.shape[-1] - p] = call["input"]
    return framed


def torch_means(x: torch.Tensor, p: int, mode: str) -> torch.Tensor:
    """Windows unfolded and averaged, then torch's interpolation."""
    height, width = x.shape[2:]
    k = 2 * p + 1
    means = x.unfold(2, k, 1).unfold(3, k, 1).mean((-2, -1))
    border = 2 * p if mode == "distribution" else 0
    z = F.interpolate(means, (height + border, width + border), mode="bilinear")
    return z if border or not p else F.pad(z, (p, p, p, p), mode="reflect")


def scipy_means(x: np.ndarray, pairs: Sides, mode: str) -> np.ndarray:
    """scipy's uniform filter, then its interpolation at half-pixel centres."""
    p, (height, width) = pairs[0][0], x.shape[2:]
    k = 2 * p + 1
    means = scipy.ndimage.uniform_filter(x, (1, 1, k, k)) if x.size else x
    means = means[:, :, p : height - p, p : width - p]
    border = 2 * p if mode == "distribution" else 0
    rows, columns = (
        (np.arange(n + border) + 0.5) * (n - 2 * p) / (n + border) - 0.5 for n in (height, width)
    )
    grid = np.meshgrid(rows, columns, indexing="ij")
    z = np.zeros((*x.shape[:2], *grid[0].shape))
    for n, c in np.ndindex(x.shape[:2]):
        z[n, c] = scipy.ndimage.map_coordinates(means[n, c], grid, order=1, mode="nearest")
    return z if border else np.pad(z, ((0, 0), (0, 0), *pairs), mode="reflect")


def onnx_means(x: np.ndarray, pairs: Sides, mode: str) -> np.ndarray:
    """ONNX's average pooling, resizing and padding."""
    p, (height, width) = pairs[0][0], x.shape[2:]
    pool = helper.make_node("AveragePool", ["X"], ["Y"], kernel_shape=[2 * p + 1] * 2)
    (means,) = ReferenceEvaluator(pool).run(None, {"X": x})
    border = 2 * p if mode == "distribution" else 0
    size = np.array([*x.shape[:2], height + border, width + border])
    resize = helper.make_node("Resize", ["X", "", "", "S"], ["Y"], mode="linear")
    (z,) = ReferenceEvaluator(resize).run(None, {"X": means, "S": size})
    return z if border else np.pad(z, ((0, 0), (0, 0), *pairs), mode="reflect")
