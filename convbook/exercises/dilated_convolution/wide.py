"""A stack of dilated layers that has a gap although its field is wide."""

from convbook.exercises import fields
from convbook.exercises.dilated_convolution.reads import CHAPTER, field_of, read_places
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, text
from convbook.exercises.fields import Answer, Field

LARGEST_RATE = 24


def _draw_wide(draws: Draws) -> Params:
    return {"kernel": draws.pick([3, 5]), "field": draws.integer(16, 48)}


def _state_wide(params: Params) -> list[str | Block]:
    return [
        f"Three layers of stride 1 have kernels of {params['kernel']} taps along an axis. Choose "
        "their dilation rates so that the field of one output, from the first input it reads to "
        f"the last, has at least {params['field']} inputs, one of the rates is 1, and still some "
        "input inside the field is not read.",
        "Name such an input: its place in the field, the first place being 0.",
    ]


def _form_wide(params: Params) -> tuple[Field, ...]:
    most = 4 * 3 * LARGEST_RATE
    return (
        fields.numbers("rates", "Three rates", 1, LARGEST_RATE, fewest=3, most=3),
        fields.number("skipped", "Place that is not read", 0, most),
    )


def _judge_wide(params: Params, answer: Answer) -> Verdict:
    kernel, rates, place = params["kernel"], answer["rates"], answer["skipped"]
    field, reads = field_of(rates, kernel), read_places(rates, kernel)
    shows = [text(f"The field has {field} inputs; {len(reads)} of them are read.")]
    if field < params["field"]:
        return Verdict(0, f"The field has {field} inputs, fewer than {params['field']}.", shows)
    if 1 not in rates:
        return Verdict(0, "None of the rates is 1.", shows)
    if len(reads) == field:
        return Verdict(0, f"These rates read all {field} inputs of the field.", shows)
    if place >= field:
        return Verdict(0.5, f"Place {place} lies outside the field of {field} inputs.", shows)
    if place in reads:
        return Verdict(0.5, f"There are gaps, but place {place} is read.", shows)
    return Verdict(1, f"Place {place} of {field} is not read.", shows)


def _wide_rates(params: Params) -> list[int]:
    """Rates 1, 1 and one that is large enough for the field and for a gap."""
    kernel = params["kernel"]
    needed: int = -(-(params["field"] - 1) // (kernel - 1)) - 2
    return [1, 1, max(needed, 2 * kernel)]


def _between_taps(params: Params) -> Answer:
    return {"rates": _wide_rates(params), "skipped": 1}


def _middle(params: Params) -> Answer:
    rates = _wide_rates(params)
    return {"rates": rates, "skipped": field_of(rates, params["kernel"]) // 2}


def _no_common_grid(params: Params) -> Answer:
    """Even rates: gaps at the odd places, and no rate of 1."""
    needed: int = -(-(params["field"] - 1) // (params["kernel"] - 1))
    rate = 2 * -(-needed // 6)
    return {"rates": [rate] * 3, "skipped": 1}


WIDE_FIELD_WITH_A_GAP = Family(
    id="wide-field-with-a-gap",
    title="A wide field with a gap",
    chapter=CHAPTER,
    page="hdc",
    kind="certificate",
    draw=_draw_wide,
    statement=_state_wide,
    form=_form_wide,
    judge=_judge_wide,
    misconceptions={
        "skipped-by-one-is-lost": Misconception(
            "The largest rate alone skips place 1, but a layer of rate 1 reads it: only sums of "
            "steps from all layers that never meet a place leave a gap.",
            _between_taps,
        ),
        "gap-in-the-middle": Misconception(
            "The middle is read: every layer has a middle tap. Gaps lie between the copies of the "
            "block that the smaller rates read.",
            _middle,
        ),
        "gaps-need-a-common-factor": Misconception(
            "A common factor does leave gaps, but rates without one can, too: a rate of 1 reads a "
            "block, and a rate larger than the block jumps over inputs.",
            _no_common_grid,
        ),
    },
    hint="Let two small rates read a block, and let the third put its copies too far apart.",
)

FAMILIES = (WIDE_FIELD_WITH_A_GAP,)
