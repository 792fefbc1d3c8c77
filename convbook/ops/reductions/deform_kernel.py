"""Reductions of sample_kernel and deform_kernel_conv2d. S is the scope, k the kernel size.

Kernel offsets are written as (dy, dx); o stands for any.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from convbook.geometry import conv_geometry
from convbook.ops.conv import conv2d
from convbook.ops.deform import deform_conv2d
from convbook.ops.deform_kernel import deform_kernel_conv2d
from convbook.ops.depthwise import depthwise_conv2d
from convbook.ops.reductions.record import Draw, Reduction, reduction
from convbook.ops.sample_kernel import sample_kernel

Options = dict[str, Any]
Size = tuple[int, ...]


def layer(draw: Draw, surplus: Size | None = None) -> tuple[Tensor, Tensor, Size, Options]:
    """Draw an image, scopes larger than the kernel by `surplus`, the kernel size, the rest."""
    kernel, channels = draw.integers(2, 1, 3), draw.integer(1, 3)
    more = draw.integers(2, 0, 2) if surplus is None else surplus
    size = [2 * (k - 1) + 1 + draw.integer(0, 2) for k in kernel]
    scope = [k + m for k, m in zip(kernel, more, strict=True)]
    options: Options = {
        "bias": draw.tensor(channels),
        "stride": draw.integers(2, 1, 2),
        "padding": draw.integers(2, 0, 2),
        "dilation": draw.integers(2, 1, 2),
    }
    input = draw.tensor(draw.integer(1, 2), channels, *size)
    return input, draw.tensor(channels, 1, *scope), kernel, options


def outputs(input: Tensor, kernel: Size, options: Options) -> Size:
    """Size of the output."""
    window = options["stride"], options["padding"], options["dilation"]
    return conv_geometry("conv2d", tuple(input.shape[2:]), kernel, *window).output_size


def shared(input: Tensor, kernel: Size, *moves: float) -> Tensor:
    """Global offsets that are the same (dy, dx) at every tap."""
    pair = torch.tensor(moves, dtype=torch.float64).reshape(1, 2, 1, 1)
    return pair.repeat(len(input), kernel[0] * kernel[1], 1, 1)


def anywhere(draw: Draw, input: Tensor, kernel: Size, options: Options) -> Tensor:
    """Local offsets of their own for every tap and output, in eighths."""
    taps = kernel[0] * kernel[1]
    return draw.eighths(len(input), 2 * taps, *outputs(input, kernel, options))


def anyhow(draw: Draw, input: Tensor, kernel: Size, options: Options) -> Tensor:
    """Local or global offsets."""
    local = anywhere(draw, input, kernel, options)
    return draw.choice(local, local[..., :1, :1])  # type: ignore[no-any-return]


@reduction(
    "deform_kernel_conv2d(x, w, o, k)", "depthwise_conv2d(x, w)", "o = 0, scope as large as k"
)
def kernel_at_rest_is_depthwise(draw: Draw) -> tuple[Tensor, Tensor]:
    """A scope without room to move in is an ordinary depthwise kernel."""
    x, w, k, options = layer(draw, (0, 0))
    o = torch.zeros_like(anyhow(draw, x, k, options))
    return deform_kernel_conv2d(x, w, o, k, **options), depthwise_conv2d(x, w, **options)


@reduction(
    "deform_kernel_conv2d(x, w, o, k)",
    "depthwise_conv2d(x, w averaged over 2x2)",
    "o = 0, S = k + 1",
)
def odd_surplus_averages(draw: Draw) -> tuple[Tensor, Tensor]:
    """A scope of one tap more starts between its entries, at the means of 2x2 of them."""
    x, w, k, options = layer(draw, (1, 1))
    at_rest = deform_kernel_conv2d(x, w, shared(x, k, 0, 0), k, **options)
    return at_rest, depthwise_conv2d(x, F.avg_pool2d(w, 2, stride=1), **options)


@reduction(
    "deform_kernel_conv2d(x, w, o, k)",
    "depthwise_conv2d(x, w[..., 1 + a : 1 + a + k_h, 1 + b : 1 + b + k_w])",
    "o = (a, b) whole, S = k + 2",
)
def whole_offset_is_a_crop(draw: Draw) -> tuple[Tensor, Tensor]:
    """A kernel that moves as a whole is a crop of its scope."""
    x, w, k, options = layer(draw, (2, 2))
    a, b = draw.integers(2, -1, 1)
    crop = w[..., 1 + a : 1 + a + k[0], 1 + b : 1 + b + k[1]]
    moved = deform_kernel_conv2d(x, w, shared(x, k, a, b), k, **options)
    return moved, depthwise_conv2d(x, crop, **options)


@reduction(
    "deform_kernel_conv2d(x, w, o, k)",
    "conv2d(x, sample_kernel(w, o, k), groups=N C)",
    "o global; the images side by side as channels",
)
def global_kernels_are_grouped(draw: Draw) -> tuple[Tensor, Tensor]:
    """One kernel an image: the batch becomes groups of one convolution."""
    x, w, k, options = layer(draw)
    o = draw.eighths(len(x), 2 * k[0] * k[1], 1, 1)
    kernels = sample_kernel(w, o, k)[..., 0, 0].flatten(0, 1).unsqueeze(1)
    beside = options | {"bias": options["bias"].repeat(len(x))}
    plain = conv2d(x.flatten(0, 1)[None], kernels, **beside, groups=len(kernels))
    return deform_kernel_conv2d(x, w, o, k, **options), plain.reshape(
        *x.shape[:2], *plain.shape[2:]
    )


@reduction(
    "deform_kernel_conv2d(x, w, o, k)[..., u, v]",
    "depthwise_conv2d(x, sample_kernel(w, o, k)[..., u, v])[..., u, v]",
    "o local, one image",
)
def local_kernels_are_one_an_output(draw: Draw) -> tuple[Tensor, Tensor]:
    """Each output has the kernel that is sampled for it."""
    x, w, k, options = layer(draw)
    o = anywhere(draw, x[:1], k, options)
    u = draw.integer(0, o.shape[2] - 1)
    row = deform_kernel_conv2d(x[:1], w, o, k, **options)[..., u, :]
    own = sample_kernel(w, o, k)[0, ..., u, :].unsqueeze(1).unbind(-1)
    each = [depthwise_conv2d(x[:1], kernel, **options) for kernel in own]
    return row, torch.stack([y[..., u, v] for v, y in enumerate(each)], -1)


@reduction(
    "deform_kernel_conv2d(x, w, o, k)",
    "deform_kernel_conv2d(x, w, o[..., :1, :1], k)",
    "o the same at every output",
)
def local_that_agrees_is_global(draw: Draw) -> tuple[Tensor, Tensor]:
    """Kernel offsets that do not depend on the position are global."""
    x, w, k, options = layer(draw)
    one = draw.eighths(len(x), 2 * k[0] * k[1], 1, 1)
    local = one.expand(-1, -1, *outputs(x, k, options))
    everywhere = deform_kernel_conv2d(x, w, local, k, **options)
    return everywhere, deform_kernel_conv2d(x, w, one, k, **options)


@reduction(
    "deform_kernel_conv2d(x, w, o, k, offset=m)",
    "deform_conv2d(x, m, w)",
    "o = 0, scope as large as k, one group a channel",
)
def rigid_kernel_over_moved_input_is_deform(draw: Draw) -> tuple[Tensor, Tensor]:
    """Where the kernel rests and the taps move, the convolution is deformable."""
    x, w, k, options = layer(draw, (0, 0))
    m = anywhere(draw, x, k, options)
    rigid = deform_kernel_conv2d(x, w, shared(x, k, 0, 0), k, **options, offset=m)
    return rigid, deform_conv2d(x, m, w, **options)


@reduction(
    "deform_kernel_conv2d(x, w, o, k, offset=m)",
    "deform_conv2d(x, m, sample_kernel(w, o, k))",
    "o global, one image, one group a channel",
)
def both_deform(draw: Draw) -> tuple[Tensor, Tensor]:
    """Kernel and input deform independently of each other."""
    x, w, k, options = layer(draw)
    x, m = x[:1], anywhere(draw, x[:1], k, options)
    o = draw.eighths(1, 2 * k[0] * k[1], 1, 1)
    kernels = sample_kernel(w, o, k)[0, ..., 0, 0].unsqueeze(1)
    both = deform_kernel_conv2d(x, w, o, k, **options, offset=m)
    return both, deform_conv2d(x, m, kernels, **options)


@reduction("deform_kernel_conv2d(x, w, o, k, offset=0)", "deform_kernel_conv2d(x, w, o, k)")
def resting_input_is_the_input(draw: Draw) -> tuple[Tensor, Tensor]:
    """Input offsets of zero do nothing."""
    x, w, k, options = layer(draw)
    o = anyhow(draw, x, k, options)
    rest = torch.zeros_like(anywhere(draw, x, k, options))
    moved = deform_kernel_conv2d(x, w, o, k, **options, offset=rest)
    return moved, deform_kernel_conv2d(x, w, o, k, **options)


@reduction("deform_kernel_conv2d(x, w, o, 1)", "conv2d(x, diagonal w)", "scope 1x1, clamped")
def scope_of_one_scales(draw: Draw) -> tuple[Tensor, Tensor]:
    """One entry is read wherever the tap looks: every channel is scaled."""
    x, w, _, options = layer(draw)
    w = w[..., :1, :1]
    o = anyhow(draw, x, (1, 1), options)
    diagonal = torch.diag(w.flatten())[..., None, None]
    return deform_kernel_conv2d(x, w, o, 1, **options), conv2d(x, diagonal, **options)


@reduction(
    "deform_kernel_conv2d(x, w, o, k, clamp=False)",
    "deform_kernel_conv2d(x, w, o, k, clamp=True)",
    "S = k + 2 and |o| <= 1",
)
def clamp_is_idle_inside(draw: Draw) -> tuple[Tensor, Tensor]:
    """Offsets that stay inside the scope are not clamped."""
    x, w, k, options = layer(draw, (2, 2))
    o = anyhow(draw, x, k, options).clamp(-1, 1)
    free, held = (deform_kernel_conv2d(x, w, o, k, **options, clamp=c) for c in (False, True))
    return free, held


@reduction(
    "deform_kernel_conv2d(x, w, o, k, bias, clamp=False)",
    "depthwise_conv2d(x, 0 w, bias)",
    "o beyond the scope",
)
def beyond_the_scope_is_nothing(draw: Draw) -> tuple[Tensor, Tensor]:
    """Without the clamp the kernel fades to zero outside its scope, and the bias remains."""
    x, w, k, options = layer(draw, (0, 0))
    far = draw.choice(-9.5, 9.5, 10.0**9, float("inf"))
    faded = deform_kernel_conv2d(x, w, shared(x, k, 0, far), k, **options, clamp=False)
    return faded, depthwise_conv2d(x, 0 * w, **options)


@reduction(
    "deform_kernel_conv2d(x, w, o, k)",
    "depthwise_conv2d(x, kernel of w's first corner)",
    "o far up and left",
)
def clamped_far_is_a_corner(draw: Draw) -> tuple[Tensor, Tensor]:
    """With the clamp every tap ends in the corner that it is sent to."""
    x, w, k, options = layer(draw)
    cornered = deform_kernel_conv2d(x, w, shared(x, k, -9, -9), k, **options)
    return cornered, depthwise_conv2d(x, w[..., :1, :1].expand(-1, -1, *k), **options)


@reduction(
    "sample_kernel(w, o, k, clamp=False)[0]",
    "deform_conv2d(w[:, 0] as an image, o at output (a, b), 1x1 ones)",
    "k = S, one set of offsets",
)
def sampling_a_kernel_is_deforming_it(draw: Draw) -> tuple[Tensor, Tensor]:
    """A scope is an image with one channel for each kernel, read at its offsets."""
    _, w, k, _ = layer(draw, (0, 0))
    o = draw.eighths(2 * k[0] * k[1], 1, 1, low=-6, high=6)
    field = o.reshape(*k, 2).permute(2, 0, 1)
    read = deform_conv2d(w[:, 0], field, torch.ones_like(w[..., :1, :1]))
    return sample_kernel(w, o, k, clamp=False)[..., 0, 0], read


REDUCTIONS = tuple(value for value in globals().values() if isinstance(value, Reduction))
