"""Poolings under a budget of multiply-adds."""

from itertools import pairwise

from convbook.exercises.draws import Draws
from convbook.exercises.dynamic_pooling.sizes import (
    CHAPTER,
    EIGHTH,
    alpha_field,
    alphas,
    count,
    eighths,
    pair,
)
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, rows, text
from convbook.exercises.fields import Answer

ALPHAS = alphas(EIGHTH, 16)


def _draw_budget(draws: Draws) -> Params:
    """Bounds around the cost of two sizes, and smaller sizes that fall short of it."""
    while True:
        size, channels = draws.pick([32, 40, 48, 64]), [draws.pick([2, 4, 8]) for _ in range(4)]
        first = count(size, draws.integer(11, 28) / 8)
        second = count(first, draws.integer(11, 24) / 8)
        least = [first - draws.integer(1, 3), second - draws.integer(0, 2)]
        params = {"size": size, "channels": channels, "least": least}
        total = sum(_costs(params, [first, second]))
        low = total - total // 24
        if min(least) > 1 and sum(_costs(params, least)) < low:
            return params | {"budget": [low, total + total // 96]}


def _weights(params: Params) -> list[int]:
    wide = params["channels"]
    return [9 * a * b for a, b in pairwise(wide)]


def _costs(params: Params, sizes: list[int]) -> list[int]:
    maps = [params["size"], *sizes]
    return [n * n * w for n, w in zip(maps, _weights(params), strict=True)]


def _state_budget(params: Params) -> list[str | Block]:
    first, second = params["least"]
    costs = [list(line) for line in zip("ABC", _weights(params), strict=True)]
    return [
        f"An image of {params['size']} by {params['size']} px goes through convolution A, a "
        "DynOPool, convolution B, a second DynOPool and convolution C. The convolutions keep the "
        "size.",
        rows(["Convolution", "Multiply-adds per px"], costs),
        "Choose `alpha` of both poolings (input px per output px, the same on both axes, multiples "
        f"of 1/8) so that B has at least {first} px an axis, C at least {second}, and A, B and C "
        f"together cost at least {params['budget'][0]} and at most {params['budget'][1]} "
        "multiply-adds.",
        "Sizes are rounded to the nearest whole number, halves to the even one.",
    ]


def _judge_budget(params: Params, answer: Answer) -> Verdict:
    first = count(params["size"], answer["first"])
    sizes = [first, count(first, answer["second"])]
    total = sum(_costs(params, sizes))
    shows = [text(f"B has {sizes[0]} px an axis, C {sizes[1]}."), text(f"Cost: {total}.")]
    if sizes[0] < params["least"][0] or sizes[1] < params["least"][1]:
        return Verdict(0, f"The maps have {sizes[0]} and {sizes[1]} px an axis: too few.", shows)
    low, high = params["budget"]
    if low <= total <= high:
        return Verdict(1, f"The maps are large enough and cost {total}.", shows)
    bound = f"above {high}" if total > high else f"less than {low}"
    return Verdict(0.5, f"The maps are large enough, but cost {total}, {bound}.", shows)


def _alphas(first: float, second: float) -> Answer:
    return pair("first", "second", eighths(first, EIGHTH, 16), eighths(second, EIGHTH, 16))


def _smallest(params: Params) -> Answer:
    """The largest alphas that leave the maps large enough."""
    size, found = params["size"], []
    for least in params["least"]:
        found.append(next(a for a in ALPHAS[::-1] if count(size, a) >= least))
        size = count(size, found[-1])
    return pair("first", "second", *found)


def _quotients(params: Params) -> tuple[float, float]:
    first, second = params["least"]
    return params["size"] / first, first / second


BUDGET = Family(
    id="pooling-on-a-budget",
    title="Pooling on a budget",
    chapter=CHAPTER,
    page="training-it",
    kind="certificate",
    draw=_draw_budget,
    statement=_state_budget,
    form=lambda params: (
        alpha_field("first", "First alpha", 16),
        alpha_field("second", "Second alpha", 16),
    ),
    judge=_judge_budget,
    misconceptions={
        "second-reads-the-image": Misconception(
            "The second pooling reads what the first has left, not the image.",
            lambda p: _alphas(_quotients(p)[0], p["size"] / p["least"][1]),
        ),
        "cost-falls-in-proportion": Misconception(
            "Pooling by alpha on both axes divides the px by alpha squared, so the square root of "
            "that suffices.",
            lambda p: _alphas(_quotients(p)[0] ** 2, _quotients(p)[1] ** 2),
        ),
        "alpha-is-the-ratio": Misconception(
            "Those are the ratios r, output px per input px; as `alpha` they enlarge the maps, and "
            "every larger map costs more.",
            lambda p: _alphas(1 / _quotients(p)[0], 1 / _quotients(p)[1]),
        ),
        "smallest-maps-do": Misconception(
            "The smallest maps allowed cost less than is to be spent here; one of them must be "
            "larger.",
            _smallest,
        ),
    },
    hint="Start with the smallest maps allowed and enlarge one of them; one more px an axis costs "
    "2n + 1 times the convolution's multiply-adds.",
)

FAMILIES = (BUDGET,)
