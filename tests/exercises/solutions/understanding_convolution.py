"""Reference solutions for the chapter on what convolution is."""

import itertools
import math
from typing import Any

import numpy as np
import torch

Params = dict[str, Any]


def differ_at_one_output(params: Params) -> Params:
    """A step of the signal's even or odd places after the window's start."""
    place = params["place"]
    return {"signal": [int(i > place and (i - place) % 2 == 0) for i in range(8)]}


def constants_and_ramps(params: Params) -> Params:
    """Two taps: the first moment is the second of them."""
    return {"kernel": [params["slope"] - params["shift"], params["shift"], 0, 0, 0]}


def two_signals_one_response(params: Params) -> Params:
    """Add a sequence that the kernel turns to zero, number by number."""
    first, middle, last = params["kernel"]
    unseen = [1, 0]
    while len(unseen) < len(params["signal"]):
        unseen.append(-(first * unseen[-2] + middle * unseen[-1]) * last)
    return {"signal": [x + d for x, d in zip(params["signal"], unseen, strict=True)]}


def column_times_row(params: Params) -> Params:
    """Divide the first row by what its entries have in common; the multiples are the column."""
    kernel = params["kernel"]
    common = math.gcd(*kernel[0])
    row = [value // common for value in kernel[0]]
    return {"column": [line[0] / row[0] for line in kernel], "row": row}


def groups_within_a_budget(params: Params) -> Params:
    """Try every number."""
    inputs, outputs = params["inputs"], params["outputs"]
    for groups in range(1, 49):
        if inputs % groups == 0 == outputs % groups and inputs // groups >= params["reads"]:
            weight = torch.empty(outputs, inputs // groups, params["kernel"], params["kernel"])
            if weight.numel() + outputs <= params["budget"]:
                return {"groups": groups}
    raise AssertionError(params)


def restore_a_size(params: Params) -> Params:
    """The convolution's own padding, and what its stride left over."""
    room = params["big"] + 2 * params["padding"] - params["kernel"]
    return {"padding": params["padding"], "output_padding": room % params["stride"]}


def stride_and_padding(params: Params) -> Params:
    """Place the windows, and see where the last one ends."""
    for stride in range(2, 9):
        last = (params["outputs"] - 1) * stride + params["dilation"] * (params["kernel"] - 1)
        padding, odd = divmod(last + 1 - params["size"], 2)
        if not odd and 0 <= padding <= 12:
            return {"stride": stride, "padding": padding}
    raise AssertionError(params)


def field_on_a_budget(params: Params) -> Params:
    """Try all small stacks, from the output back to the image."""
    for kernels in itertools.product((3, 5, 7), repeat=3):
        for strides in itertools.product((1, 2), repeat=3):
            field = 1
            for kernel, stride in zip(kernels[::-1], strides[::-1], strict=True):
                field = (field - 1) * stride + kernel
            fits = field == params["field"] and math.prod(strides) == params["pitch"]
            if fits and sum(k * k for k in kernels) <= params["budget"]:
                layers = zip(kernels, strides, strict=True)
                return {"layers": [v for layer in layers for v in layer]}
    raise AssertionError(params)


def gradient_of_the_taps(params: Params) -> Params:
    """Let torch differentiate."""
    taps = torch.zeros(1, 1, 3, requires_grad=True)
    signal = torch.tensor(params["signal"], dtype=torch.float32)[None, None]
    output = torch.nn.functional.conv1d(signal, taps)
    output.backward(torch.tensor(params["upstream"], dtype=torch.float32)[None, None])
    assert taps.grad is not None
    return {"gradient": taps.grad.flatten().tolist()}


def low_channels_on_a_budget(params: Params) -> Params:
    """Add the four paths up, from no low channel on."""
    full, half = params["side"] ** 2, (params["side"] // 2) ** 2
    for low in range(params["channels"] + 1):
        high = params["channels"] - low
        if 9 * (high * high * full + (2 * high * low + low * low) * half) <= params["budget"]:
            return {"low": low}
    raise AssertionError(params)


def kernel_that_may_be_turned(params: Params) -> Params:
    """Try small differences of the outer and of the inner taps."""
    signal, first = params["signal"], params["first"]
    for outer, inner in itertools.product(range(1, 4), range(-6, 7)):
        kernel = [first, inner, 0, 0, first - outer]
        if np.array_equal(np.convolve(signal, kernel, "valid"), np.correlate(signal, kernel)):
            return {"kernel": kernel}
    raise AssertionError(params)


def sum_of_two_products(params: Params) -> Params:
    """Two rows of the kernel, and their shares in the third, by trying them."""
    for order in itertools.permutations(range(3)):
        first, second, third = (params["kernel"][i] for i in order)
        for a, b in itertools.product(range(-2, 3), repeat=2):
            if [a * x + b * y for x, y in zip(first, second, strict=True)] == third:
                shares = dict(zip(order, ([1, 0], [0, 1], [a, b]), strict=True))
                return {"columns": [v for i in range(3) for v in shares[i]], "rows": first + second}
    raise AssertionError(params)


def heard_through_a_shuffle(params: Params) -> Params:
    """Multiply the matrices of both layers and of the shuffle, for all groups."""
    channels = params["channels"]
    divisors = [g for g in range(1, channels + 1) if channels % g == 0]

    def layer(groups: int) -> Any:
        size = channels // groups
        return np.kron(np.eye(groups), np.ones((size, size)))

    for first, second in itertools.product(divisors, repeat=2):
        if channels**2 // first + channels**2 // second > params["budget"]:
            continue
        order = np.arange(channels).reshape(first, -1).T.flatten()
        paths = layer(second) @ layer(first)[order]
        if np.all(np.count_nonzero(paths, axis=1) == params["heard"]):
            return {"first": first, "shuffled": first, "second": second}
    raise AssertionError(params)


SOLVERS = {
    "kernel-that-may-be-turned": kernel_that_may_be_turned,
    "sum-of-two-products": sum_of_two_products,
    "heard-through-a-shuffle": heard_through_a_shuffle,
    "low-channels-on-a-budget": low_channels_on_a_budget,
    "stride-and-padding-for-a-size": stride_and_padding,
    "field-on-a-budget": field_on_a_budget,
    "gradient-of-the-taps": gradient_of_the_taps,
    "column-times-row": column_times_row,
    "groups-within-a-budget": groups_within_a_budget,
    "restore-a-size": restore_a_size,
    "differ-at-one-output": differ_at_one_output,
    "constants-and-ramps": constants_and_ramps,
    "two-signals-one-response": two_signals_one_response,
}
