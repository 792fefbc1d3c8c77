"""Deformable kernels: every tap reads the kernel's scope where its offset sends it."""

from itertools import product
from math import prod

import torch
from torch import Tensor, nn

from convbook import checks
from convbook.geometry import ConvGeometry, conv_geometry
from convbook.ops.autocast import lowered_by_autocast
from convbook.ops.conv import Ints
from convbook.ops.conv_layer import ConvLayer
from convbook.ops.kernel_sums import Places, blended_sum
from convbook.ops.offset_branch import OffsetBranch
from convbook.ops.padding import zero_pad
from convbook.ops.rows import weighted_rows
from convbook.ops.sample_kernel import scope_blends
from convbook.ops.sampling import precise_batch, tap_reads


@lowered_by_autocast
def deform_kernel_conv2d(
    input: Tensor,
    weight: Tensor,
    kernel_offset: Tensor,
    kernel_size: Ints,
    bias: Tensor | None = None,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    offset: Tensor | None = None,
    clamp: bool = True,
) -> Tensor:
    """Depthwise convolution whose kernel is read anew from its scope, for each image or output.

    y[n, c, u, v] = bias[c] + sum over a, b of K[n, c, a, b, u, v]
        x[n, c](u s_h + a d_h - p_h + dy, v s_w + b d_w - p_w + dx)

    where K = sample_kernel(weight, kernel_offset, kernel_size, clamp), and (dy, dx) and x between
    the pixels are those of ``deform_conv2d``; without `offset` the pixels are read where they lie.

    Args:
        input: x, [N, C, H, W] or [C, H, W]; N may be 0.
        weight: the scopes, [C, 1, S_h, S_w], at least as large as the kernel.
        kernel_offset: in taps, [N, 2 k_h k_w, H_out, W_out] (local: a kernel for each output) or
            [N, 2 k_h k_w, 1, 1] (global: one for the image), without N for one image.
        kernel_size: (k_h, k_w) in taps, or an int.
        bias: one number a channel, [C].
        stride: s, distance of neighbouring windows in px, an int or (h, w).
        padding: p, zeros on each side in px, an int or (h, w), or "valid", "same", "full" as in
            ``conv2d``.
        dilation: d, distance of neighbouring taps in px, an int or (h, w).
        offset: moves the taps over the image too, in px, [N, 2 og k_h k_w, H_out, W_out].
        clamp: keep kernel positions inside the scope, as in ``sample_kernel``.

    Returns:
        Tensor [N, C, H_out, W_out] or [C, H_out, W_out], sizes as in ``conv2d``. Exactness and
        derivatives are those of ``sample_kernel`` and ``deform_conv2d``.

    Raises:
        ConvbookTypeError: an argument has the wrong type, or dtypes differ or are not floating.
        ConvbookValueError: shapes, channels or devices do not fit, a size is too small or too
            large, or the kernel is larger than the scope or than the padded input.

    Example:
        >>> x, scope = torch.ones(1, 1, 3, 3), torch.arange(16.0).reshape(1, 1, 4, 4)
        >>> deform_kernel_conv2d(x, scope, torch.zeros(1, 18, 1, 1), kernel_size=3)
        tensor([[[[67.5000]]]])

    Source: Gao et al., "Deformable Kernels", 2020, equations (7), (11) and (12).
    See: deformable-kernels/the-operator
    """
    name = "deform_kernel_conv2d"
    optional = {k: v for k, v in (("bias", bias), ("offset", offset)) if v is not None}
    tensors = {"input": input, "weight": weight, "kernel_offset": kernel_offset} | optional
    checks.instances(name, Tensor, **tensors)
    checks.alike(name, "device", **tensors)
    checks.alike(name, "dtype", **tensors)
    kernel = checks.scoped_arrays(name, input, weight, bias, kernel_offset, kernel_size)
    checks.flag(name, "clamp", clamp)
    geometry = conv_geometry(name, tuple(input.shape[-2:]), kernel, stride, padding, dilation)
    checks.kernel_offset_field(name, input, kernel_offset, kernel, geometry.output_size)
    x = precise_batch(input, input)
    if offset is None:
        pixels = zero_pad(x, geometry.padding).permute(0, 2, 3, 1).contiguous()
        places = _windows(geometry)
    else:
        groups = checks.offset_field(name, input, offset, None, kernel, geometry.output_size)
        reads = tap_reads(x, precise_batch(offset, input), None, geometry, groups)
        shape = len(x), *geometry.output_size, prod(kernel), x.shape[1]
        pixels = weighted_rows(*reads).reshape(shape)
        places = [(slice(None), slice(None), k) for k in range(prod(kernel))]
    moves = precise_batch(kernel_offset, input)
    blends = scope_blends(moves, weight.shape[2:], kernel, clamp)
    output = blended_sum(pixels, blends, weight.to(x.dtype).flatten(1), places)
    if bias is not None:
        output = output + bias.to(x.dtype)
    output = output.permute(0, 3, 1, 2).contiguous()
    return (output if input.ndim == 4 else output[0]).to(input.dtype)


class DeformKernelConv2d(ConvLayer):
    """Depthwise layer with deformable kernels: its input tells it where to read its scopes.

    y = deform_kernel_conv2d(x, weight, kernel_offset, kernel_size, bias, offset=offset), where
    kernel_offset = kernel_offset_branch(x), and offset = offset_branch(x) with `deform_input`

    The branches start at zero: the kernel starts at rest in the middle of its scope.

    Args:
        channels: channels of the input and the output.
        kernel_size: (h, w) in taps, or an int.
        scope_size: size of the learned scopes in taps, (h, w) or an int. Where it exceeds the
            kernel by an odd number, the kernel at rest averages neighbouring entries, and the
            activations start smaller.
        mode: "global", one kernel an image, by a 1x1 convolution of the mean of every channel;
            or "local", one kernel an output, by a convolution with the same window.
        stride: distance of neighbouring windows in px, an int or (h, w).
        padding: zeros on each side in px, an int or (h, w), or "valid", "same",
            "full" as in ``conv2d``.
        dilation: distance of neighbouring taps in px, an int or (h, w).
        bias: whether to add a learned number to every channel.
        deform_input: whether the taps move over the image too, as in ``DeformConv2d``.
        clamp: keep kernel positions inside the scope, as in ``sample_kernel``.
        device: of the parameters.
        dtype: of the parameters.

    Returns:
        From ``forward(input)``: Tensor [N, channels, H_out, W_out] for input [N, channels, H, W],
        both without N for one image; sizes as in ``conv2d``, in px.

    Raises:
        ConvbookTypeError: an argument has the wrong type, or the input's dtype is another one than
            the parameters'.
        ConvbookValueError: a size is too small, the kernel is larger than the scope, the mode or
            the padding is unknown, or the input does not fit.

    Example:
        >>> layer = DeformKernelConv2d(4, kernel_size=3, scope_size=4, mode="local", padding=1)
        >>> layer(torch.zeros(1, 4, 5, 6)).shape
        torch.Size([1, 4, 5, 6])

    Source: Gao et al., "Deformable Kernels", 2020, section 3. Both kinds of offsets learn here;
        in the released code the kernel offsets of the layer that deforms both stay zero.
    See: deformable-kernels/the-operator
    """

    def __init__(
        self,
        channels: int,
        kernel_size: Ints,
        scope_size: Ints,
        mode: str = "global",
        stride: Ints = 1,
        padding: Ints | str = 0,
        dilation: Ints = 1,
        bias: bool = True,
        deform_input: bool = False,
        clamp: bool = True,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        name = "DeformKernelConv2d"
        checks.integer(name, "channels", channels, minimum=1)
        window, made = (kernel_size, stride, padding, dilation), (device, dtype)
        super().__init__(channels, channels, *window, channels, bias, *made)
        self.scope_size = checks.integers(name, "scope_size", scope_size, 2, minimum=1)
        checks.scope_fits(name, self.scope_size, self.kernel_size)
        self.mode = checks.choice(name, "mode", mode, ("global", "local"))
        self.clamp = checks.flag(name, "clamp", clamp)
        self.weight = nn.Parameter(self.weight.new_empty(channels, 1, *self.scope_size))
        moves = 2 * prod(self.kernel_size)
        self.offset_branch = None
        if checks.flag(name, "deform_input", deform_input):
            self.offset_branch = OffsetBranch(channels, moves, *window, 1, True, *made)
        if mode == "global":
            window = 1, 1, 0, 1
        self.kernel_offset_branch = OffsetBranch(channels, moves, *window, 1, True, *made)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw weight and bias by the number of taps; set the branches to zero."""
        bound = prod(self.kernel_size) ** -0.5
        for drawn in (self.weight, self.bias):
            if drawn is not None:
                nn.init.uniform_(drawn, -bound, bound)
        for branch in self.children():
            if isinstance(branch, OffsetBranch):
                branch.reset_parameters()

    def forward(self, input: Tensor) -> Tensor:
        """Compute the offsets from the input, and convolve with the kernels read there."""
        seen = input if self.mode == "local" else input.mean((-2, -1), keepdim=True)
        return deform_kernel_conv2d(
            input,
            self.weight,
            self.kernel_offset_branch(seen),
            self.kernel_size,
            self.bias,
            self.stride,
            self.padding,
            self.dilation,
            None if self.offset_branch is None else self.offset_branch(input),
            self.clamp,
        )

    def extra_repr(self) -> str:
        """Return the arguments that differ from their defaults, as ``torch.nn.Conv2d`` does."""
        shown = super().extra_repr() + f", scope_size={self.scope_size}, mode={self.mode!r}"
        shown += "" if self.offset_branch is None else ", deform_input=True"
        return shown + ("" if self.clamp else ", clamp=False")


def _windows(geometry: ConvGeometry) -> Places:
    """Which pixels of the padded image [H, W, C] each tap reads."""
    settings = geometry.kernel_size, geometry.stride, geometry.dilation, geometry.output_size
    rows, columns = (
        [slice(t * d, t * d + (o - 1) * s + 1, s) for t in range(k)]
        for k, s, d, o in zip(*settings, strict=True)
    )
    return list(product(rows, columns))
