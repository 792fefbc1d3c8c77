"""Stacks of one field that read different shares of it, and neighbours that share inputs."""

from convbook.exercises import fields
from convbook.exercises.dilated_convolution.reads import CHAPTER, field_of, read_places, words
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, Work, text
from convbook.exercises.fields import Answer, Field

LARGEST_RATE = 24
LAYERS = 3


def _even(total: int, least: int = 1) -> list[int]:
    """Three rates of that sum, as equal as can be, within the form's bounds."""
    total = min(max(total, LAYERS * least), LAYERS * LARGEST_RATE)
    return [total // LAYERS + (i < total % LAYERS) for i in range(LAYERS)]


def _sum(params: Params) -> int:
    reach: int = (params["field"] - 1) // (params["kernel"] - 1)
    return reach


def _dense(kernel: int, total: int) -> list[int]:
    """Three rates of that sum that leave no gap: each as large as the block before it at most."""
    second = max(1, min(kernel, (total - 1) // 2))
    return [1, second, total - 1 - second]


def _draw_two(draws: Draws) -> Params:
    while True:
        kernel = draws.pick([2, 3, 4])
        total = draws.integer(6, 1 + kernel + kernel**2)
        first = draws.integer(1, total - 2)
        second = draws.integer(1, total - 1 - first)
        rates = [first, second, total - first - second]
        read, field = len(read_places(rates, kernel)), field_of(rates, kernel)
        if read < field and max(rates) <= LARGEST_RATE:
            return {"kernel": kernel, "field": field, "read": read}


def _state_two(params: Params) -> list[str | Block]:
    return [
        f"Two stacks have {LAYERS} layers of stride 1 each, with kernels of {params['kernel']} "
        "taps along an axis. The field of an output goes from the first input that it reads to the "
        "last.",
        f"Choose dilation rates for both so that both have a field of {params['field']} inputs, of "
        f"which an output of the first stack reads all, and one of the second exactly "
        f"{params['read']}.",
    ]


def _form_two(params: Params) -> tuple[Field, ...]:
    return tuple(
        fields.numbers(name, label, 1, LARGEST_RATE, fewest=LAYERS, most=LAYERS)
        for name, label in (
            ("first", "Rates of the first stack"),
            ("second", "Rates of the second stack"),
        )
    )


def _judge_two(params: Params, answer: Answer) -> Verdict:
    kernel, shows, right = params["kernel"], [], []
    wanted = {"first": params["field"], "second": params["read"]}
    for name, count in wanted.items():
        read = len(read_places(answer[name], kernel))
        field = field_of(answer[name], kernel)
        shows.append(text(f"An output of the {name} stack reads {read} of {field} inputs."))
        right.append((field, read) == (params["field"], count))
    if all(right):
        return Verdict(1, "One field, and two shares of it that are read, as asked.", shows)
    name = "second" if right[0] else "first"
    said = f"The {name} stack should read {wanted[name]} of {params['field']} inputs."
    return Verdict(0.5 if any(right) else 0, said, shows)


TWO_STACKS = Family(
    id="two-stacks-one-field",
    title="Two stacks, one field",
    chapter=CHAPTER,
    page="gridding",
    kind="certificate",
    draw=_draw_two,
    statement=_state_two,
    form=_form_two,
    judge=_judge_two,
    misconceptions={
        "order-changes-what-is-read": Misconception(
            "The order of the layers changes nothing: a path adds one step of each layer, and sums "
            "do not depend on their order.",
            lambda params: {
                "first": _dense(params["kernel"], _sum(params)),
                "second": _dense(params["kernel"], _sum(params))[::-1],
            },
        ),
        "rates-alike-read-all": Misconception(
            "Rates that are much alike are no safe choice: without a rate of 1, the place next to "
            "the border of the field is skipped.",
            lambda params: {
                "first": _even(_sum(params), 2),
                "second": [1, 1, max(1, _sum(params) - 2)],
            },
        ),
        "field-is-the-sum-of-rates": Misconception(
            "A kernel of K taps reaches K − 1 times its rate, so the field is 1 plus that, added "
            "over the layers.",
            lambda params: {
                "first": _even(params["field"] - 1),
                "second": _even(params["field"] - 1)[::-1],
            },
        ),
    },
    hint="The sum of the rates fixes the field. Rate 1 and small steps read all; equal rates and "
    "common factors read little.",
)


def _shared(rates: list[int]) -> int:
    """How many inputs an output and the one beside it both read; kernels of three taps."""
    places = set(read_places(rates, 3))
    return sum(place + 1 in places for place in places)


def _draw_shared(draws: Draws) -> Params:
    while True:
        rates = draws.integers(1, 9, LAYERS)
        shared, field = _shared(rates), field_of(rates, 3)
        if 1 <= shared < field - 1:
            return {"kernel": 3, "field": field, "shared": shared}


def _state_shared(params: Params) -> list[str | Block]:
    return [
        f"A stack has {LAYERS} layers of stride 1, each with a kernel of 3 taps along an axis. "
        "Two outputs that stand side by side read the same pattern of inputs, moved by one.",
        f"Choose dilation rates so that the field of an output, from the first input it reads to "
        f"the last, has {params['field']} inputs, and exactly {params['shared']} inputs are read "
        "by both.",
    ]


def _form_shared(params: Params) -> tuple[Field, ...]:
    label = "Rates, first layer first"
    return (fields.numbers("rates", label, 1, LARGEST_RATE, fewest=LAYERS, most=LAYERS),)


def _judge_shared(params: Params, answer: Answer) -> Verdict:
    rates = answer["rates"]
    places, shared, field = read_places(rates, 3), _shared(rates), field_of(rates, 3)
    shows = [
        text(f"An output reads {len(places)} of {field} inputs, the first at {words(places[:9])}."),
        text(f"Its neighbour reads {shared} of them, too."),
    ]
    fits = (field == params["field"], shared == params["shared"])
    if all(fits):
        return Verdict(1, f"The field is {field}, and the neighbours share {shared}.", shows)
    if fits[0]:
        said = f"The field is right, but the neighbours share {shared}, not {params['shared']}."
    elif fits[1]:
        said = f"The neighbours share {shared}, but the field is {field}, not {params['field']}."
    else:
        said = f"The field is {field}, and the neighbours share {shared}."
    return Verdict(0.5 if any(fits) else 0, said, shows)


def _ordinary_below(params: Params) -> Answer:
    """Two layers of rate 1, and what is left in the third."""
    return {"rates": [1, 1, min(LARGEST_RATE, _sum(params) - 2)]}


def _one_rate(params: Params) -> Answer:
    """Even rates of nearly the right sum."""
    half = _even(_sum(params) // 2)
    return {"rates": [2 * rate for rate in half]}


SHARING = Family(
    id="neighbours-that-share",
    title="What neighbours share",
    chapter=CHAPTER,
    page="in-practice",
    kind="certificate",
    draw=_draw_shared,
    statement=_state_shared,
    form=_form_shared,
    judge=_judge_shared,
    misconceptions={
        "overlap-follows-from-the-field": Misconception(
            "How far the two fields overlap does not say what both outputs read. Count, in what "
            "one output reads, the pairs of inputs that stand side by side.",
            _ordinary_below,
        ),
        "dilated-neighbours-still-share": Misconception(
            "If all rates are even, one output reads even places and its neighbour odd ones: they "
            "share nothing.",
            _one_rate,
        ),
        "field-is-the-sum-of-rates": Misconception(
            "A kernel of 3 taps reaches its rate to both sides, so the field is 1 plus twice the "
            "sum of the rates.",
            lambda params: {"rates": _even(params["field"] - 1)},
        ),
    },
    hint="The neighbours share an input for every two inputs side by side that one output reads.",
    work=Work(
        "coverage",
        lambda params: {"kernel": 3, "rates": [1] * LAYERS, "depth": LAYERS, "dy": 0, "dx": 1},
        {"rates": "rates"},
    ),
)

FAMILIES = (TWO_STACKS, SHARING)
