"""Reference solutions for the chapter on dilated convolution."""

from collections import Counter
from itertools import combinations_with_replacement, pairwise, product
from typing import Any


def rates_without_gaps(params: dict[str, Any]) -> dict[str, Any]:
    """Rates 1, K, K^2 cover without gap: each layer steps over what the ones before it span."""
    rates, span = [], 1
    while span < params["field"]:
        rates.append(min(span, -(-(params["field"] - span) // (params["kernel"] - 1))))
        span += rates[-1] * (params["kernel"] - 1)
    return {"rates": rates}


def wide_field_with_a_gap(params: dict[str, Any]) -> dict[str, Any]:
    """Two layers of rate 1, and one that jumps over the place just behind their block."""
    kernel = params["kernel"]
    block = 1 + 2 * (kernel - 1)
    rate = max(block + 1, -(-(params["field"] - block) // (kernel - 1)))
    return {"rates": [rate, 1, 1], "skipped": block}


def mend_a_stack(params: dict[str, Any]) -> dict[str, Any]:
    """Add the next power of the kernel while the smallest rate left jumps too far."""
    added: list[int] = []
    while True:
        rates = sorted([*params["rates"], *added])
        fields = [1 + (params["kernel"] - 1) * sum(rates[:i]) for i in range(len(rates))]
        short = [field for rate, field in zip(rates, fields, strict=True) if rate > field]
        if not short:
            return {"rates": added}
        added.append(short[0])


def rates_for_a_map(params: dict[str, Any]) -> dict[str, Any]:
    """Rate 1, then 2 or 3, then what is left."""
    left = (params["size"] - params["side"]) // 2 - 1
    second = 2 if left <= 9 else 3
    return {"rates": [1, second, left - second]}


def sums(rates: list[int], kernel: int) -> list[int]:
    """All sums of one step in each layer, with repetitions: one for every path."""
    steps = [[tap * rate for tap in range(kernel)] for rate in rates]
    return [sum(path) for path in product(*steps)]


def rule_against_truth(params: dict[str, Any]) -> dict[str, Any]:
    """Try all rates."""
    kernel, passes, largest = params["kernel"], params["passes"], params["largest"]
    for rates in product(range(1, largest + 1), repeat=3):
        distance = max(rates[2] - 2 * rates[1], 2 * rates[1] - rates[2], rates[1])
        if max(rates) == largest and (distance <= kernel) == passes:
            read = set(sums(list(rates), kernel))
            if (len(read) <= max(read)) == passes:
                return {"rates": list(rates)}
    raise ValueError(params)


def hdc_distances(params: dict[str, Any]) -> dict[str, Any]:
    """The recursion written out, and the steps between the inputs read."""
    first, second, third, fourth = params["rates"]
    found = [fourth]
    for rate in (third, second, first):
        found.insert(0, max(found[0] - 2 * rate, 2 * rate - found[0], rate))
    read = sorted(set(sums(params["rates"], 3)))
    gap = max(after - before for before, after in pairwise(read))
    return {"distances": found, "gap": gap}


def inputs_not_told_apart(params: dict[str, Any]) -> dict[str, Any]:
    """Change whatever no path of any output starts from."""
    read = {
        p + t for p in sums(params["rates"], params["kernel"]) for t in range(params["outputs"])
    }
    return {"second": [v if i in read else 9 - v for i, v in enumerate(params["input"])]}


def paths_from_the_middle(params: dict[str, Any]) -> dict[str, Any]:
    """Try all rates of the right sum, and count the steps that add up to 0."""
    layers, kernel = params["layers"], params["kernel"]
    total = (params["field"] - 1) // (kernel - 1)
    for rates in combinations_with_replacement(range(1, 7), layers):
        if sum(rates) == total:
            ways = Counter([0])
            for rate in rates:
                steps = [tap * rate for tap in range(-(kernel // 2), kernel // 2 + 1)]
                ways = Counter(
                    {at: sum(ways[at - step] for step in steps) for at in range(-2 * 30, 61)}
                )
            if ways[0] == params["paths"]:
                return {"rates": list(rates)}
    raise ValueError(params)


def dilated_layer_for_a_size(params: dict[str, Any]) -> dict[str, Any]:
    """Try all layers, and count the positions of each kernel."""
    for kernel, rate, padding in product(range(2, 8), range(2, 6), range(7)):
        last = params["size"] + 2 * padding - rate * (kernel - 1)
        positions = range(0, max(last, 0), params["stride"])
        if len(positions) == params["output"] and rate * (kernel - 1) + 1 >= params["span"]:
            return {"kernel": kernel, "dilation": rate, "padding": padding}
    raise ValueError(params)


def taps_on_the_map(params: dict[str, Any]) -> dict[str, Any]:
    """Try all rates and outputs."""
    height, width = params["height"], params["width"]
    pixels = set(product(range(height), range(width)))
    for rate in range(params["rate"], 25):
        steps = list(product((-rate, 0, rate), repeat=2))
        for row, column in sorted(pixels):
            landed = sum((row + a, column + b) in pixels for a, b in steps)
            if landed == params["taps"]:
                return {"rate": rate, "row": row, "column": column}
    raise ValueError(params)


def two_stacks_one_field(params: dict[str, Any]) -> dict[str, Any]:
    """Try all rates of the right sum, and count the sums of steps."""
    kernel, field = params["kernel"], params["field"]
    total, found = (field - 1) // (kernel - 1), {}
    for first, second in product(range(1, total), repeat=2):
        rates = [first, second, total - first - second]
        if 1 <= rates[2] <= 24 and max(rates) <= 24:
            found[len(set(sums(rates, kernel)))] = rates
    return {"first": found[field], "second": found[params["read"]]}


def neighbours_that_share(params: dict[str, Any]) -> dict[str, Any]:
    """Try all rates of the right sum, and move what is read by one."""
    total = (params["field"] - 1) // 2
    for first, second in product(range(1, 10), repeat=2):
        rates = [first, second, total - first - second]
        if rates[2] >= 1:
            read = set(sums(rates, 3))
            if len(read & {place + 1 for place in read}) == params["shared"]:
                return {"rates": rates}
    raise ValueError(params)


def rows_woven_together(params: dict[str, Any]) -> dict[str, Any]:
    """Sub-rows of the mean that the sum of the taps asks for."""
    values = [value / sum(params["kernel"]) for value in params["output"]]
    return {"row": (values * params["size"])[: params["size"]]}


SOLVERS = {
    "neighbours-that-share": neighbours_that_share,
    "rows-woven-together": rows_woven_together,
    "two-stacks-one-field": two_stacks_one_field,
    "dilated-layer-for-a-size": dilated_layer_for_a_size,
    "hdc-distances": hdc_distances,
    "inputs-not-told-apart": inputs_not_told_apart,
    "mend-a-stack": mend_a_stack,
    "paths-from-the-middle": paths_from_the_middle,
    "rates-for-a-map": rates_for_a_map,
    "rates-without-gaps": rates_without_gaps,
    "rule-against-truth": rule_against_truth,
    "taps-on-the-map": taps_on_the_map,
    "wide-field-with-a-gap": wide_field_with_a_gap,
}
