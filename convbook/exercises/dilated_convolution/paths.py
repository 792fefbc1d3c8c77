"""How many paths lead from the middle of a field to the output."""

from convbook.analysis import coverage_map
from convbook.exercises import fields
from convbook.exercises.dilated_convolution.reads import CHAPTER, field_of, words
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, Work, text
from convbook.exercises.fields import Answer, Field

LARGEST_RATE = 12


def _middle(rates: list[int], kernel: int) -> int:
    counts = coverage_map(rates, kernel, ndim=1)
    return int(counts[len(counts) // 2])


def _draw(draws: Draws) -> Params:
    while True:
        kernel, layers = draws.pick([(3, 4), (3, 5), (5, 3), (5, 4)])
        rates = draws.integers(1, 6, layers)
        paths, field = _middle(rates, kernel), field_of(rates, kernel)
        if paths > 1:
            return {"kernel": kernel, "layers": layers, "paths": paths, "field": field}


def _statement(params: Params) -> list[str | Block]:
    return [
        f"A stack has {params['layers']} layers of stride 1, each with a kernel of "
        f"{params['kernel']} taps along an axis. A path is a choice of one tap in every layer; it "
        "leads from one input to the output.",
        f"Choose dilation rates so that the field, from the first input read to the last, has "
        f"{params['field']} inputs along the axis, and exactly {params['paths']} "
        "paths lead from the input in the middle of the field to the output.",
    ]


def _form(params: Params) -> tuple[Field, ...]:
    count = params["layers"]
    return (fields.numbers("rates", "Rates", 1, LARGEST_RATE, fewest=count, most=count),)


def _judge(params: Params, answer: Answer) -> Verdict:
    counts = [int(count) for count in coverage_map(answer["rates"], params["kernel"], ndim=1)]
    field, middle = len(counts), counts[len(counts) // 2]
    edge = counts[:12]
    shows = [
        text(f"The field has {field} inputs."),
        text(f"Paths from its first {len(edge)} inputs: {words(edge)}."),
    ]
    right = (field == params["field"], middle == params["paths"])
    if all(right):
        return Verdict(1, f"The field is {field}, and the middle has paths: {middle}.", shows)
    if right[0]:
        said = f"The field fits; paths from the middle: {middle}, not {params['paths']}."
    elif right[1]:
        said = f"The paths from the middle are right; the field is {field}, not {params['field']}."
    else:
        said = f"The field is {field}, and paths from the middle: {middle}."
    return Verdict(0.5 if any(right) else 0, said, shows)


def _total(params: Params) -> int:
    reach: int = (params["field"] - 1) // (params["kernel"] - 1)
    return reach


def _alike(params: Params) -> Answer:
    """Rates as equal as the field allows."""
    least, more = divmod(_total(params), params["layers"])
    return {"rates": [least + (i < more) for i in range(params["layers"])]}


def _one_large(params: Params) -> Answer:
    """Ones, and the rest in one layer as far as it goes."""
    left, rates = _total(params), []
    for layers in range(params["layers"] - 1, -1, -1):
        rates.append(min(LARGEST_RATE, left - layers))
        left -= rates[-1]
    return {"rates": rates}


def _reach_once(params: Params) -> Answer:
    """The field taken for the sum of the rates and 1."""
    total = params["field"] - 1
    least, more = divmod(min(total, LARGEST_RATE * params["layers"]), params["layers"])
    return {"rates": [least + (i < more) for i in range(params["layers"])]}


def _start(params: Params) -> Params:
    count = params["layers"]
    return {"kernel": params["kernel"], "rates": [1] * count, "depth": count, "dy": 0, "dx": 0}


PATHS_FROM_THE_MIDDLE = Family(
    id="paths-from-the-middle",
    title="Paths from the middle of the field",
    chapter=CHAPTER,
    page="gridding",
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "only-the-sum-counts": Misconception(
            "The sum of the rates fixes the field but not the paths: those from the middle are the "
            "ways in which steps of all layers, each a multiple of its rate, add up to 0.",
            _alike,
        ),
        "only-the-number-of-layers-counts": Misconception(
            "The number of layers fixes how many paths there are in all, not how many of them "
            "start in the middle; steps of different layers must cancel for that.",
            _one_large,
        ),
        "reach-is-one-rate": Misconception(
            "A kernel of K taps reaches K − 1 times its rate in all, so the field is 1 plus that, "
            "added over the layers.",
            _reach_once,
        ),
    },
    hint="Equal rates cancel each other, and so do rates of which one is the sum of others.",
    work=Work("coverage", _start, {"rates": "rates"}),
)

FAMILIES = (PATHS_FROM_THE_MIDDLE,)
