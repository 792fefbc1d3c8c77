"""Live figure ``rate-triples``: all triples of dilation rates, by a rule and by counting."""

from functools import cache
from itertools import product
from math import gcd
from typing import Any, ClassVar

import numpy as np
from matplotlib.figure import Figure

from convbook import analysis, checks
from convbook.errors import ConvbookTypeError, ConvbookValueError, message
from convbook.widgets import coverage_numbers, rate_triples_still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.params import whole

NAME = "RateTriples"
MOST = 12
TARGET = 255
RULES = ("goal", "last", "both", "divisor", "exact")


class RateTriples(ConvFigure):
    """Every triple of rates from 1 to `most`, each judged by a rule and by its true coverage.

    `kernel` is the number of taps along each axis. `rule` is "goal", the published M_2 <= kernel;
    "last", M_1 = 1; "both", r_1 = 1 and M_2 <= kernel; "divisor", no common factor; or "exact",
    the sorted criterion. `rates` is the triple looked at, the layer nearest the input first.
    `target` and `sawtooth` ask for a design: the fewest layers without a hole that reach a field.

    Example:
        >>> RateTriples(rates=[1, 3, 1])
        RateTriples(rates=[1, 3, 1])
        >>> found = RateTriples.compute(RateTriples.defaults)
        >>> found["distances"], found["passes"], found["free"]
        ([2, 2, 2], True, False)
    """

    kind = "rate-triples"
    defaults: ClassVar[Params] = {
        "kernel": 3,
        "most": 9,
        "rule": "goal",
        "rates": [2, 2, 2],
        "target": 27,
        "sawtooth": False,
    }

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse numbers out of range, an unknown rule, and rates beyond the picture."""
        whole(NAME, "kernel", params["kernel"], 2, 7)
        most = whole(NAME, "most", params["most"], 3, MOST)
        checks.choice(NAME, "rule", params["rule"], RULES)
        rates = params["rates"]
        if not isinstance(rates, list | tuple) or len(rates) != 3:
            raise ConvbookValueError(message(NAME, "rates must be a list of 3", repr(rates)))
        for rate in rates:
            whole(NAME, "rates", rate, 1, most)
        whole(NAME, "target", params["target"], 2, TARGET)
        if not isinstance(params["sawtooth"], bool):
            rule = "sawtooth must be True or False"
            raise ConvbookTypeError(message(NAME, rule, repr(params["sawtooth"])))

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """The triple's numbers, the class of every triple, and the design asked for.

        `classes` lists 0 (passes, no hole), 1 (passes, holes), 2 (fails, no hole) and 3 (fails,
        holes), r_1 running fastest and r_3 slowest; `quadrants` counts each.
        """
        kernel, rates = params["kernel"], params["rates"]
        classes = judged(kernel, params["most"], params["rule"])
        return coverage_numbers.numbers(rates, kernel) | {
            "distances": analysis.hdc_distances(rates),
            "passes": passes(params["rule"], tuple(rates), kernel),
            "classes": list(classes),
            "quadrants": np.bincount(classes, minlength=4).tolist(),
            **_design(params),
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """How often rule and truth agree, then the triple looked at, then the design."""
        found = cls.compute(params)
        good, wrong, missed, bad = found["quadrants"]
        verdict = "passes" if found["passes"] else "fails"
        distances = ", ".join(map(str, found["distances"]))
        return (
            f"All {params['most'] ** 3} triples of rates up to {params['most']}, kernel "
            f"{params['kernel']}, rule: {rate_triples_still.RULES[params['rule']]}. {good} pass "
            f"and have no hole, {wrong} pass and have holes, {missed} fail and have no hole, {bad} "
            f"fail and have holes. Rates {', '.join(map(str, params['rates']))} have M = "
            f"{distances}; the rule {verdict}. {coverage_numbers.why(found)} For a field of "
            f"{params['target']} px: rates {', '.join(map(str, found['design']))}."
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """One panel for each r_3, and the triple looked at."""
        return rate_triples_still.draw(params, cls.compute(params))


@cache
def passes(rule: str, rates: tuple[int, ...], kernel: int) -> bool:
    """Whether a rule accepts the rates.

    Example:
        >>> passes("goal", (2, 2, 2), 3), passes("last", (2, 2, 2), 3)
        (True, False)
    """
    if rule == "goal":
        return analysis.satisfies_hdc(rates, kernel)
    if rule == "last":
        return analysis.hdc_distances(rates)[0] == 1
    if rule == "both":
        return rates[0] == 1 and analysis.satisfies_hdc(rates, kernel)
    if rule == "divisor":
        return gcd(*rates) == 1
    return analysis.is_hole_free(rates, kernel)


@cache
def _full(kernel: int, rates: tuple[int, ...]) -> bool:
    return analysis.largest_gap(rates, kernel) == 1


@cache
def judged(kernel: int, most: int, rule: str) -> tuple[int, ...]:
    """The class of every triple, r_1 running fastest."""
    found = []
    for r3, r2, r1 in product(range(1, most + 1), repeat=3):
        rates = (r1, r2, r3)
        holes = not _full(kernel, tuple(sorted(rates)))
        found.append(2 * (not passes(rule, rates, kernel)) + holes)
    return tuple(found)


def _design(params: Params) -> dict[str, Any]:
    """The library's design, and its last rate cut to what the target needs."""
    kernel, target = params["kernel"], params["target"]
    rates = analysis.design_rates(kernel, target, sawtooth=params["sawtooth"])
    before = 1 + (kernel - 1) * sum(rates[:-1])
    cut = max(1, -((before - target) // (kernel - 1)))
    return {
        "design": rates,
        "designed": 1 + (kernel - 1) * sum(rates),
        "cut": cut,
        "reached": before + (kernel - 1) * cut,
        "weights": len(rates) * kernel**2,
        "dense": target**2,
    }
