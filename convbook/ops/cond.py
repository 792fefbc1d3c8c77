"""The conditionally parameterised convolution: every example has a mixture of kernels to itself."""

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convbook import checks
from convbook.geometry import ConvGeometry, conv_geometry
from convbook.ops.algorithms import LOW_PRECISION, auto
from convbook.ops.autocast import lowered_by_autocast
from convbook.ops.conv import Ints
from convbook.ops.conv_layer import arguments_of, take_window

LARGE_IMAGE_MACS = 2**21


@lowered_by_autocast
def cond_conv2d(
    input: Tensor,
    weights: Tensor,
    routing: Tensor,
    bias: Tensor | None = None,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    groups: int = 1,
) -> Tensor:
    """Convolution of every example with its own mixture of the experts' kernels.

    y[n] = conv2d(x[n], W[n], b),  W[n] = sum over e of r[n, e] w[e]

    Mixing the kernels costs one convolution an example; mixing the experts' outputs, which gives
    the same, costs as many as there are experts.

    Args:
        input: x, [N, C_in, H, W] or [C_in, H, W]; N may be 0.
        weights: w, [E, C_out, C_in/groups, K_h, K_w], the kernels of E experts.
        routing: r, [N, E] or, for one example, [E]: how much of which expert; any numbers.
        bias: b, [C_out], the same for every example.
        stride: s, distance of neighbouring windows in px, an int or (h, w).
        padding: p, zeros on each side in px, an int or (h, w), or "valid", "same", "full" as in
            ``conv2d``.
        dilation: d, distance of neighbouring taps in px, an int or (h, w).
        groups: number of groups; output channel o reads the input channels of its group only.

    Returns:
        Tensor [N, C_out, H', W'] or [C_out, H', W'], sizes in px as ``conv2d``. In half precision
        the mixed kernel and the output are each summed in float32 and rounded once.

    Raises:
        ConvbookTypeError: an argument has the wrong type, dtypes differ or are not numbers.
        ConvbookValueError: shapes, channels, groups or devices do not fit, a size is too small,
            the kernel is larger than the padded input, "same" meets a stride, the padding is
            unknown, or the padded input is too large.

    Example:
        >>> x = torch.ones(2, 1, 1, 3)
        >>> experts = torch.tensor([1.0, 10.0]).reshape(2, 1, 1, 1, 1)
        >>> cond_conv2d(x, experts, routing=torch.tensor([[2.0, 0.0], [1.0, 1.0]]))
        tensor([[[[ 2.,  2.,  2.]]],
        <BLANKLINE>
        <BLANKLINE>
                [[[11., 11., 11.]]]])

    Source: Yang et al., "CondConv: conditionally parameterized convolutions for efficient
        inference", 2019, section 3. There the routing is computed inside; see ``CondConv2d``.
    See: deformable-kernels/with-deformable-convolution
    """
    name = "cond_conv2d"
    tensors = {"input": input, "weights": weights, "routing": routing}
    tensors |= {} if bias is None else {"bias": bias}
    checks.instances(name, Tensor, **tensors)
    checks.alike(name, "device", **tensors)
    checks.alike(name, "dtype", **tensors)
    groups = checks.integer(name, "groups", groups, minimum=1)
    size = checks.cond_arrays(name, input, weights, routing, bias, groups)
    kernel = tuple(weights.shape[3:])
    geometry = conv_geometry(name, size, kernel, stride, padding, dilation)
    checks.conv_distances(name, geometry)
    single = input.ndim == 3
    batch, shares = (input[None], routing[None]) if single else (input, routing)
    output = _convolve_each(batch, _mixtures(weights, shares), bias, geometry, groups)
    return output[0] if single else output


class CondConv2d(nn.Module):
    """Layer of ``cond_conv2d`` that computes the routing from its input.

    y = cond_conv2d(x, w, r, b),  r = sigmoid(mean of x over its px R^T + c)

    Args:
        in_channels: C_in.
        out_channels: C_out.
        kernel_size: K in taps, an int or (h, w).
        num_experts: E, number of kernels that are mixed.
        stride: s in px, an int or (h, w).
        padding: p in px, an int or (h, w), or "valid", "same", "full".
        dilation: d in px, an int or (h, w).
        groups: number of groups; it divides both channel counts.
        bias: whether every output channel has a bias.
        device: of the parameters.
        dtype: of the parameters.

    Returns:
        A module from [N, C_in, H, W] or [C_in, H, W] to [N, C_out, H', W'] or [C_out, H', W'].
        Its method ``route`` gives the routing [N, E] or [E], numbers between 0 and 1.

    Raises:
        ConvbookTypeError: an argument has the wrong type; in use, the input does not hold
            floating-point numbers of the parameters' dtype.
        ConvbookValueError: a number is too small, groups do not divide the channels, "same" meets
            a stride, or the padding is unknown; in use, as ``cond_conv2d``.

    Example:
        >>> layer = CondConv2d(16, 32, 3, num_experts=4, padding=1)
        >>> layer(torch.zeros(2, 16, 8, 8)).shape, layer.route(torch.zeros(2, 16, 8, 8)).shape
        (torch.Size([2, 32, 8, 8]), torch.Size([2, 4]))

    Source: Yang et al., 2019, section 3: sigmoids, which did better there than a softmax. The
        linear map R has a bias c here, which the paper's equation does not show; every expert
        starts as a convolution of torch.
    See: deformable-kernels/with-deformable-convolution
    """

    kernel_size: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...] | str
    dilation: tuple[int, ...]

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Ints,
        num_experts: int = 8,
        stride: Ints = 1,
        padding: Ints | str = 0,
        dilation: Ints = 1,
        groups: int = 1,
        bias: bool = True,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        name = "CondConv2d"
        checks.cond_channels(name, in_channels, out_channels, groups)
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.num_experts = checks.integer(name, "num_experts", num_experts, minimum=1)
        take_window(self, kernel_size, stride, padding, dilation)
        made: dict[str, Any] = {"device": device, "dtype": dtype}
        shape = num_experts, out_channels, in_channels // groups, *self.kernel_size
        self.weights = nn.Parameter(torch.empty(shape, **made))
        self.bias = (
            nn.Parameter(torch.empty(out_channels, **made))
            if checks.flag(name, "bias", bias)
            else None
        )
        self.routing = nn.Linear(in_channels, num_experts, **made)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw every expert and the bias as torch draws those of its convolutions."""
        bound = 1 / math.sqrt(math.prod(self.weights.shape[2:]))
        nn.init.uniform_(self.weights, -bound, bound)
        if self.bias is not None:
            nn.init.uniform_(self.bias, -bound, bound)
        self.routing.reset_parameters()

    def route(self, input: Tensor) -> Tensor:
        """Compute how much of which expert every example is convolved with."""
        return _route(input, self.weights, self.routing.weight, self.routing.bias)

    def forward(self, input: Tensor) -> Tensor:
        """Apply ``cond_conv2d``."""
        window = self.stride, self.padding, self.dilation, self.groups
        return cond_conv2d(input, self.weights, self.route(input), self.bias, *window)

    def extra_repr(self) -> str:
        """Return the arguments, those with their default left out, as torch's layers do."""
        return arguments_of(self, num_experts=self.num_experts)


@lowered_by_autocast
def _route(input: Tensor, weights: Tensor, matrix: Tensor, bias: Tensor) -> Tensor:
    checks.instances("CondConv2d", Tensor, input=input)
    checks.cond_input("CondConv2d", input, weights, matrix.shape[1])
    return F.linear(input.mean((-2, -1)), matrix, bias).sigmoid()


def _mixtures(weights: Tensor, routing: Tensor) -> Tensor:
    """Mix the experts' kernels for every example: [N, C_out, C_in/groups, K_h, K_w]."""
    flat, dtype = weights.flatten(1), weights.dtype
    if dtype in LOW_PRECISION:
        mixed = (routing.float() @ flat.float()).to(dtype)
    elif weights.is_floating_point() or weights.is_complex():
        mixed = routing @ flat
    else:  # CUDA has no matrix product of integers
        mixed = (routing[:, :, None] * flat).sum(1, dtype=dtype)
    return mixed.reshape(len(routing), *weights.shape[1:])


def _convolve_each(
    batch: Tensor, kernels: Tensor, bias: Tensor | None, geometry: ConvGeometry, groups: int
) -> Tensor:
    """Convolve every example with its own kernel.

    As one convolution, whose groups are the examples; that is slow on a CPU where an example is
    much work, and there each has a convolution of its own.
    """
    if len(batch) == 0:
        return auto(batch, kernels.sum(0, dtype=kernels.dtype), bias, geometry, groups)
    macs = kernels[0].numel() * math.prod(geometry.output_size)
    if batch.device.type == "cpu" and macs >= LARGE_IMAGE_MACS:
        pairs = zip(batch, kernels, strict=True)
        return torch.cat([auto(x[None], kernel, bias, geometry, groups) for x, kernel in pairs])
    shift = None if bias is None else bias.repeat(len(batch))
    stacked = batch.flatten(0, 1)[None], kernels.flatten(0, 1)
    output = auto(*stacked, shift, geometry, len(batch) * groups)
    return output.reshape(len(batch), -1, *geometry.output_size)
