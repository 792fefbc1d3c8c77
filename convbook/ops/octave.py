"""The octave convolution: a map at full and a map at half resolution, with exchange between."""

import math
from typing import Any

import torch
from torch import Tensor, nn

from convbook import checks
from convbook.geometry.octave import octave_geometry
from convbook.ops.autocast import lowered_by_autocast
from convbook.ops.conv import Ints
from convbook.ops.octave_paths import Pair, merged_paths


@lowered_by_autocast
def octave_conv2d(
    high: Tensor | None,
    low: Tensor | None,
    weight_hh: Tensor | None,
    weight_hl: Tensor | None,
    weight_lh: Tensor | None,
    weight_ll: Tensor | None,
    bias_h: Tensor | None = None,
    bias_l: Tensor | None = None,
    stride: Ints = 1,
    padding: Ints | str = "half",
    dilation: Ints = 1,
    groups: int = 1,
) -> Pair:
    """Convolution of a high- and a low-frequency map, with paths from each to each.

    y_h = f(x_h, w_hh) + up(f(x_l, w_lh)) + b_h,  y_l = f(pool(x_h), w_hl) + f(x_l, w_ll) + b_l

    where f is ``conv2d`` at stride 1, pool the mean of 2x2 px, and up repeats every pixel 2x2
    times. At stride 2 each map is pooled once more and nothing is enlarged:
    y_h = f(pool(x_h), w_hh) + f(x_l, w_lh) + b_h,
    y_l = f(pool(pool(x_h)), w_hl) + f(pool(x_l), w_ll) + b_l.

    Args:
        high: x_h, [N, C_h, H, W] or [C_h, H, W], or None; N may be 0.
        low: x_l, [N, C_l, H/2, W/2] or [C_l, H/2, W/2], or None.
        weight_hh: [O_h, C_h/groups, K_h, K_w], high to high. A weight that is None leaves its
            path out; every weight that reads a missing map must be None.
        weight_hl: [O_l, C_h/groups, K_h, K_w], high to low.
        weight_lh: [O_h, C_l/groups, K_h, K_w], low to high.
        weight_ll: [O_l, C_l/groups, K_h, K_w], low to low.
        bias_h: b_h, [O_h].
        bias_l: b_l, [O_l].
        stride: 1 or 2.
        padding: "half", d (K - 1) / 2 zeros on each side in px, or an int or (h, w), which must
            be just that wherever two maps have to fit on one another.
        dilation: d, distance of neighbouring taps in px of either map, an int or (h, w).
        groups: number of groups of every path.

    Returns:
        (y_h, y_l): [N, O_h, H', W'] and [N, O_l, H'/2, W'/2], H' = H / stride; None where no
        weight leads there. In half precision each path is rounded by itself.

    Raises:
        ConvbookTypeError: an argument has the wrong type, dtypes differ or are not floating.
        ConvbookValueError: a map or weight is missing, shapes, channels, groups or devices do
            not fit, a map to be pooled has an odd size, or the stride or padding is not possible.

    Example:
        >>> high, low = torch.tensor([[[1.0, 3.0], [5.0, 7.0]]]), torch.tensor([[[100.0]]])
        >>> one = torch.ones(1, 1, 1, 1)
        >>> octave_conv2d(high, low, one, one, one, one)
        (tensor([[[101., 103.],
                 [105., 107.]]]), tensor([[[104.]]]))

    Source: Chen et al., "Drop an octave", ICCV 2019, section 3 and the authors' code, which
        pool first and convolve then. The per-pixel formula of the paper, a convolution of stride
        2 of pooled neighbourhoods, is another operator.
    See: understanding-convolution/octave
    """
    name = "octave_conv2d"
    maps = {"h": high, "l": low}
    weights = {"hh": weight_hh, "hl": weight_hl, "lh": weight_lh, "ll": weight_ll}
    biases = {"h": bias_h, "l": bias_l}
    tensors = checks.octave_named(maps, weights, biases)
    checks.instances(name, Tensor, **tensors)
    checks.alike(name, "device", **tensors)
    checks.alike(name, "dtype", **tensors)
    groups = checks.integer(name, "groups", groups, minimum=1)
    kernel = checks.octave_arrays(name, maps, weights, biases, groups)
    paths = frozenset(path for path, weight in weights.items() if weight is not None)
    sizes = {key: tuple(x.shape[-2:]) for key, x in maps.items() if x is not None}
    step, windows = octave_geometry(name, paths, sizes, kernel, stride, padding, dilation)
    single = {x.ndim == 3 for x in maps.values() if x is not None} == {True}
    batches = {key: x[None] if single else x for key, x in maps.items() if x is not None}
    kernels = {path: weight for path, weight in weights.items() if weight is not None}
    y_h, y_l = merged_paths(batches, kernels, biases, windows, step, groups)
    if not single:
        return y_h, y_l
    return None if y_h is None else y_h[0], None if y_l is None else y_l[0]


class OctaveConv2d(nn.Module):
    """Layer of ``octave_conv2d`` that splits its channels, low = int(alpha C), high = C - low.

    (y_h, y_l) = octave_conv2d(x_h, x_l, w_hh, w_hl, w_lh, w_ll, b_h, b_l)

    Together the four weights have as many numbers as that of a convolution, and start like it.

    Args:
        in_channels: C of the input, high and low together.
        out_channels: C of the output, high and low together.
        kernel_size: K in taps, an int or (h, w).
        alpha_in: share of low-frequency channels of the input, from 0 to 1.
        alpha_out: share of low-frequency channels of the output, from 0 to 1.
        stride: 1 or 2.
        padding: "half", or px as an int or (h, w), as in ``octave_conv2d``.
        dilation: d in px, an int or (h, w).
        groups: number of groups; it divides the channels of each map.
        bias: whether every output channel has a bias.
        device: of the parameters.
        dtype: of the parameters.

    Returns:
        A module from a pair (x_h, x_l), or from one tensor, x_h, to (y_h, y_l), or to y_h alone
        where `alpha_out` is 0. A map without channels is None.

    Raises:
        ConvbookTypeError: an argument has the wrong type.
        ConvbookValueError: a number is out of range, the stride or padding is not possible, or
            groups do not fit; in use, as ``octave_conv2d``.

    Example:
        >>> first = OctaveConv2d(3, 64, 3, alpha_in=0, alpha_out=0.25)
        >>> high, low = first(torch.zeros(1, 3, 32, 32))
        >>> high.shape, low.shape
        (torch.Size([1, 48, 32, 32]), torch.Size([1, 16, 16, 16]))

    Source: as ``octave_conv2d``. The authors' layer has its bias at both paths out of the high
        map; here every output map has one.
    See: understanding-convolution/octave
    """

    weight_hh: Tensor | None
    weight_hl: Tensor | None
    weight_lh: Tensor | None
    weight_ll: Tensor | None
    bias_h: Tensor | None
    bias_l: Tensor | None

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Ints,
        alpha_in: float = 0.5,
        alpha_out: float = 0.5,
        stride: Ints = 1,
        padding: Ints | str = "half",
        dilation: Ints = 1,
        groups: int = 1,
        bias: bool = True,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        name = "OctaveConv2d"
        self.in_channels = checks.integer(name, "in_channels", in_channels, minimum=1)
        self.out_channels = checks.integer(name, "out_channels", out_channels, minimum=1)
        self.kernel_size = checks.integers(name, "kernel_size", kernel_size, 2, minimum=1)
        self.alpha_in = checks.frequency_share(name, "alpha_in", alpha_in)
        self.alpha_out = checks.frequency_share(name, "alpha_out", alpha_out)
        self.dilation = checks.integers(name, "dilation", dilation, 2, minimum=1)
        self.groups = checks.integer(name, "groups", groups, minimum=1)
        self.channels = _split(self.in_channels, self.alpha_in)
        results = _split(self.out_channels, self.alpha_out)
        checks.octave_groups(name, self.channels, results, self.groups)
        paths = frozenset(a + b for a in "hl" for b in "hl" if self.channels[a] and results[b])
        geometry = self.kernel_size, stride, padding, dilation
        self.stride, _ = octave_geometry(name, paths, {}, *geometry)
        self.padding = padding
        made: dict[str, Any] = {"device": device, "dtype": dtype}
        for path in ("hh", "hl", "lh", "ll"):
            shape = results[path[1]], self.channels[path[0]] // self.groups, *self.kernel_size
            weight = nn.Parameter(torch.empty(shape, **made)) if path in paths else None
            self.register_parameter(f"weight_{path}", weight)
        for key, count in results.items():
            shift = nn.Parameter(torch.empty(count, **made)) if bias and count else None
            self.register_parameter(f"bias_{key}", shift)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the parameters as those of one torch convolution from all channels to all."""
        fan_in = self.in_channels // self.groups * math.prod(self.kernel_size)
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -1 / math.sqrt(fan_in), 1 / math.sqrt(fan_in))

    def forward(self, input: Tensor | Pair) -> Tensor | Pair:
        """Apply ``octave_conv2d``."""
        high, low = checks.octave_input("OctaveConv2d", input, self.channels)
        weights = self.weight_hh, self.weight_hl, self.weight_lh, self.weight_ll
        shape = self.stride, self.padding, self.dilation, self.groups
        y_h, y_l = octave_conv2d(high, low, *weights, self.bias_h, self.bias_l, *shape)
        return y_h if y_h is not None and self.alpha_out == 0 else (y_h, y_l)

    def extra_repr(self) -> str:
        """Return the arguments, those with their default left out, as torch's layers do."""
        shown = f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}"
        shown += f", alpha_in={self.alpha_in:g}, alpha_out={self.alpha_out:g}"
        shown += f", stride={self.stride}"
        if self.padding != "half":
            shown += f", padding={self.padding}"
        if self.dilation != (1, 1):
            shown += f", dilation={self.dilation}"
        if self.groups != 1:
            shown += f", groups={self.groups}"
        return shown + (
            "" if self.bias_h is not None or self.bias_l is not None else ", bias=False"
        )


def _split(channels: int, alpha: float) -> dict[str, int]:
    low = int(alpha * channels)
    return {"h": channels - low, "l": low}
