"""Poolings under a budget of multiply-adds."""

from itertools import pairwise

from convbook.exercises.draws import Draws
from convbook.exercises.dynamic_pooling.sizes import (
    CHAPTER,
    EIGHTH,
    alpha_field,
    count,
    eighths,
    pair,
)
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, rows, text
from convbook.exercises.fields import Answer


def _draw_budget(draws: Draws) -> Params:
    size, channels = draws.pick([32, 40, 48, 64]), [draws.pick([2, 4, 8]) for _ in range(4)]
    first = count(size, draws.integer(11, 28) / 8)
    second = count(first, draws.integer(11, 24) / 8)
    params = {"size": size, "channels": channels, "least": [first, second]}
    total = sum(_costs(params, [first, second]))
    return params | {"budget": total + 9 * channels[2] * channels[3]}


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
        f"together cost at most {params['budget']} multiply-adds.",
        "Sizes are rounded to the nearest whole number, halves to the even one.",
    ]


def _judge_budget(params: Params, answer: Answer) -> Verdict:
    first = count(params["size"], answer["first"])
    sizes = [first, count(first, answer["second"])]
    total = sum(_costs(params, sizes))
    shows = [text(f"B has {sizes[0]} px an axis, C {sizes[1]}."), text(f"Cost: {total}.")]
    fits = total <= params["budget"]
    large = sizes[0] >= params["least"][0] and sizes[1] >= params["least"][1]
    if fits and large:
        return Verdict(1, f"The maps are large enough and cost {total}.", shows)
    if large:
        said = f"The maps are large enough, but cost {total}, above {params['budget']}."
        return Verdict(0.5, said, shows)
    return Verdict(0, f"The maps have {sizes[0]} and {sizes[1]} px an axis: too few.", shows)


def _alphas(first: float, second: float) -> Answer:
    return pair("first", "second", eighths(first, EIGHTH, 16), eighths(second, EIGHTH, 16))


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
    },
    hint="The smallest maps allowed are within the budget: find alphas that round to their sizes.",
)

FAMILIES = (BUDGET,)
