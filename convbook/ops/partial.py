"""Partial convolution: what lies outside the image, or is masked, is missing instead of zero."""

from functools import lru_cache
from math import prod

import torch
from torch import Tensor

from convbook import checks
from convbook.geometry import ConvGeometry, conv_geometry
from convbook.ops.algorithms import ALGORITHMS, LOW_PRECISION
from convbook.ops.autocast import lowered_by_autocast
from convbook.ops.conv import Ints
from convbook.ops.conv_layer import ConvLayer


def partial_conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    groups: int = 1,
    mask: Tensor | None = None,
    return_mask: bool = False,
) -> Tensor | tuple[Tensor, Tensor]:
    """Convolution over the pixels that are there, scaled up for those that are missing.

    y[n, o, u, v] = b[o] + K_h K_w / m' * sum over c, i, j of
        w[o, c, i, j] m[n, r, q] x[n, g C_in/groups + c, r, q]

    where (r, q) = (u s_h + i d_h - p_h, v s_w + j d_w - p_w), g = floor(o groups / C_out), and m
    is 1 for a pixel that is there, 0 for a missing one and outside the image. m' is the sum of
    m[n, r, q] over i, j; a window with m' = 0 gives y = 0, without bias.

    Args:
        input: x, [N, C_in, H, W] or [C_in, H, W]; N may be 0. What a missing pixel holds, NaN
            included, does not matter.
        weight: w, [C_out, C_in/groups, K_h, K_w].
        bias: b, [C_out], added after scaling.
        stride: s in px, an int or (h, w).
        padding: p in px, an int or (h, w), or "valid", "same", "full", as in ``conv2d``.
        dilation: d in px, an int or (h, w).
        groups: number of groups.
        mask: m, [N or 1, 1, H, W], for an input without N [1, H, W], of zeros and ones in the
            input's dtype, or bool. None: every pixel of the image is there. It has no gradient.
        return_mask: whether to return where m' > 0 as well.

    Returns:
        Tensor [N, C_out, H', W'] or [C_out, H', W'], sizes as ``geometry.conv_output_size``; with
        `return_mask` a pair, the second a tensor of zeros and ones, [N or 1, 1, H', W'] or
        [1, H', W'], which is the mask of the next layer.

    Raises:
        ConvbookTypeError: an argument has the wrong type, dtypes differ or are not
            floating-point.
        ConvbookValueError: shapes, channels, groups or devices do not fit, a size is too small,
            the kernel is larger than the padded input, a huge one is nearly all padding, "same"
            meets a stride, the padding is unknown, or the mask holds other values than 0 and 1.

    Example:
        >>> x, box = torch.ones(1, 1, 3, 3), torch.ones(1, 1, 3, 3)
        >>> partial_conv2d(x, box, padding=1)
        tensor([[[[9., 9., 9.],
                  [9., 9., 9.],
                  [9., 9., 9.]]]])

    Source: Liu et al., "Partial convolution based padding", 2018, equations 1 to 5 (without
        mask); Liu et al., "Image inpainting for irregular holes using partial convolutions", ECCV
        2018, section 3.1 (with one). Their code adds 1e-8 to m'; here the ratio is exact.
    See: kernels-and-padding/padding-zoo
    """
    name = "partial_conv2d"
    optional = {"bias": bias, "mask": mask}
    given = {name: tensor for name, tensor in optional.items() if tensor is not None}
    checks.instances(name, Tensor, input=input, weight=weight, **given)
    checks.alike(name, "device", input=input, weight=weight, **given)
    checks.floating(name, input=input, weight=weight, bias=bias)
    checks.flag(name, "return_mask", return_mask)
    groups = checks.integer(name, "groups", groups, minimum=1)
    size = checks.conv_arrays(name, 2, input, weight, bias, groups)
    geometry = conv_geometry(name, size, tuple(weight.shape[2:]), stride, padding, dilation)
    checks.conv_distances(name, geometry)
    if mask is not None:
        checks.pixel_mask(name, input, mask)
    output, seen = _scaled(input, weight, bias, mask, geometry, groups)
    if not return_mask:
        return output
    lead = (1,) if input.ndim == 4 else ()
    if seen is None:
        return output, output.new_ones(*lead, 1, *geometry.output_size)
    covered = (seen > 0).to(output.dtype)
    return output, covered if input.ndim == 4 else covered[0]


class PartialConv2d(ConvLayer):
    """Layer of ``partial_conv2d``: missing pixels are left out, not taken for zeros.

    y = partial_conv2d(x, weight, bias, ...)

    Args:
        in_channels: C_in.
        out_channels: C_out.
        kernel_size: K in taps, an int or (h, w).
        stride: s in px, an int or (h, w).
        padding: p in px, an int or (h, w), or "valid", "same", "full".
        dilation: d in px, an int or (h, w).
        groups: number of groups.
        bias: whether every output channel has a bias.
        return_mask: whether to return the mask of the next layer as well.
        device: of the parameters.
        dtype: of the parameters.

    Returns:
        A module that takes x, and where pixels are missing their mask, and returns what
        ``partial_conv2d`` returns. It has the parameters of ``torch.nn.Conv2d``.

    Raises:
        ConvbookTypeError: an argument has the wrong type.
        ConvbookValueError: a number is too small, `groups` does not divide the channels, the
            padding is unknown, or "same" meets a stride; in use, as ``partial_conv2d``.

    Example:
        >>> layer = PartialConv2d(3, 8, kernel_size=3, padding=1)
        >>> layer(torch.zeros(2, 3, 5, 7)).shape
        torch.Size([2, 8, 5, 7])

    Source: as ``partial_conv2d``; the parameters start as those of ``torch.nn.Conv2d``.
    See: kernels-and-padding/padding-zoo
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Ints,
        stride: Ints = 1,
        padding: Ints | str = 0,
        dilation: Ints = 1,
        groups: int = 1,
        bias: bool = True,
        return_mask: bool = False,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        geometry = (kernel_size, stride, padding, dilation, groups)
        super().__init__(in_channels, out_channels, *geometry, bias, device, dtype)
        self.return_mask = checks.flag("PartialConv2d", "return_mask", return_mask)

    def forward(self, input: Tensor, mask: Tensor | None = None) -> Tensor | tuple[Tensor, Tensor]:
        """Apply ``partial_conv2d``."""
        geometry = (self.stride, self.padding, self.dilation, self.groups)
        return partial_conv2d(input, self.weight, self.bias, *geometry, mask, self.return_mask)

    def extra_repr(self) -> str:
        """Return the arguments that differ from their defaults."""
        return super().extra_repr() + (", return_mask=True" if self.return_mask else "")


@lowered_by_autocast
def _scaled(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    mask: Tensor | None,
    geometry: ConvGeometry,
    groups: int,
) -> tuple[Tensor, Tensor | None]:
    """Convolve, and scale every sum by the share of its window that was seen.

    The second result counts what each window sees, [N or 1, 1, H', W']; None where that is all.
    """
    same = {"input": input, "weight": weight, "bias": bias}
    if mask is not None and mask.dtype != torch.bool:
        same["mask"] = mask
    checks.alike("partial_conv2d", "dtype", **same)
    dtype = torch.float32 if input.dtype in LOW_PRECISION else input.dtype
    batch = (input if input.ndim == 4 else input[None]).to(dtype)
    weight, bias = weight.to(dtype), None if bias is None else bias.to(dtype)
    conv, taps = ALGORITHMS["auto"], prod(geometry.kernel_size)
    rows, columns = (_taps_inside(geometry, axis) for axis in (0, 1))
    least = 0 if mask is not None else min(rows) * min(columns)
    if least == taps:
        output, seen = conv(batch, weight, bias, geometry, groups), None
    else:
        if mask is None:
            down, across = (batch.new_tensor(counts) for counts in (rows, columns))
            seen = down[None, None, :, None] * across
        else:
            batch = batch.masked_fill(mask == 0, 0)
            seen = _pixels_seen(mask, geometry).to(dtype)
        output = conv(batch, weight, None, geometry, groups)
        # In place: a second tensor of this size would cost more than the arithmetic.
        output.mul_(seen.new_tensor(taps) / (seen if least else seen.clamp(min=1)))
        if bias is not None:
            output.add_(bias.reshape(-1, 1, 1))
        if not least:
            output.masked_fill_(seen == 0, 0)
    return (output if input.ndim == 4 else output[0]).to(input.dtype), seen


def _pixels_seen(mask: Tensor, geometry: ConvGeometry) -> Tensor:
    """Count the pixels that each window sees, [N or 1, 1, H', W']."""
    pixels = (mask if mask.ndim == 4 else mask[None]).to(torch.int64)
    box = pixels.new_ones(1, 1, *geometry.kernel_size)
    return ALGORITHMS["direct"](pixels, box, None, geometry, 1)


@lru_cache(maxsize=256)
def _taps_inside(geometry: ConvGeometry, axis: int) -> tuple[int, ...]:
    """How many taps of each window along an axis lie inside the image."""
    size, stride = geometry.input_size[axis], geometry.stride[axis]
    taps, dilation = geometry.kernel_size[axis], geometry.dilation[axis]
    starts = (u * stride - geometry.padding[axis][0] for u in range(geometry.output_size[axis]))
    # The first tap at 0 or later, and the first at `size` or later.
    return tuple(
        min(max(-((start - size) // dilation), 0), taps) - min(max(-(start // dilation), 0), taps)
        for start in starts
    )
