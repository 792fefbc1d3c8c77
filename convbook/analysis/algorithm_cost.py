"""What the algorithms of one convolution cost: multiplications, and numbers kept meanwhile."""

from dataclasses import dataclass
from math import ceil, prod

from torch import Tensor

from convbook import checks
from convbook.geometry import conv_macs
from convbook.ops import winograd_matrices

WINOGRAD_TILES = (2, 4)
TAPS = 3


@dataclass(frozen=True)
class AlgorithmCost:
    """Cost of one algorithm for one image.

    `multiplications` are those of real numbers; `workspace` counts the numbers that are kept
    besides input, weight and output while the whole layer is computed at once; `edge_px` is the
    edge of the tiles that are transformed, None where nothing is.
    """

    multiplications: int
    workspace: int
    edge_px: int | None = None


def algorithm_costs(
    output_size: int | tuple[int, int],
    in_channels: int,
    out_channels: int,
    kernel_size: int | tuple[int, int],
    stride: int = 1,
    kernels_ready: bool = True,
) -> dict[str, AlgorithmCost]:
    """Count what direct sums, im2col, Fourier transforms and Winograd's tiles take.

    With C and C' channels, k = k_h k_w taps and O outputs a channel:

    - "direct", "im2col": C C' k O multiplications; im2col keeps C k O numbers, none where
      k = s = 1;
    - "fft": T tiles of S x S, S the power of two with the fewest multiplications. A transform
      takes 2 S^2 log2 S, entry by entry C C' products of S (S/2 + 1) complex numbers, 4 real
      ones each;
    - "winograd 2", "winograd 4": T tiles of m x m outputs, C C' (m + 2)^2 products each, and the
      entries of the transforms that are neither 0 nor 1 nor -1; 3x3 kernels and stride 1 only.

    A tile of edge S has S - k_h + 1 by S - k_w + 1 outputs. A complex transform of S^2 numbers by
    halving takes S^2 log2 S complex products, with those by 1 and i, and carries two real tiles.
    "fft" computes the outputs that a stride skips too.

    Args:
        output_size: px of the output, an int or (h, w).
        in_channels: channels of the input, C.
        out_channels: channels of the output, C'.
        kernel_size: taps, an int or (h, w).
        stride: distance of neighbouring windows in px, s.
        kernels_ready: whether the transforms of the kernels were made beforehand; they are kept
            in the workspace in any case.

    Returns:
        The costs by name, in the order above; the last two only where they apply.

    Raises:
        ConvbookTypeError: an argument has the wrong type.
        ConvbookValueError: an argument is below 1.

    Example:
        >>> costs = algorithm_costs(56, 64, 64, 3)
        >>> {name: cost.multiplications for name, cost in costs.items()}["winograd 4"]
        31460352
        >>> costs["im2col"].workspace == 9 * 64 * 56**2
        True

    Source: Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR 2016,
        sections 4 and 5, for the tiles; the count of a transform is that of radix 2.
    See: understanding-convolution/algorithms
    """
    name = "algorithm_costs"
    outputs = checks.integers(name, "output_size", output_size, 2, minimum=1)
    taps = checks.integers(name, "kernel_size", kernel_size, 2, minimum=1)
    stride = checks.integer(name, "stride", stride, minimum=1)
    checks.flag(name, "kernels_ready", kernels_ready)
    direct = conv_macs(outputs, in_channels, out_channels, taps)
    channels = (int(in_channels), int(out_channels))
    copied = channels[0] * prod(taps) * prod(outputs)
    idle = prod(taps) == stride == 1
    costs = {
        "direct": AlgorithmCost(direct, 0),
        "im2col": AlgorithmCost(direct, 0 if idle else copied),
        "fft": _fft(tuple((o - 1) * stride + 1 for o in outputs), channels, taps, kernels_ready),
    }
    if set(taps) == {TAPS} and stride == 1:
        for m in WINOGRAD_TILES:
            costs[f"winograd {m}"] = _winograd(outputs, channels, m, kernels_ready)
    return costs


def _fft(
    dense: tuple[int, ...], channels: tuple[int, int], taps: tuple[int, ...], ready: bool
) -> AlgorithmCost:
    """The cheapest power of two, up to the first that holds the whole image in one tile."""
    bits = range(max(max(taps) - 1, 1).bit_length(), 64)
    whole = max(o + k - 1 for o, k in zip(dense, taps, strict=True))
    fitting = [b for b in bits if b == bits[0] or 2 ** (b - 1) < whole]
    costs = [_fft_in_tiles(b, dense, channels, taps, ready) for b in fitting]
    return min(costs, key=lambda cost: cost.multiplications)


def _fft_in_tiles(
    bits: int,
    dense: tuple[int, ...],
    channels: tuple[int, int],
    taps: tuple[int, ...],
    ready: bool,
) -> AlgorithmCost:
    edge = 2**bits
    tiles = prod(ceil(o / (edge - k + 1)) for o, k in zip(dense, taps, strict=True))
    transform, half = 2 * edge**2 * bits, edge * (edge // 2 + 1)
    pairs, maps = prod(channels), sum(channels) * tiles
    multiplications = maps * transform + 4 * pairs * tiles * half
    if not ready:
        multiplications += pairs * transform
    return AlgorithmCost(multiplications, 2 * half * (maps + pairs), edge)


def _winograd(
    outputs: tuple[int, ...], channels: tuple[int, int], m: int, ready: bool
) -> AlgorithmCost:
    edge = m + TAPS - 1
    tiles = prod(ceil(o / m) for o in outputs)
    data, inverse, kernel = winograd_transforms(m)
    pairs, (inputs, filters) = prod(channels), channels
    multiplications = tiles * (pairs * edge**2 + inputs * data + filters * inverse)
    if not ready:
        multiplications += pairs * kernel
    return AlgorithmCost(multiplications, edge**2 * (tiles * sum(channels) + pairs), edge)


def winograd_transforms(m: int) -> tuple[int, int, int]:
    """Multiplications of the transforms of F(m x m, 3 x 3): of a tile, of a result, of a kernel.

    A matrix is applied to every column, then to every row; an entry 0, 1 or -1 is free.

    Raises:
        ConvbookTypeError: m is not an integer.
        ConvbookValueError: m is below 1 or too large.

    Example:
        >>> winograd_transforms(2), winograd_transforms(4)
        ((0, 0, 42), (144, 60, 117))
    """
    at, g, bt = winograd_matrices(m, TAPS)
    edge = m + TAPS - 1

    def entries(matrix: Tensor) -> int:
        size = matrix.abs()
        return int(((size != 0) & (size != 1)).sum())

    return entries(bt) * 2 * edge, entries(at) * (edge + m), entries(g) * (TAPS + edge)
