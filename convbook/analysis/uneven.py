"""Where a strided layer uses its padding on one side more than on the other."""

from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from torch import nn

from convbook import checks
from convbook.analysis.running import image_size, module_of
from convbook.analysis.strides import Laid, lay
from convbook.errors import ConvbookValueError, message

# Far enough for strides up to any divisor of it; meta tensors of this size hold no memory.
FAR_PX = 2**6 * 3**2 * 5 * 7


@dataclass(frozen=True)
class UnevenPadding:
    """A padded strided layer that uses unequal paddings before and after its input, in px.

    Attributes:
        name: dotted name of the module that runs the layer.
        axis: "h" (top and bottom) or "w" (left and right).
        remainder: padded px behind the last window, which nothing reads; negative where rounding
            up lets the last window hang over.
        padding: px on each side, or (before, after) where they differ.
        used: px of padding that windows read, (before, after); a negative number counts pixels
            of the image that no window reads.
    """

    name: str
    axis: str
    remainder: int
    padding: int | tuple[int, int]
    used: tuple[int, int]


def uneven_padding(net: nn.Module, input_size: int | tuple[int, int]) -> list[UnevenPadding]:
    """List the padded strided layers whose padding is consumed unevenly at an input size.

    remainder = i + p_before + p_after - (s (o - 1) + d (k - 1) + 1)

    px at the end of the padded axis are read by no window. The layer is uneven where p_before
    differs from p_after - remainder: always when equal paddings leave a remainder, as 224 px do
    with kernel 7, stride 2, padding 3, and also when TensorFlow's SAME pads an odd total.

    The network is run once, without computing numbers where it allows that, and left as it was.
    Padding is seen where a convolution or pooling has it, where a torch padding stands right
    before it, and where a layer pads its own input (an odd total is taken to have its odd px at
    the end, as SAME has). The symmetric padding of even kernels counts as k/2 px on each side.

    Args:
        net: any module that takes [1, C, H, W].
        input_size: an int or (h, w) in px.

    Returns:
        One record a layer and axis, in the order in which the layers run. Stride 1 reads all of
        its padding, so that such layers are not listed.

    Raises:
        ConvbookTypeError: `net` is no module, or the size is not an integer.
        ConvbookValueError: the size is below 1, or the network does not take it.

    Example:
        >>> net = nn.Sequential(nn.Conv2d(3, 8, 7, stride=2, padding=3))
        >>> [(r.name, r.axis, r.remainder, r.padding, r.used) for r in uneven_padding(net, 224)]
        [('0', 'h', 1, 3, (3, 2)), ('0', 'w', 1, 3, (3, 2))]
        >>> uneven_padding(net, 225)
        []

    Source: Alsallakh et al., "Mind the Pad", ICLR 2021, the condition i = s (o - 1) + k - 2 p on
        every down-sampling layer; here for any padding, dilation and rounding.
    See: kernels-and-padding/input-size
    """
    net = module_of("uneven_padding", net)
    size = image_size("uneven_padding", input_size)
    records = [_record(laid) for laid in lay("uneven_padding", net, size) if not laid.even]
    return list(dict.fromkeys(records))


def balanced_input_sizes(net: nn.Module, low: int, high: int) -> list[int]:
    """List the square input sizes at which no padded strided layer is uneven.

    i_0 = i_n s_1 ... s_n - sum over layers j of (s_j - k_j + 2 p_j) s_1 ... s_{j-1}, for every n

    For kernels with k - 2 p = 1 and stride s this is i_0 = s^n (i_n - 1) + 1. Every map's size
    follows the input's by rounded divisions, so that the answer repeats with the product of the
    strides: one period is run, and compared with runs elsewhere. Where the sizes do not follow
    that law, the network is run at every size.

    Args:
        net: any module that takes [1, C, H, W].
        low: the smallest size to consider, in px.
        high: the largest, in px; both ends are included.

    Returns:
        The sizes in px, in ascending order. Sizes that the network does not take are left out.

    Raises:
        ConvbookTypeError: `net` is no module, or a size is not an integer.
        ConvbookValueError: a size is below 1, `low` is above `high`, or the network takes none.

    Example:
        >>> net = nn.Sequential(nn.Conv2d(3, 8, 7, 2, 3), nn.MaxPool2d(3, 2, 1))
        >>> balanced_input_sizes(net, 217, 230)
        [217, 221, 225, 229]

    Source: Alsallakh et al., ICLR 2021, section on uneven application of padding, which prints
        the form for one stride; the general product is ours.
    See: kernels-and-padding/input-size
    """
    name = "balanced_input_sizes"
    net = module_of(name, net)
    first = checks.integer(name, "low", low, minimum=1)
    last = checks.integer(name, "high", high, minimum=1)
    if first > last:
        raise ConvbookValueError(message(name, "low must be at most high", f"{first} and {last}"))
    period = _period(net, last)
    if period is None or last - first + 1 <= 2 * period:
        return _all_sizes(net, first, last)
    window = {n % period: _is_even(net, n) for n in range(last - period + 1, last + 1)}
    probes = (first, first + period // 2, (first + last) // 2)
    if None in window.values() or any(_is_even(net, n) != window[n % period] for n in probes):
        return _all_sizes(net, first, last)
    return [n for n in range(first, last + 1) if window[n % period]]


def _record(laid: Laid) -> UnevenPadding:
    before, after = laid.padding
    padding = before if before == after else laid.padding
    return UnevenPadding(laid.name, laid.axis, laid.remainder, padding, laid.used)


def _is_even(net: nn.Module, size: int) -> bool | None:
    """Tell whether every layer is even; None where the network does not take the size."""
    try:
        return all(laid.even for laid in lay("balanced_input_sizes", net, (size, size)))
    except ConvbookValueError:
        return None


def _all_sizes(net: nn.Module, low: int, high: int) -> list[int]:
    found = {size: _is_even(net, size) for size in range(low, high + 1)}
    if not any(even is not None for even in found.values()):
        lay("balanced_input_sizes", net, (high, high))
    return [size for size, even in found.items() if even]


def _period(net: nn.Module, size: int) -> int | None:
    """The number of px after which remainders repeat, from how sizes grow; None if unknown."""
    try:
        near, far = (
            lay("balanced_input_sizes", net, (n, n), without_numbers=True)
            for n in (size, size + FAR_PX)
        )
    except ConvbookValueError:
        return None
    period = 1
    for a, b in zip(near, far, strict=False):
        growth = b.size - a.size
        if growth < 0 or (a.name, a.axis) != (b.name, b.axis):
            return None
        if growth:
            slope = Fraction(FAR_PX, growth)
            whole = slope.numerator * a.stride
            period = lcm(period, whole // gcd(whole, slope.denominator))
    return period if len(near) == len(far) else None
