"""Stacks of dilated layers: rates that leave no gap."""

from convbook.analysis import largest_gap
from convbook.exercises import fields
from convbook.exercises.dilated_convolution.reads import CHAPTER, field_of
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, Work, text
from convbook.exercises.fields import Answer, Field

LARGEST_RATE = 16


def _draw(draws: Draws) -> Params:
    kernel, most = draws.pick([(3, 27), (4, 40), (5, 50)])
    return {"kernel": kernel, "layers": 3, "field": draws.integer(16, most)}


def _statement(params: Params) -> list[str | Block]:
    return [
        f"A stack has at most {params['layers']} layers of stride 1, each with a kernel of "
        f"{params['kernel']} taps along an axis. Choose their dilation rates so that the field of "
        f"one output, from the first input it reads to the last, has at least {params['field']} "
        "inputs along the axis, and the output reads every one of them."
    ]


def _form(params: Params) -> tuple[Field, ...]:
    label = "Rates, first layer first"
    most = params["layers"]
    return (fields.numbers("rates", label, 1, LARGEST_RATE, fewest=1, most=most),)


def _judge(params: Params, answer: Answer) -> Verdict:
    kernel, rates = params["kernel"], answer["rates"]
    span = field_of(rates, kernel)
    gap = largest_gap(rates, kernel)
    shows = [
        text(f"From the first input to the last: {span}."),
        text(f"Inputs read are at most {gap} apart."),
    ]
    if gap > 1:
        return Verdict(0, f"Some inputs are skipped: two that are read lie {gap} apart.", shows)
    if span < params["field"]:
        return Verdict(
            0.5, f"No input is skipped, but the field is {span}, not {params['field']}.", shows
        )
    return Verdict(1, f"No input is skipped and the field is {span}.", shows)


def _equal(params: Params) -> Answer:
    """The same rate everywhere, large enough for the field."""
    return {"rates": [_needed(params, params["layers"])] * params["layers"]}


def _growing(params: Params) -> Answer:
    """Each rate K + 1 times the one before: the field grows fastest, and so do the gaps."""
    faster = params["kernel"] + 1
    return {"rates": [min(LARGEST_RATE, faster**i) for i in range(params["layers"])]}


def _single(params: Params) -> Answer:
    """One layer that spans the field by itself."""
    return {"rates": [_needed(params, 1)]}


def _needed(params: Params, layers: int) -> int:
    reach: int = layers * (params["kernel"] - 1)
    rate: int = -(-(params["field"] - 1) // reach)
    return min(LARGEST_RATE, rate)


def _start(params: Params) -> Params:
    """The figure of coverage, with three layers of rate 1."""
    return {"kernel": params["kernel"], "rates": [1, 1, 1], "depth": 3}


RATES_WITHOUT_GAPS = Family(
    id="rates-without-gaps",
    title="Rates that read everything",
    chapter=CHAPTER,
    page="hdc",
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "same-rate-everywhere": Misconception(
            "The same rate r in every layer reads one input in r: the taps of all layers meet at "
            "multiples of r.",
            _equal,
        ),
        "fast-growth-has-no-price": Misconception(
            "Rates that grow so fast span the field, but leave gaps that no later layer fills.",
            _growing,
        ),
        "field-means-read": Misconception(
            "One layer with a large rate spans the field and reads only its own taps in it.",
            _single,
        ),
    },
    hint="Start with rate 1 and let each further layer bridge what the layers before it cover.",
    work=Work("coverage", _start, {"rates": "rates"}),
)

FAMILIES = (RATES_WITHOUT_GAPS,)
