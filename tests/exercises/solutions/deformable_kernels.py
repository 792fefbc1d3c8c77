"""Reference solutions for the chapter on deformable kernels."""

from itertools import product
from typing import Any

import numpy as np

Params = dict[str, Any]


def listed(values: Any) -> list[float]:
    """A flat list of numbers, integers where they are whole."""
    return [int(v) if v == int(v) else float(v) for v in np.asarray(values).ravel()]


def offsets_as_dilation(params: Params) -> Params:
    """Place to read minus place at rest."""
    taps = np.indices(params["kernel"]).reshape(2, -1).T
    return {"offsets": listed(taps * (np.array(params["rates"]) - 1) + np.array(params["shift"]))}


def offsets_for_a_kernel(params: Params) -> Params:
    """The places that made the wanted kernel."""
    return {"offsets": listed(np.array(params["places"]) - list(product(range(2), repeat=2)))}


def pixels_for_a_gradient(params: Params) -> Params:
    """A plane of these slopes."""
    value, slopes = (np.array(params[k]) / params["weight"] for k in ("output", "slopes"))
    corners = np.array(list(product(range(2), repeat=2)))
    return {"image": listed(value + (corners - params["place"]) @ slopes)}


def taps_for_a_kernel(params: Params) -> Params:
    """The places that made the wanted kernel, minus the places at rest."""
    rest = np.array(list(product(range(2), repeat=2))) + (len(params["scope"]) - 2) / 2
    return {"offsets": listed(np.array(params["places"]) - rest)}


def spread_and_shift(params: Params) -> Params:
    """The spread, and the shift that the wanted kernel was made with."""
    down, right = listed(params["shift"])
    return {"spread": params["spread"], "down": down, "right": right}


def clamp_or_fade(params: Params) -> Params:
    """Beside the entry, outside, where the wanted share of it is left."""
    size, place = len(params["scope"]), np.array(params["entry"], dtype=float)
    axis = int(params["entry"][0] not in (0, size - 1))
    outwards = 1 if place[axis] else -1
    place[axis] += outwards * (1 - params["eighths"] / 8)
    dy, dx = listed(place - (size - 1) / 2)
    return {"dy": dy, "dx": dx}


def stack_for_a_field(params: Params) -> Params:
    """The kernels of the wanted field, both with the other sign."""
    first, second = ([-weight for weight in kernel] for kernel in params["kernels"])
    return {"first": first, "second": second}


def zero_inside_the_field(params: Params) -> Params:
    """The first kernel without zeros that cancels at this pixel only."""
    nonzero = [value for value in range(-9, 10) if value]
    for second in product(nonzero, repeat=3):
        field = np.convolve(params["first"], second)
        if [i for i, value in enumerate(field) if value == 0] == [params["pixel"]]:
            return {"second": list(second)}
    raise AssertionError(params)


def moved_taps_derivative(params: Params) -> Params:
    """The offsets that made the wanted derivative."""
    return {"offsets": params["offsets"]}


def mixture_for_a_kernel(params: Params) -> Params:
    """The shares that made the wanted kernel, expert 3 traded for 0 and 1 where there is room."""
    shares = np.array(params["shares"], dtype=float)
    room = min(shares[3], 1 - shares[0], 1 - shares[1])
    return {"shares": listed(shares + room * np.array([1, 1, 0, -1]))}


def masks_for_a_kernel(params: Params) -> Params:
    """The masks that made the wanted kernel."""
    return {"masks": params["masks"]}


def count_offsets(params: Params) -> Params:
    """Pairs for every tap, at every output; a filter and a bias for each."""
    numbers = 2 * params["kernel"] ** 2
    height, width = (size // 2 for size in params["size"])
    branch = numbers * (params["channels"] * params["kernel"] ** 2 + 1)
    return {"local": numbers * height * width, "global": numbers, "branch": branch}


SOLVERS = {
    "mixture-for-a-kernel": mixture_for_a_kernel,
    "masks-for-a-kernel": masks_for_a_kernel,
    "count-offsets": count_offsets,
    "stack-for-a-field": stack_for_a_field,
    "zero-inside-the-field": zero_inside_the_field,
    "moved-taps-derivative": moved_taps_derivative,
    "taps-for-a-kernel": taps_for_a_kernel,
    "spread-and-shift-taps": spread_and_shift,
    "clamp-or-fade": clamp_or_fade,
    "offsets-as-dilation": offsets_as_dilation,
    "offsets-for-a-kernel": offsets_for_a_kernel,
    "pixels-for-a-gradient": pixels_for_a_gradient,
}
