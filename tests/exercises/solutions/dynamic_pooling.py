"""Reference solutions for the chapter on dynamic pooling."""

from fractions import Fraction
from itertools import pairwise, product
from typing import Any

Params = dict[str, Any]
STEPS = [k / 8 for k in range(1, 193)]


def _sizes(size: int, alpha: float) -> int:
    """The rounded size, by exact fractions."""
    return max(1, round(Fraction(size) / Fraction(alpha)))


def alphas_for_a_size(params: Params) -> Params:
    """The first alpha that gives the size, along each axis."""
    names = zip(("alpha_h", "alpha_w"), params["size"], params["target"], strict=True)
    return {n: next(a for a in STEPS if _sizes(s, a) == t) for n, s, t in names}


def alphas_of_one_size(params: Params) -> Params:
    """The ends of the range of alphas that give the size."""
    fits = [a for a in STEPS if _sizes(params["size"], a) == params["target"]]
    return {"first": fits[0], "second": fits[-1]}


def alphas_in_a_row(params: Params) -> Params:
    """All triples, until one fits."""
    for alphas in product(STEPS[8:16], repeat=3):
        size = params["size"]
        for alpha in alphas:
            size = _sizes(size, alpha)
        if size == params["target"]:
            return {"alphas": list(alphas)}
    raise AssertionError(params)


def query_points(params: Params) -> Params:
    """The cell's centre in exact fractions, and a quarter of alpha both ways."""
    cells = _sizes(params["size"], params["alpha"])
    centre = Fraction(2 * params["cell"] + 1, 2) * Fraction(params["size"], cells) - Fraction(1, 2)
    apart = Fraction(params["alpha"]) / 4
    return {"before": float(centre - apart), "behind": float(centre + apart)}


def odd_sizes_part(params: Params) -> Params:
    """The first output grows by pixel 2, the second by pixel 4; zeros make either smaller."""
    (first, second), (one, two) = params["pooled"], params["ways"]
    begin = [0, first, second] if one == "larger" else [first, 0, 0]
    end = [0 if begin[2] else second, 99 if two == "larger" else 0]
    return {"row": begin + end}


def quarter_averages_first(params: Params) -> Params:
    """One quarter holds the largest pixel and what its sum lacks; the rest is 0."""
    rest, values = int(4 * params["output"]), [0] * 16
    for place in (0, 1, 4, 5):
        values[place] = min(rest, params["largest"])
        rest -= values[place]
    return {"map": values}


def derivatives_by_alpha(params: Params) -> Params:
    """Each cell alone: rising, flat, or a hill whose far side is less steep."""
    gap = [8] * (params["alpha"] - 3)
    cells = {1: [0, *[0 for _ in gap], 0, 8], 0: [8, *gap, 8, 8], -1: [0, *gap, 8, 4]}
    return {"row": [value for sign in params["signs"] for value in cells[sign]]}


def step_that_overshoots(params: Params) -> Params:
    """The first start above the goal whose step lands between the bounds, by exact fractions."""
    goal, rate = Fraction(params["goal"]), Fraction(params["rate"])
    for step in STEPS:
        alpha = Fraction(step)
        reached = 1 / alpha + rate * (alpha - goal) * alpha**2 / goal**4
        if alpha > goal and params["lands"] <= reached < params["lands"] + 1:
            return {"alpha": step}
    raise AssertionError(params)


def pooling_on_a_budget(params: Params) -> Params:
    """All sizes that are large enough, until the cost lies between the bounds."""
    size, wide = params["size"], params["channels"]
    weights = [9 * a * b for a, b in pairwise(wide)]
    firsts = {_sizes(size, a): a for a in STEPS[:128]}
    for first, alpha in firsts.items():
        for second, beta in {_sizes(first, a): a for a in STEPS[:128]}.items():
            cost = sum(n * n * w for n, w in zip((size, first, second), weights, strict=True))
            large = first >= params["least"][0] and second >= params["least"][1]
            if large and params["budget"][0] <= cost <= params["budget"][1]:
                return {"first": alpha, "second": beta}
    raise AssertionError(params)


def bars_of_a_share(params: Params) -> Params:
    """Among all lines of dark and bright pixels, a balanced one with as many changes as asked."""
    size, deep = params["size"], params["deep"]
    for line in product((0, 9), repeat=size):
        changes = sum(a != b for a, b in pairwise(line))
        if changes == params["pairs"] and 2 * sum(line) == 9 * size:
            down = params["axis"] == "rows"
            return {"picture": [v for v in line for _ in range(deep)] if down else [*line] * deep}
    raise AssertionError(params)


def field_for_a_stretch(params: Params) -> Params:
    """The first alpha that is wide enough, and the first that is high enough with it."""

    def field(alpha: float) -> Fraction:
        start, slope = Fraction(1 + 2 * params["before"]), Fraction(1 + 4 * params["behind"], 2)
        return start + slope * Fraction(alpha)

    wide = next(a for a in STEPS if field(a) >= params["width"])
    high = next(a for a in STEPS if abs(field(a) - params["stretch"] * field(wide)) <= 1)
    return {"alpha_h": high, "alpha_w": wide}


def pixels_nobody_reads(params: Params) -> Params:
    """Try all alphas; a pixel is read if a point, moved inside, is less than 1 px away."""
    size = params["size"]
    for alpha in STEPS:
        cells = _sizes(size, alpha)
        if cells == 1 or alpha <= 4:
            continue
        centres = [Fraction((2 * a + 1) * size, 2 * cells) - Fraction(1, 2) for a in range(cells)]
        apart = Fraction(alpha) / 4
        points = [min(max(c + s, Fraction(0)), size - 1) for c in centres for s in (-apart, apart)]
        read = [any(abs(pixel - point) < 1 for point in points) for pixel in range(size)]
        if read.count(False) == params["unread"]:
            return {"alpha": alpha}
    raise AssertionError(params)


def maximum_meets_mean(params: Params) -> Params:
    """For each point a pixel above the output and one below, in the ratio of their shares."""
    alpha, row = params["alpha"], []
    first = Fraction(alpha, 4) - Fraction(1, 2)
    share = first % 1
    for value in params["wanted"]:
        cell = [value - 30 if 2 * i < alpha - 1 else value + 50 for i in range(alpha)]
        begin, last = int(first), alpha - 1 - int(first)
        for near, far, size in ((begin, begin + 1, 4), (last, last - 1, 4 if alpha == 3 else 84)):
            cell[near], cell[far] = value + int(share * size), value - int((1 - share) * size)
        row += cell
    return {"row": row}


SOLVERS = {
    "maximum-meets-mean": maximum_meets_mean,
    "pixels-nobody-reads": pixels_nobody_reads,
    "alphas-for-a-size": alphas_for_a_size,
    "alphas-of-one-size": alphas_of_one_size,
    "alphas-in-a-row": alphas_in_a_row,
    "query-points": query_points,
    "odd-sizes-part": odd_sizes_part,
    "quarter-averages-first": quarter_averages_first,
    "derivatives-by-alpha": derivatives_by_alpha,
    "step-that-overshoots": step_that_overshoots,
    "pooling-on-a-budget": pooling_on_a_budget,
    "bars-of-a-share": bars_of_a_share,
    "field-for-a-stretch": field_for_a_stretch,
}
