"""The published rule for rates, M_2 <= K, beside what a stack really reads."""

from collections.abc import Callable
from functools import cache
from itertools import product

from convbook.analysis import hdc_distances, largest_gap
from convbook.exercises import fields
from convbook.exercises.dilated_convolution.reads import CHAPTER, words
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, Work, text
from convbook.exercises.fields import Answer, Field

RECURSION = (
    "The rule of hybrid dilated convolution computes distances from the last layer down: "
    "`M_n = r_n` and `M_i = max(|M_(i+1) - 2 r_i|, r_i)`."
)
LARGEST_RATE = 12
Belief = Callable[[list[int], int], bool]


def _draw_error(draws: Draws) -> Params:
    kernel, passes = draws.integer(3, 5), draws.pick([True, False])
    return {"kernel": kernel, "passes": passes, "largest": draws.integer(4, LARGEST_RATE)}


def _state_error(params: Params) -> list[str | Block]:
    kernel = params["kernel"]
    ends = (
        "meets the rule, and yet one output skips an input of its field"
        if params["passes"]
        else "breaks the rule, and yet one output reads every input of its field"
    )
    return [
        f"{RECURSION} It demands `M_2 <= K`, where a kernel has K taps along an axis.",
        f"Find rates of three layers of stride 1 with K = {kernel}, the largest of them "
        f"{params['largest']}, so that the stack {ends}. The field is what lies between the first "
        "and the last input that is read.",
    ]


def _form_rates(params: Params) -> tuple[Field, ...]:
    label = "Rates, first layer (nearest the input) first"
    return (fields.numbers("rates", label, 1, LARGEST_RATE, fewest=3, most=3),)


def _judge_error(params: Params, answer: Answer) -> Verdict:
    kernel, rates = params["kernel"], answer["rates"]
    distance, gap = hdc_distances(rates)[1], largest_gap(rates, kernel)
    shows = [
        text(f"`M_2` is {distance}, and K is {kernel}."),
        text(f"Inputs read are at most {gap} apart."),
    ]
    if max(rates) != params["largest"]:
        return Verdict(0, f"The largest rate is {max(rates)}, not {params['largest']}.", shows)
    rule = (distance <= kernel) == params["passes"]
    truth = (gap > 1) == params["passes"]
    if rule and truth:
        return Verdict(1, f"The rule errs here: `M_2` is {distance}, the gap {gap}.", shows)
    if truth:
        return Verdict(0.5, f"The gap is {gap} as wanted, but `M_2` is {distance}.", shows)
    said = f"`M_2` is {distance}, and inputs read are at most {gap} apart."
    return Verdict(0.5 if rule else 0, said, shows)


def _believed(rule: Belief, truth: Belief) -> Callable[[Params], Answer]:
    """The first rates that a wrong rule or a wrong idea of gaps holds for a solution.

    A solution where there are none, so that the variant is drawn again.
    """

    @cache
    def found(kernel: int, passes: bool, largest: int) -> tuple[int, ...]:
        solution = [largest] * 3
        for rates in map(list, product(range(1, largest + 1), repeat=3)):
            if max(rates) != largest:
                continue
            solves = _rule(rates, kernel) == passes and _closed(rates, kernel) != passes
            if solves:
                solution = rates
            elif rule(rates, kernel) == passes and truth(rates, kernel) != passes:
                return tuple(rates)
        return tuple(solution)

    return lambda params: {
        "rates": list(found(params["kernel"], params["passes"], params["largest"]))
    }


def _distances(rates: list[int]) -> list[int]:
    """As the library's `hdc_distances`, without its checks; searches ask for thousands."""
    found = [rates[-1]]
    for rate in rates[-2::-1]:
        found.append(max(abs(found[-1] - 2 * rate), rate))
    return found[::-1]


def _closed(rates: list[int], kernel: int) -> bool:
    """Whether no rate exceeds the block that the smaller ones read."""
    block = 1
    for rate in sorted(rates):
        if rate > block:
            return False
        block += (kernel - 1) * rate
    return True


def _rule(rates: list[int], kernel: int) -> bool:
    return _distances(rates)[1] <= kernel


def _first_distance(rates: list[int], kernel: int) -> bool:
    return _distances(rates)[0] <= kernel


def _from_the_first(rates: list[int], kernel: int) -> bool:
    return _distances(rates[::-1])[1] <= kernel


def _one_first(rates: list[int], kernel: int) -> bool:
    return rates[0] == 1


def _start_error(params: Params) -> Params:
    return {"kernel": params["kernel"], "most": LARGEST_RATE, "rates": [1, 1, params["largest"]]}


RULE_AGAINST_TRUTH = Family(
    id="rule-against-truth",
    title="Where the rule for rates errs",
    chapter=CHAPTER,
    page="hdc",
    kind="certificate",
    draw=_draw_error,
    statement=_state_error,
    form=_form_rates,
    judge=_judge_error,
    misconceptions={
        "compares-the-first-distance": Misconception(
            "The rule compares `M_2` with the kernel; here `M_1` was compared.",
            _believed(_first_distance, _closed),
        ),
        "starts-at-the-first-layer": Misconception(
            "The recursion starts at the last layer, not at the first; in the other order the "
            "rule says something else, though the inputs read are the same.",
            _believed(_from_the_first, _closed),
        ),
        "first-rate-decides": Misconception(
            "Some layer must have rate 1, whichever it is, and that alone does not close all gaps: "
            "no rate may exceed the field of the smaller ones together.",
            _believed(_rule, _one_first),
        ),
    },
    hint="The rule depends on the order of the layers, what they read does not.",
    work=Work("rate-triples", _start_error, {"rates": "rates"}),
)


def _draw_distances(draws: Draws) -> Params:
    return {"rates": draws.integers(1, 9, 4)}


def _state_distances(params: Params) -> list[str | Block]:
    return [
        f"{RECURSION} Four layers of stride 1 have the rates {words(params['rates'])}, the layer "
        "nearest the input first, and 3 taps along an axis. Give `M_1`, `M_2`, `M_3`, `M_4`, and "
        "the largest distance between neighbours among the inputs that one output really reads.",
    ]


def _form_distances(params: Params) -> tuple[Field, ...]:
    label = "M_1, M_2, M_3, M_4"
    return (
        fields.numbers("distances", label, -99, 99, fewest=4, most=4),
        fields.number("gap", "Largest distance of neighbours", 1, 99),
    )


def _judge_distances(params: Params, answer: Answer) -> Verdict:
    rates = params["rates"]
    true, gap = hdc_distances(rates), largest_gap(rates)
    wrong = [i for i in range(4) if answer["distances"][i] != true[i]]
    shows = [text(f"Rates, first layer first: {words(rates)}.")]
    if not wrong and answer["gap"] == gap:
        return Verdict(1, f"`M_1` is {true[0]}, and the largest distance is {gap}.", shows)
    if not wrong:
        return Verdict(0.5, "The four `M` are right; the distance of inputs read is not.", shows)
    said = f"Going from the last layer down, `M_{wrong[-1] + 1}` is the first that is not right."
    return Verdict(0.5 if answer["gap"] == gap else 0, said, shows)


def _upwards(params: Params) -> Answer:
    """The recursion begun at the first layer."""
    found = hdc_distances(params["rates"][::-1])[::-1]
    return {"distances": found, "gap": largest_gap(params["rates"])}


def _one_sign(params: Params) -> Answer:
    """Without the second entry of the maximum: M - 2 r may be negative."""
    found = [params["rates"][-1]]
    for rate in params["rates"][-2::-1]:
        found.append(max(found[-1] - 2 * rate, rate))
    return {"distances": found[::-1], "gap": largest_gap(params["rates"])}


def _taken_for_gap(params: Params) -> Answer:
    found = hdc_distances(params["rates"])
    return {"distances": found, "gap": found[0]}


HDC_DISTANCES = Family(
    id="hdc-distances",
    title="The distances of the rule, and the true one",
    chapter=CHAPTER,
    page="hdc",
    kind="value",
    draw=_draw_distances,
    statement=_state_distances,
    form=_form_distances,
    judge=_judge_distances,
    misconceptions={
        "starts-at-the-first-layer": Misconception(
            "The recursion starts at the last layer, whose distance is its rate, and goes down to "
            "the input.",
            _upwards,
        ),
        "difference-without-sign": Misconception(
            "The difference counts with both signs: where `2 r_i` exceeds `M_(i+1)`, it is "
            "`2 r_i - M_(i+1)` that enters the maximum.",
            _one_sign,
        ),
        "first-distance-is-the-gap": Misconception(
            "`M_1` only estimates the distance of the inputs read and depends on the order of the "
            "layers; the inputs do not. Sum the steps of all layers and look.",
            _taken_for_gap,
        ),
    },
    hint="Start with `M_4`; for the last number list the sums of one step 0, r or 2r a layer.",
)

FAMILIES = (RULE_AGAINST_TRUTH, HDC_DISTANCES)
