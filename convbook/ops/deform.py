"""Deformable convolution: every tap reads where its offset sends it."""

from math import prod

import torch
from torch import Tensor

from convbook import checks
from convbook.geometry import conv_geometry
from convbook.ops.autocast import lowered_by_autocast
from convbook.ops.conv import Ints
from convbook.ops.conv_layer import ConvLayer
from convbook.ops.offset_branch import OffsetBranch
from convbook.ops.rows import mixed_rows, weighted_rows
from convbook.ops.sampling import precise_batch, tap_reads


@lowered_by_autocast
def deform_conv2d(
    input: Tensor,
    offset: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    mask: Tensor | None = None,
) -> Tensor:
    """Deformable convolution: each tap of each output reads the image at its own offset.

    y[n, o, u, v] = b[o] + sum over c, i, j of w[o, c, i, j] m[n, t, u, v]
        x[n, g C_in/groups + c](u s_h + i d_h - p_h + dy, v s_w + j d_w - p_w + dx)

    where x(py, px) = sum over pixels q of max(0, 1 - |py - q_y|) max(0, 1 - |px - q_x|) x[q]
    reads between the pixels and is zero outside, t = (h k_h + i) k_w + j, h is the offset group
    of the channel, dy = offset[n, 2 t, u, v], dx = offset[n, 2 t + 1, u, v], and
    g = floor(o groups / C_out). Groups and offset groups follow from the shapes.

    Args:
        input: x, [N, C_in, H, W] or [C_in, H, W]; N may be 0.
        offset: (dy, dx) of tap t in px, [N, 2 og k_h k_w, H_out, W_out], without N for one image.
            Any number is legal: infinite ones read zero, and NaN gives NaN in the outputs that
            use it, and nowhere else.
        weight: w, [C_out, C_in/groups, k_h, k_w].
        bias: b, [C_out].
        stride: s, distance of neighbouring windows in px, an int or (h, w).
        padding: p, zeros on each side in px, an int or (h, w), or "valid", "same", "full" as in
            ``conv2d``.
        dilation: d, distance of neighbouring taps in px before they move, an int or (h, w).
        mask: m, factor of each tap, [N, og k_h k_w, H_out, W_out], without N for one image; None
            means ones.

    Returns:
        Tensor [N, C_out, H_out, W_out] or [C_out, H_out, W_out], sizes as in ``conv2d``. Exact in
        float64 where positions and numbers are multiples of small powers of 1/2. At a position
        that is a whole number the derivative with respect to the offset is that from the right.

    Raises:
        ConvbookTypeError: an argument has the wrong type, or dtypes differ or are not floating.
        ConvbookValueError: shapes, channels or devices do not fit, a size is too small or too
            large, or the kernel is larger than the padded input.

    Example:
        >>> x = torch.tensor([[[[2.0, 4.0]]]])
        >>> halfway = torch.tensor([0.0, 0.5]).reshape(1, 2, 1, 1)
        >>> deform_conv2d(x, halfway, torch.full((1, 1, 1, 1), 10.0), stride=2)
        tensor([[[[30.]]]])

    Source: Dai et al., "Deformable Convolutional Networks", 2017, equations (2) to (4); the mask:
        Zhu et al., "Deformable ConvNets v2", 2019, equation (1). Arguments and order of channels
        are those of ``torchvision.ops.deform_conv2d``, to which this adds the named paddings and
        input without batch axis.
    See: deformable-kernels/with-deformable-convolution
    """
    name = "deform_conv2d"
    optional = {k: v for k, v in (("bias", bias), ("mask", mask)) if v is not None}
    tensors = {"input": input, "offset": offset, "weight": weight} | optional
    checks.instances(name, Tensor, **tensors)
    checks.alike(name, "device", **tensors)
    checks.alike(name, "dtype", **tensors)
    groups = checks.inferred_groups(name, input, weight, bias)
    size, kernel_size = tuple(input.shape[-2:]), tuple(weight.shape[2:])
    geometry = conv_geometry(name, size, kernel_size, stride, padding, dilation)
    parts = checks.offset_field(name, input, offset, mask, kernel_size, geometry.output_size)
    x, moves = precise_batch(input, input), precise_batch(offset, input)
    factor = None if mask is None else precise_batch(mask, input)
    reads = tap_reads(x, moves, factor, geometry, parts)
    output = _mix(*reads, weight.to(x.dtype), groups)
    output = (
        output.reshape(len(x), *geometry.output_size, len(weight)).permute(0, 3, 1, 2).contiguous()
    )
    if bias is not None:
        output = output + bias.to(x.dtype)[:, None, None]
    return (output if input.ndim == 4 else output[0]).to(input.dtype)


class DeformConv2d(ConvLayer):
    """Layer of deformable convolution: a convolution of its input gives it its offsets.

    y = deform_conv2d(x, offset, weight, bias, mask=mask), where (offset, logits) = branch(x) and
    mask = sigmoid(logits)

    The branch is a convolution with the same window. It starts at zero: the layer starts as
    ``conv2d``, with modulation as half of it.

    Args:
        in_channels: channels of the input.
        out_channels: channels of the output.
        kernel_size: (h, w) in taps, or an int.
        stride: distance of neighbouring windows in px, an int or (h, w).
        padding: zeros on each side in px, an int or (h, w), or "valid", "same",
            "full" as in ``conv2d``.
        dilation: distance of neighbouring taps in px before they move, an int or (h, w).
        groups: number of groups of channels.
        bias: whether to add a learned number to every output channel.
        offset_groups: number of groups of input channels that move together.
        modulated: whether a learned factor between 0 and 1 multiplies every tap.
        device: of the parameters.
        dtype: of the parameters.

    Returns:
        From ``forward(input)``: Tensor [N, out_channels, H_out, W_out] for input
        [N, in_channels, H, W], both without N for one image; sizes as in ``conv2d``, in px.

    Raises:
        ConvbookTypeError: an argument has the wrong type, or the input's dtype is another one than
            the parameters'.
        ConvbookValueError: a size is too small, groups do not divide the channels, the padding is
            unknown, or the input does not fit.

    Example:
        >>> layer = DeformConv2d(4, 8, kernel_size=3, padding=1, modulated=True)
        >>> layer(torch.zeros(1, 4, 5, 6)).shape
        torch.Size([1, 8, 5, 6])

    Source: Dai et al., "Deformable Convolutional Networks", 2017, section 2.1; modulation: Zhu et
        al., "Deformable ConvNets v2", 2019, section 3.2, where the branch learns at a tenth of
        the rate. ``torchvision.ops.DeformConv2d`` has no branch and takes the offsets instead.
    See: deformable-kernels/with-deformable-convolution
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
        offset_groups: int = 1,
        modulated: bool = False,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        window = kernel_size, stride, padding, dilation
        super().__init__(in_channels, out_channels, *window, groups, bias, device, dtype)
        name = "DeformConv2d"
        self.offset_groups = checks.moving_groups(name, self.in_channels, offset_groups)
        self.modulated = checks.flag(name, "modulated", modulated)
        channels = (3 if modulated else 2) * self.offset_groups * prod(self.kernel_size)
        self.offset_branch = OffsetBranch(in_channels, channels, *window, 1, True, device, dtype)

    def reset_parameters(self) -> None:
        """Draw weight and bias afresh, as ``torch.nn.Conv2d`` does; set the branch to zero."""
        super().reset_parameters()
        for branch in self.children():
            if isinstance(branch, OffsetBranch):
                branch.reset_parameters()

    def forward(self, input: Tensor) -> Tensor:
        """Compute the offsets from the input, and read it there."""
        offset, mask = self.offset_branch(input), None
        if self.modulated:
            taps = self.offset_groups * prod(self.kernel_size)
            offset, logits = torch.split(offset, [2 * taps, taps], dim=-3)
            mask = logits.sigmoid()
        window = self.stride, self.padding, self.dilation
        return deform_conv2d(input, offset, self.weight, self.bias, *window, mask)

    def extra_repr(self) -> str:
        """Return the arguments that differ from their defaults, as ``torch.nn.Conv2d`` does."""
        shown = super().extra_repr()
        if self.offset_groups != 1:
            shown += f", offset_groups={self.offset_groups}"
        return shown + (", modulated=True" if self.modulated else "")


def _mix(table: Tensor, index: Tensor, part: Tensor, weight: Tensor, groups: int) -> Tensor:
    """Apply the weight to what its taps read; [N H_out W_out, C_out]."""
    matrices = weight.permute(0, 2, 3, 1)
    if groups == 1:
        return mixed_rows(table, index, part, matrices.flatten(1))
    k = weight.shape[2] * weight.shape[3]
    positions = len(index) * table.shape[1] // (k * groups * weight.shape[1])
    taps = weighted_rows(table, index, part).reshape(positions, k, groups, weight.shape[1])
    matrices = torch.unflatten(matrices.flatten(1, 2), 0, (groups, -1))
    return torch.einsum("pkgc,gokc->pgo", taps, matrices).flatten(1)
