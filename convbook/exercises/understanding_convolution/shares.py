"""How many channels of an octave convolution may be low."""

from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, text
from convbook.exercises.fields import Answer, Field
from convbook.exercises.understanding_convolution.sliding import CHAPTER


def _macs(params: Params, low: int) -> int:
    """High to high at full size; the three other paths at half the height and width."""
    channels: int = params["channels"]
    quarter: int = 9 * params["side"] ** 2 // 4
    return quarter * (channels**2 + 3 * (channels - low) ** 2)


def _draw(draws: Draws) -> Params:
    params = {"channels": draws.pick([16, 24, 32, 48]), "side": draws.pick([8, 14, 28, 56])}
    low = draws.integer(3, params["channels"] // 2)
    room = _macs(params, low - 1) - _macs(params, low)
    budget = _macs(params, low) + draws.integer(0, room // 2)
    return params | {"budget": budget, "high": params["channels"] - low - draws.integer(0, 1)}


def _statement(params: Params) -> list[str | Block]:
    channels, side = params["channels"], params["side"]
    return [
        f"An octave convolution with 3×3 kernels, stride 1 and same padding takes {channels} "
        f"channels to {channels}; as many are low at its output as at its input. High maps are "
        f"{side}×{side}, low maps {side // 2}×{side // 2}. All four paths are there: high to low "
        "pools before it convolves, low to high convolves before it upsamples.",
        f"Choose the number of low channels so that the four convolutions take at most "
        f"{params['budget']} multiplications (those with zeros of the padding count; pooling has "
        f"none) and at least {params['high']} channels stay high.",
    ]


def _form(params: Params) -> tuple[Field, ...]:
    return (fields.number("low", "Low channels", 0, params["channels"]),)


def _judge(params: Params, answer: Answer) -> Verdict:
    count, high = _macs(params, answer["low"]), params["channels"] - answer["low"]
    shows = [text(f"Multiplications: {count}."), text(f"High channels: {high}.")]
    light, sharp = count <= params["budget"], high >= params["high"]
    if light and sharp:
        return Verdict(1, f"{count} multiplications, and {high} channels stay high.", shows)
    if sharp:
        return Verdict(0.5, f"{count} multiplications are more than {params['budget']}.", shows)
    words = f"High channels: {high}, fewer than {params['high']}."
    return Verdict(0.5 if light else 0, words, shows)


def _fewest(params: Params, high_share: int, cross_share: int, low_share: int) -> Answer:
    """The fewest low channels within the budget, with other quarters of cost for the paths."""
    channels, quarter = params["channels"], 9 * params["side"] ** 2 // 4
    for low in range(channels + 1):
        high = channels - low
        cost = high_share * high**2 + cross_share * 2 * high * low + low_share * low**2
        if quarter * cost <= params["budget"]:
            return {"low": low}
    return {"low": channels}


def _linear(params: Params) -> Answer:
    """A low channel costs a quarter of a high one: the paths' cost is (1 − α) + α/4."""
    channels, quarter = params["channels"], 9 * params["side"] ** 2 // 4
    budget = params["budget"]
    room = [n for n in range(channels) if quarter * channels * (4 * channels - 3 * n) <= budget]
    return {"low": min(room, default=channels)}


OCTAVE_SHARE = Family(
    id="low-channels-on-a-budget",
    title="Low channels on a budget",
    chapter=CHAPTER,
    page="octave",
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "cost-falls-in-proportion": Misconception(
            "With a share α low the cost is not (1 − α) + α/4: only high to high runs at full "
            "size, a share (1 − α)², and all the rest costs a quarter.",
            _linear,
        ),
        "low-is-free": Misconception(
            "The low maps are small, not free: each path that touches them still costs a quarter "
            "of what it would at full size.",
            lambda params: _fewest(params, 4, 0, 0),
        ),
        "exchange-at-full-size": Misconception(
            "The paths between high and low run at the low size: one pools first, the other "
            "upsamples last.",
            lambda params: _fewest(params, 4, 4, 1),
        ),
    },
    hint="Pairs of channels count: high·high at full size, all other pairs at a quarter.",
)

FAMILIES = (OCTAVE_SHARE,)
