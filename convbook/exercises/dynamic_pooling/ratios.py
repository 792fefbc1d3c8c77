"""Sizes that ratios give: rounding, both axes, several poolings in a row."""

from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.dynamic_pooling.sizes import (
    CHAPTER,
    EIGHTH,
    alpha_field,
    alphas,
    count,
    eighths,
    pair,
    whole,
)
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, Work, text
from convbook.exercises.fields import Answer, Field
from convbook.viz import format_number

ROUNDING = "Sizes are rounded to the nearest whole number, halves to the even one."


def _draw_size(draws: Draws) -> Params:
    while True:
        size, target = draws.integers(5, 8, 2), draws.integers(2, 7, 2)
        if all(t != s for s, t in zip(size, target, strict=True)):
            return {"size": size, "target": target}


def _state_size(params: Params) -> list[str | Block]:
    (height, width), (rows, columns) = params["size"], params["target"]
    return [
        f"A DynOPool reads a map of {height} rows and {width} columns. Choose `alpha` for both "
        f"axes, input px per output px, so that the output has {rows} rows and {columns} columns.",
        f"Both are multiples of 1/8. {ROUNDING}",
    ]


def _form_size(params: Params) -> tuple[Field, ...]:
    return alpha_field("alpha_h", "alpha_h, rows"), alpha_field("alpha_w", "alpha_w, columns")


def _judge_size(params: Params, answer: Answer) -> Verdict:
    given = answer["alpha_h"], answer["alpha_w"]
    found = [count(s, a) for s, a in zip(params["size"], given, strict=True)]
    right = sum(n == t for n, t in zip(found, params["target"], strict=True))
    shows = [text(f"Rows of the output: {found[0]}; columns: {found[1]}.")]
    (rows, columns), said = params["target"], f"The output is {found[0]} by {found[1]}"
    if right == 2:
        return Verdict(1, f"{said}, as asked.", shows)
    return Verdict(right / 2, f"{said}, not {rows} by {columns}.", shows)


def _per_axis(params: Params, alpha: list[float]) -> Answer:
    return pair("alpha_h", "alpha_w", alpha[0], alpha[1])


def _exact(size: list[int], target: list[int]) -> list[float]:
    return [eighths(s / t, EIGHTH, 8) for s, t in zip(size, target, strict=True)]


def _lowest_by_floor(size: int, target: int) -> float:
    """The smallest alpha for which size / alpha, rounded down, is the target."""
    fits = [a for a in alphas(EIGHTH, 24) if int(size / a) == target]
    return fits[0] if fits else eighths(size / target, EIGHTH, 8)


def _by_floor(params: Params) -> Answer:
    sizes = zip(params["size"], params["target"], strict=True)
    return _per_axis(params, [_lowest_by_floor(s, t) for s, t in sizes])


def _start_size(params: Params) -> Params:
    """The figure of the layer, at alpha 1."""
    height, width = params["size"]
    values = [(7 * y + 5 * x + 3 * x * y) % 10 for y in range(height) for x in range(width)]
    place = {"row": 0, "column": 0, "y": 0, "x": 0}
    return {"rows": height, "columns": width, "alpha_h": 1, "alpha_w": 1, "values": values} | place


ALPHAS_FOR_A_SIZE = Family(
    id="alphas-for-a-size",
    title="Ratios for a size",
    chapter=CHAPTER,
    page="the-layer",
    kind="certificate",
    draw=_draw_size,
    statement=_state_size,
    form=_form_size,
    judge=_judge_size,
    misconceptions={
        "alpha-is-the-ratio": Misconception(
            "That is the resize ratio r, output px per input px; `alpha` is its reciprocal.",
            lambda params: _per_axis(params, _exact(params["target"], params["size"])),
        ),
        "width-comes-first": Misconception(
            "The axes are exchanged: `alpha_h` divides the rows, `alpha_w` the columns.",
            lambda params: _per_axis(params, _exact(params["size"], params["target"])[::-1]),
        ),
        "size-is-rounded-down": Misconception(
            "The size is not rounded down as by max pooling, but to the nearest whole number.",
            _by_floor,
        ),
    },
    hint="Divide the size of the input by the one that you want, then look how far you may round.",
    work=Work("dynamic-pool", _start_size, {"alpha_h": "alpha_h", "alpha_w": "alpha_w"}),
)


def _draw_plateau(draws: Draws) -> Params:
    while True:
        size, target = draws.integer(20, 48), draws.integer(3, 8)
        fits = [a for a in alphas(1, 24) if count(size, a) == target]
        if len(fits) >= 4:
            return {"size": size, "target": target, "apart": whole(fits[-2] - fits[0])}


def _state_plateau(params: Params) -> list[str | Block]:
    return [
        f"An axis of {params['size']} px is pooled to {params['target']} px. Hand in two values of "
        "`alpha` (input px per output px, multiples of 1/8) that both give this size, the second "
        f"larger than the first by at least {params['apart']:g}. A step of training from one to "
        "the other would leave the size as it is.",
        ROUNDING,
    ]


def _form_plateau(params: Params) -> tuple[Field, ...]:
    return alpha_field("first", "Smaller alpha", 24), alpha_field("second", "Larger alpha", 24)


def _judge_plateau(params: Params, answer: Answer) -> Verdict:
    size, target = params["size"], params["target"]
    found = [count(size, answer[name]) for name in ("first", "second")]
    apart = answer["second"] - answer["first"]
    shows = [text(f"Sizes: {found[0]} px and {found[1]} px.")]
    if found != [target, target]:
        return Verdict(0, f"The sizes are {found[0]} and {found[1]} px, not {target}.", shows)
    if apart < params["apart"]:
        said = f"Both give {target} px, but they are {format_number(apart)} apart"
        return Verdict(0.5, f"{said}, not {format_number(params['apart'])}.", shows)
    return Verdict(1, f"Both give {target} px, {format_number(apart)} apart.", shows)


def _from(params: Params, first: float) -> Answer:
    return pair("first", "second", first, first + params["apart"])


ALPHAS_OF_ONE_SIZE = Family(
    id="alphas-of-one-size",
    title="A step that changes no size",
    chapter=CHAPTER,
    page="training-it",
    kind="certificate",
    draw=_draw_plateau,
    statement=_state_plateau,
    form=_form_plateau,
    judge=_judge_plateau,
    misconceptions={
        "exact-size-is-the-start": Misconception(
            "The size stays the same on both sides of the exact quotient, not above it only.",
            lambda params: _from(params, eighths(params["size"] / params["target"], EIGHTH, 20)),
        ),
        "size-is-rounded-down": Misconception(
            "The size is rounded to the nearest whole number: the step down comes half a pixel "
            "below the size, not at it.",
            lambda params: _from(params, _lowest_by_floor(params["size"], params["target"])),
        ),
        "alpha-is-the-ratio": Misconception(
            "That starts at the ratio r, output px per input px; `alpha` is its reciprocal.",
            lambda params: _from(params, eighths(params["target"] / params["size"], EIGHTH, 8)),
        ),
    },
    hint="The quotient may lie anywhere within half a pixel of the size.",
)


def _draw_chain(draws: Draws) -> Params:
    size = target = draws.integer(40, 72)
    for eighth in draws.integers(9, 16, 3):
        target = count(target, eighth / 8)
    return {"size": size, "target": target}


def _state_chain(params: Params) -> list[str | Block]:
    return [
        f"Three DynOPool layers follow one another; the convolutions between them keep the size. "
        f"An axis of {params['size']} px shall have {params['target']} px after the third.",
        "Choose their `alpha` (input px per output px, multiples of 1/8), first layer first, each "
        f"above 1 and at most 2. {ROUNDING} Each layer reads the rounded size.",
    ]


def _form_chain(params: Params) -> tuple[Field, ...]:
    label = "alpha, first layer first"
    return (fields.numbers("alphas", label, EIGHTH, 16, fewest=3, most=3, step=EIGHTH),)


def _judge_chain(params: Params, answer: Answer) -> Verdict:
    sizes = [params["size"]]
    for alpha in answer["alphas"]:
        sizes.append(count(sizes[-1], alpha))
    gradual = all(1 < alpha <= 2 for alpha in answer["alphas"])
    shows = [text(f"Sizes: {', '.join(map(str, sizes))} px.")]
    if sizes[-1] != params["target"]:
        said = f"After the third there are {sizes[-1]} px, not {params['target']}."
        return Verdict(0, said, shows)
    if not gradual:
        said = "The last size is right, but an alpha is not above 1 and at most 2."
        return Verdict(0.5, said, shows)
    return Verdict(1, f"{sizes[-1]} px remain, and each layer takes its part.", shows)


def _third(params: Params) -> Answer:
    return {"alphas": [eighths(params["size"] / params["target"] / 3, EIGHTH, 16)] * 3}


def _alone(params: Params) -> Answer:
    return {"alphas": [eighths(params["size"] / params["target"], EIGHTH, 16), 1, 1]}


ALPHAS_IN_A_ROW = Family(
    id="alphas-in-a-row",
    title="Three ratios in a row",
    chapter=CHAPTER,
    page="the-layer",
    kind="certificate",
    draw=_draw_chain,
    statement=_state_chain,
    form=_form_chain,
    judge=_judge_chain,
    misconceptions={
        "ratios-add": Misconception(
            "The factors of layers in a row multiply; these add up to the whole.", _third
        ),
        "one-does-it-all": Misconception(
            "One layer that does it all is not allowed here: each alpha must be above 1 and at "
            "most 2.",
            _alone,
        ),
        "poolings-halve": Misconception(
            "Three poolings that halve leave an eighth; a learned ratio need not be 1/2.",
            lambda params: {"alphas": [2, 2, 2]},
        ),
    },
    hint="The product of the three alphas is about the first size over the last.",
)

FAMILIES = (ALPHAS_FOR_A_SIZE, ALPHAS_OF_ONE_SIZE, ALPHAS_IN_A_ROW)
