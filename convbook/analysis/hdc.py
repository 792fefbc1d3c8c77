"""Dilation rates without holes: the published rule, the exact criterion, and the best rates."""

from collections.abc import Sequence
from typing import Any, overload

import numpy as np

from convbook import checks
from convbook.checks.dilation import dilated_field, dilation_rates
from convbook.checks.values import LARGEST
from convbook.errors import ConvbookTypeError, ConvbookValueError, message

BoolArray = np.ndarray[Any, np.dtype[np.bool_]]
IntArray = np.ndarray[Any, np.dtype[np.integer[Any]]]
MOST_LAYERS = 2**20


def hdc_distances(rates: Sequence[int]) -> list[int]:
    """Compute the distances M_1, ..., M_n of the rule of hybrid dilated convolution.

    M_n = r_n,   M_i = max(M_{i+1} - 2 r_i, 2 r_i - M_{i+1}, r_i) = max(|M_{i+1} - 2 r_i|, r_i)

    The recursion is made for kernels of three taps. M_1 = 1 means that there is no hole; a larger
    M_1 proves nothing, since the recursion depends on the order of the layers and the pixels they
    read do not. On every stack of up to 4 layers, with rates up to 9 and kernels of 3 to 7 taps,
    M_1 is at least the largest gap; with two taps it is not, [1, 3] has M_1 = 1 and the gap 2.

    Args:
        rates: dilation r_i of every layer in px, the one nearest the input first.

    Returns:
        [M_1, ..., M_n] in px.

    Raises:
        ConvbookTypeError: `rates` is not a list of integers.
        ConvbookValueError: it is empty, or a rate is below 1.

    Example:
        >>> hdc_distances([1, 2, 5]), hdc_distances([1, 2, 9]), hdc_distances([5, 2, 1])
        ([1, 2, 5], [3, 5, 9], [7, 3, 1])

    Source: Wang et al., "Understanding convolution for semantic segmentation", WACV 2018,
        section 3.2. The paper writes the second term as M_{i+1} - 2 (M_{i+1} - r_i), the negative
        of the first.
    See: dilated-convolution/hdc
    """
    *lower, last = dilation_rates("hdc_distances", rates)
    distances = [last]
    for rate in reversed(lower):
        distances.append(max(abs(distances[-1] - 2 * rate), rate))
    return distances[::-1]


def satisfies_hdc(rates: Sequence[int], kernel_size: int = 3) -> bool:
    """Tell whether rates meet the published design goal M_2 <= K.

    The goal is neither sufficient ([2, 2, 2] meets it and reads 49 of 169 pixels) nor necessary
    ([1, 3, 1] misses it and reads every pixel). With r_1 = 1 no stack of up to 4 layers, with
    rates up to 9 and kernels of 3 to 7 taps, meets it and has a hole; with two taps [1, 1, 4] does.

    Args:
        rates: dilation of every layer in px, the one nearest the input first; two or more.
        kernel_size: number of taps along each axis, K.

    Returns:
        Whether M_2 of ``hdc_distances`` is at most K.

    Raises:
        ConvbookTypeError: an argument is not an integer or a list of integers.
        ConvbookValueError: there are fewer than two rates, or an argument is below 1.

    Example:
        >>> satisfies_hdc([1, 2, 5]), satisfies_hdc([1, 2, 9]), satisfies_hdc([2, 2, 2])
        (True, False, True)

    Source: Wang et al., WACV 2018, section 3.2.
    See: dilated-convolution/hdc
    """
    steps = dilation_rates("satisfies_hdc", rates)
    taps = checks.integer("satisfies_hdc", "kernel_size", kernel_size, minimum=1)
    if len(steps) < 2:
        rule = "rates must hold at least two rates"
        hint = "the rule speaks of M_2, which one layer does not have"
        raise ConvbookValueError(message("satisfies_hdc", rule, len(steps), hint))
    return hdc_distances(steps)[1] <= taps


@overload
def is_hole_free(rates: Sequence[int], kernel_size: int = 3) -> bool: ...
@overload
def is_hole_free(rates: IntArray, kernel_size: int = 3) -> BoolArray: ...
def is_hole_free(rates: Sequence[int] | IntArray, kernel_size: int = 3) -> bool | BoolArray:
    """Tell whether a stack of dilated convolutions reads every pixel of its receptive field.

    Sort the rates, r_(1) <= ... <= r_(n). There is no hole if and only if, for every i,

    r_(i) <= L_i,   L_i = 1 + (K - 1) (r_(1) + ... + r_(i-1)).

    Proof. Counted from the edge of the field, the pixels along one axis are the sums of all
    a_j r_j with a_j in 0..K-1; their order does not matter, and over several axes they form the
    product set. For one tap, K = 1, the field is one pixel and nothing can be missing. Let K >= 2.

    If the condition holds, the sums of the first i - 1 rates are 0..L_i - 1, by induction from
    L_1 = 1. Layer i adds copies of this block of L_i neighbouring pixels at distances r_(i) <=
    L_i, so that no pixel lies between two copies, and the union is 0..L_{i+1} - 1. After the last
    layer it is the whole field.

    If it fails, take the first i with r_(i) > L_i. The pixel L_i lies inside the field, and no sum
    reaches it: the smaller rates alone reach L_i - 1 at most, and any other sum contains a rate
    of r_(i) > L_i at least. It is a hole.

    It follows that some layer, whichever, must have rate 1.

    Args:
        rates: dilation of every layer in px, in any order, as a list; or an integer array [M, n]
            of M stacks of n layers.
        kernel_size: number of taps along each axis, K; odd or even.

    Returns:
        A bool for a list (or an array with one axis), a bool array [M] for an array [M, n].

    Raises:
        ConvbookTypeError: an argument is not an integer, a list of integers or an integer array.
        ConvbookValueError: there is no rate, an array has more than two axes, or a rate or the
            kernel is below 1.

    Example:
        >>> is_hole_free([1, 2, 5]), is_hole_free([5, 2, 1]), is_hole_free([2, 3, 4])
        (True, True, False)
        >>> is_hole_free(np.array([[1, 3, 9], [1, 3, 10]]))
        array([ True, False])

    Source: ours, in place of the rule of Wang et al., WACV 2018 (``satisfies_hdc``), which depends
        on the order of the layers and is neither necessary nor sufficient.
    See: dilated-convolution/hdc
    """
    name = "is_hole_free"
    taps = checks.integer(name, "kernel_size", kernel_size, minimum=1)
    if isinstance(rates, np.ndarray) and rates.ndim != 1:
        return _rows_without_hole(name, rates, taps)
    block = 1
    for rate in sorted(dilation_rates(name, rates)):
        if rate > block and taps > 1:
            return False
        block += (taps - 1) * rate
    return True


def _rows_without_hole(function: str, rates: IntArray, taps: int) -> BoolArray:
    if rates.dtype.kind not in "iu":
        rule = "rates must hold integers"
        raise ConvbookTypeError(message(function, rule, f"dtype {rates.dtype}"))
    if rates.ndim != 2 or rates.shape[1] == 0:
        rule = "rates must be a list, or [M, n] with n >= 1"
        raise ConvbookValueError(message(function, rule, f"shape {rates.shape}"))
    if rates.size and rates.min() < 1:
        raise ConvbookValueError(message(function, "every rate must be at least 1", rates.min()))
    bound = 1 + (taps - 1) * rates.shape[1] * int(rates.max(initial=1))
    ordered = rates.astype(np.int64 if bound <= LARGEST else object)
    ordered.sort(axis=1)
    free = np.ones(len(ordered), np.bool_)
    block = np.ones(len(ordered), ordered.dtype)
    for rate in ordered.T if taps > 1 else ():
        free &= rate <= block
        block += (taps - 1) * rate
    return free


def design_rates(
    kernel_size: int,
    min_receptive_field: int | None = None,
    num_layers: int | None = None,
    sawtooth: bool = False,
) -> list[int]:
    """Design the dilation rates of a stack without holes.

    Without sawtooth the rates are 1, K, K^2, ..., K^(n-1), and the receptive field is K^n px: the
    largest that n layers without a hole can have. By the criterion of ``is_hole_free`` the i-th
    smallest rate is at most L_i, the field of the smaller ones; equality for every i gives
    L_{i+1} = L_i + (K - 1) L_i = K L_i. So the fewest layers that reach a field F are the least n
    with K^n >= F.

    With sawtooth the group 1, 2, ..., K is repeated; the last repetition stops where the stack
    does. K is the largest rate that may stand beside one layer of rate 1 and nothing else
    (r <= 1 + (K - 1) 1), so that within a group no hole appears whatever layers are left out, as
    long as the layer of rate 1 stays. The field is smaller than K^n; small rates keep coming back
    in the higher layers, which is what the sawtooth is for. Here, too, the fewest layers of this
    pattern that reach F are given.

    Args:
        kernel_size: number of taps along each axis, K, at least 2.
        min_receptive_field: the field to reach along each axis in px, F.
        num_layers: the number of layers, n. Exactly one of the two is given.
        sawtooth: repeat 1, 2, ..., K instead of growing.

    Returns:
        The rates in px, the layer nearest the input first.

    Raises:
        ConvbookTypeError: an argument is not an integer, or `sawtooth` is not a bool.
        ConvbookValueError: an argument is too small, both or neither of the two are given, or the
            field needs more than 64 bits, or the stack more than 2^20 layers.

    Example:
        >>> design_rates(3, num_layers=3), design_rates(3, min_receptive_field=28)
        ([1, 3, 9], [1, 3, 9, 27])
        >>> design_rates(3, num_layers=6, sawtooth=True)
        [1, 2, 3, 1, 2, 3]

    Source: the sawtooth is that of Wang et al., WACV 2018, section 3.2; the optimum is ours.
    See: dilated-convolution/hdc
    """
    name = "design_rates"
    taps = checks.integer(name, "kernel_size", kernel_size, minimum=2)
    checks.flag(name, "sawtooth", sawtooth)
    if (min_receptive_field is None) == (num_layers is None):
        rule = "exactly one of min_receptive_field and num_layers must be given"
        got = f"{min_receptive_field} and {num_layers}"
        raise ConvbookValueError(message(name, rule, got))
    if num_layers is None:
        target = checks.integer(name, "min_receptive_field", min_receptive_field, minimum=1)
        layers = 1
    else:
        target, layers = 1, checks.integer(name, "num_layers", num_layers, minimum=1)
    rates: list[int] = []
    field = 1
    while field < target or len(rates) < layers:
        rates.append(len(rates) % taps + 1 if sawtooth else field)
        field += (taps - 1) * rates[-1]
        if field > LARGEST or len(rates) > MOST_LAYERS:
            dilated_field(name, rates, taps)
            rule = "the stack must need at most 2^20 layers"
            raise ConvbookValueError(message(name, rule, f"{len(rates)} without reaching the end"))
    return rates
