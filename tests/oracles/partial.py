"""Other ways to a partial convolution, by which ours is judged. Each takes a call's arguments."""

from typing import Any

import torch
import torch.nn.functional as F

from tests.windows import conv_windows

Call = dict[str, Any]


def padded(x: torch.Tensor, call: Call, value: float) -> torch.Tensor:
    """The image with its border filled by one value."""
    (*_, (top, bottom)), (*_, (left, right)) = conv_windows(call)
    return F.pad(x, (left, right, top, bottom), value=value)


def pixels_there(call: Call) -> torch.Tensor:
    mask, x = call["mask"], call["input"]
    return x.new_ones(1, 1, *x.shape[2:]) if mask is None else mask.to(x.dtype)


def as_published(call: Call) -> torch.Tensor | tuple[torch.Tensor, torch.Tensor]:
    """The published recipe: convolve image and mask, divide, clamp, add the bias."""
    m, w = pixels_there(call), call["weight"]
    options = {name: call[name] for name in ("stride", "dilation")}
    counts = F.conv2d(padded(m, call, 0), torch.ones_like(w[:1, :1]), **options)
    covered = counts.clamp(0, 1)
    ratio = w[0, 0].numel() / counts.clamp(min=0.5) * covered
    sums = F.conv2d(padded(call["input"] * m, call, 0), w, groups=call["groups"], **options)
    output = sums * ratio
    if call["bias"] is not None:
        output = (output + call["bias"].reshape(-1, 1, 1)) * covered
    return (output, covered) if call["return_mask"] else output


def mean_of_what_is_there(call: Call) -> torch.Tensor | tuple[torch.Tensor, torch.Tensor]:
    """Missing pixels are NaN; K_h K_w times the mean over the taps of a window that are not."""
    x, w, m = call["input"], call["weight"], pixels_there(call)
    (_, height, s_h, _), (_, width, s_w, _) = conv_windows(call)
    holes = torch.where(m == 1, x, torch.nan)
    windows = padded(holes, call, torch.nan).unfold(2, height, s_h).unfold(3, width, s_w)
    d_h, d_w = per_axis(call["dilation"])
    taps = windows[..., ::d_h, ::d_w]
    parts = zip(taps.chunk(call["groups"], 1), w.chunk(call["groups"]), strict=True)
    mixed = torch.cat([torch.einsum("ncuvij,ocij->nouvij", a, b) for a, b in parts], 1)
    means = mixed.flatten(-2).nanmean(-1) * w[0, 0].numel()
    if call["bias"] is not None:
        means = means + call["bias"].reshape(-1, 1, 1)
    seen = padded(m, call, 0).unfold(2, height, s_h).unfold(3, width, s_w)[..., ::d_h, ::d_w]
    covered = seen.flatten(-2).amax(-1)
    return (means.nan_to_num(0.0), covered) if call["return_mask"] else means.nan_to_num(0.0)


def per_axis(value: Any) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value
