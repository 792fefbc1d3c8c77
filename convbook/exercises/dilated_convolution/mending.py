"""Stacks of dilated layers without gaps: layers that close them, and rates that fit a map."""

from convbook.analysis import largest_gap
from convbook.exercises import fields
from convbook.exercises.dilated_convolution.reads import CHAPTER, words
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, Work, text
from convbook.exercises.fields import Answer, Field

LARGEST_RATE = 24


def _draw_mend(draws: Draws) -> Params:
    while True:
        kernel, rates = draws.pick([2, 3, 4]), draws.integers(3, 17, 3)
        layers = _fewest(kernel, rates)
        if 2 <= layers <= 3:
            return {"kernel": kernel, "rates": rates, "layers": layers}


def _fewest(kernel: int, rates: list[int]) -> int:
    """The fewest layers that close all gaps: each as large as the block read without gap so far."""
    added, block = 0, 1
    for rate in sorted(rates):
        while rate > block:
            added, block = added + 1, kernel * block
        block += (kernel - 1) * rate
    return added


def _state_mend(params: Params) -> list[str | Block]:
    return [
        f"Three layers of stride 1 have kernels of {params['kernel']} taps along an axis and the "
        f"dilation rates {words(params['rates'])}. One output skips inputs of its field, from the "
        "first input it reads to the last.",
        f"Add at most {params['layers']} layers with the same kernel on top, and choose their "
        "rates so that one output of the larger stack reads every input of its field.",
    ]


def _form_mend(params: Params) -> tuple[Field, ...]:
    label, most = "Rates of the added layers", params["layers"]
    return (fields.numbers("rates", label, 1, LARGEST_RATE, fewest=1, most=most),)


def _judge_mend(params: Params, answer: Answer) -> Verdict:
    kernel, block = params["kernel"], 1
    rates = sorted([*params["rates"], *answer["rates"]])
    gap = largest_gap(rates, kernel)
    shows = [
        text(f"All rates, sorted: {words(rates)}."),
        text(f"Inputs read are at most {gap} apart."),
    ]
    for rate in rates:
        if rate > block:
            said = f"The smaller rates read a block of {block}, and rate {rate} jumps further."
            return Verdict(0, said, shows)
        block += (kernel - 1) * rate
    return Verdict(1, f"Every input of the field of {block} is read.", shows)


def _one(params: Params) -> Answer:
    return {"rates": [1]}


def _coprime(params: Params) -> Answer:
    return {"rates": [min(params["rates"]) + 1]}


def _across(params: Params) -> Answer:
    """One layer whose step is just below the largest gap."""
    return {"rates": [largest_gap(params["rates"], params["kernel"]) - 1]}


MEND_A_STACK = Family(
    id="mend-a-stack",
    title="Close the gaps of a stack",
    chapter=CHAPTER,
    page="hdc",
    kind="certificate",
    draw=_draw_mend,
    statement=_state_mend,
    form=_form_mend,
    judge=_judge_mend,
    misconceptions={
        "one-is-enough": Misconception(
            "A layer of rate 1 is needed, but it only makes a block as long as the kernel; the "
            "smallest rate of the stack is larger than that block.",
            _one,
        ),
        "no-common-factor-is-enough": Misconception(
            "Rates without a common factor can leave gaps: without a rate of 1, the second place "
            "of the field is never read.",
            _coprime,
        ),
        "bridge-the-largest-gap": Misconception(
            "A rate just below the largest gap puts new places into it and does not fill it, since "
            "the taps of the new layer stand apart themselves.",
            _across,
        ),
    },
    hint="Sort all rates; each may be at most the field of the smaller ones together.",
)


def _draw_fit(draws: Draws) -> Params:
    side = draws.integer(3, 14)
    return {"size": side + 2 * draws.integer(8, 13), "side": side}


def _state_fit(params: Params) -> list[str | Block]:
    size, side = params["size"], params["side"]
    return [
        f"An image of `{size} × {size}` goes through three layers with `3 × 3` kernels, stride 1 "
        "and no padding; a layer has one dilation rate for both axes. Choose the rates so that "
        f"the last map is `{side} × {side}` and each of its units reads every pixel of its field.",
    ]


def _form_fit(params: Params) -> tuple[Field, ...]:
    return (fields.numbers("rates", "Rates, first layer first", 1, 12, fewest=3, most=3),)


def _judge_fit(params: Params, answer: Answer) -> Verdict:
    rates, gap = answer["rates"], largest_gap(answer["rates"], 3)
    sides = [params["size"] - 2 * sum(rates[: i + 1]) for i in range(3)]
    if sides[-1] < 1:
        shows = [text("A kernel does not fit into its map.")]
        return Verdict(0, "The layers take off more than the image has.", shows)
    shows = [
        text(f"Sides of the maps: {words(sides)}."),
        text(f"Pixels read along an axis are at most {gap} apart."),
    ]
    fits = sides[-1] == params["side"]
    if fits and gap == 1:
        return Verdict(1, f"The last map has a side of {sides[-1]} and nothing is skipped.", shows)
    if fits:
        return Verdict(0.5, f"The size fits, but pixels read lie {gap} apart.", shows)
    said = f"The last map has a side of {sides[-1]}, not {params['side']}."
    return Verdict(0.5 if gap == 1 else 0, said, shows)


def _sum(params: Params) -> int:
    difference: int = params["size"] - params["side"]
    return difference // 2


def _alike(params: Params) -> Answer:
    total = _sum(params)
    return {"rates": [total // 3, total // 3, total - 2 * (total // 3)]}


def _ordinary_on_top(params: Params) -> Answer:
    return {"rates": [_sum(params) - 2, 1, 1]}


def _taps_times_rate(params: Params) -> Answer:
    """The effective size is taken for 3 r, so that a layer would take off 3 r - 1."""
    total = (2 * _sum(params) + 3) // 3
    return {"rates": [1, (total - 1) // 2, total - 1 - (total - 1) // 2]}


def _start_fit(params: Params) -> Params:
    """The figure of three layers, with rates of 1, at a corner of the last map."""
    rates = {f"rate_{i}": 1 for i in (1, 2, 3)}
    where = {"layer": 3, "row": 0, "column": 0}
    return {"kernel": 3, "size": params["size"], "padding": "none", **rates, **where}


RATES_FOR_A_MAP = Family(
    id="rates-for-a-map",
    title="Rates for a map without padding",
    chapter=CHAPTER,
    page="what-is-dilated",
    kind="certificate",
    draw=_draw_fit,
    statement=_state_fit,
    form=_form_fit,
    judge=_judge_fit,
    misconceptions={
        "rates-alike-are-safe": Misconception(
            "The sum of the rates is right, but no layer has rate 1, so that the pixels next to "
            "the border of the field are skipped.",
            _alike,
        ),
        "ordinary-layers-fill-any-gap": Misconception(
            "Two ordinary layers together read 5 pixels along an axis; a rate above 5 jumps over "
            "some, whichever layer has it.",
            _ordinary_on_top,
        ),
        "extent-is-taps-times-rate": Misconception(
            "A kernel of 3 taps at rate r spans 2r + 1 pixels, not 3r, so a layer takes 2r off "
            "each axis.",
            _taps_times_rate,
        ),
    },
    hint="Each layer takes twice its rate off the side; then sort the rates and look for gaps.",
    work=Work("three-layers", _start_fit, {"rates": ("rate_1", "rate_2", "rate_3")}),
)

FAMILIES = (MEND_A_STACK, RATES_FOR_A_MAP)
