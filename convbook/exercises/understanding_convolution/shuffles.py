"""Two grouped layers with a channel shuffle between: what an output still hears of."""

from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, text
from convbook.exercises.fields import Answer, Field
from convbook.exercises.understanding_convolution.sliding import CHAPTER

MOST = 48
# Channels, and how many of them a group of either layer has: together no more than all.
LAYERS = tuple(
    (channels, first, second)
    for channels in (12, 16, 18, 20, 24, 30, 36, 40, 48)
    for first in range(2, channels // 2)
    for second in range(2, channels // 2)
    if channels % (first * second) == 0 and (first - 1) * (second - 1) > 1
)


def _draw(draws: Draws) -> Params:
    channels, first, second = draws.pick(LAYERS)
    spare = channels * draws.integer(0, (first - 1) * (second - 1) - 1)
    return {
        "channels": channels,
        "heard": first * second,
        "budget": channels * (first + second) + spare // 2,
    }


def _statement(params: Params) -> list[str | Block]:
    channels = params["channels"]
    return [
        f"Two layers of `1 × 1` kernels without bias take {channels} channels to {channels} each, "
        "in groups; every output reads all inputs of its group. Between them a channel shuffle "
        f"deals out s groups: with {channels}/s channels in each, number j of group i moves to "
        "place `j·s + i`. All counting starts at 0.",
        "Choose the groups of the first layer, s, and the groups of the second layer so that every "
        f"output of the second depends on exactly {params['heard']} inputs of the first, and both "
        f"layers together have at most {params['budget']} weights.",
    ]


def _form(params: Params) -> tuple[Field, ...]:
    return (
        fields.number("first", "Groups of the first layer", 1, MOST),
        fields.number("shuffled", "Groups s of the shuffle", 1, MOST),
        fields.number("second", "Groups of the second layer", 1, MOST),
    )


def _heard(channels: int, answer: Answer) -> list[int]:
    """On how many inputs the outputs of each group of the second layer depend."""
    width, dealt = channels // answer["first"], answer["shuffled"]
    reads = channels // answer["second"]
    groups = [
        (place % dealt * (channels // dealt) + place // dealt) // width for place in range(channels)
    ]
    return [width * len(set(groups[at : at + reads])) for at in range(0, channels, reads)]


def _judge(params: Params, answer: Answer) -> Verdict:
    channels = params["channels"]
    for name in ("first", "shuffled", "second"):
        if channels % answer[name]:
            words = f"{answer[name]} groups do not divide the {channels} channels."
            return Verdict(0, words, [text("No layer has these groups.")])
    heard = _heard(channels, answer)
    weights = channels * (channels // answer["first"] + channels // answer["second"])
    low, high = min(heard), max(heard)
    known = f"{low}" if low == high else f"{low} to {high}"
    shows = [text(f"Inputs that an output depends on: {known}."), text(f"Weights: {weights}.")]
    if low != params["heard"] or high != params["heard"]:
        words = f"An output depends on {known} inputs, not {params['heard']}."
        return Verdict(0, words, shows)
    if weights > params["budget"]:
        words = f"Every output depends on {low} inputs, but there are {weights} weights."
        return Verdict(0.5, words, shows)
    return Verdict(1, f"Every output depends on {low} inputs, with {weights} weights.", shows)


def _pair(params: Params) -> tuple[int, int]:
    """Groups of both layers whose sizes multiply to what is asked, with the fewest weights."""
    channels, heard = params["channels"], params["heard"]
    sizes = [n for n in range(2, heard // 2 + 1) if heard % n == 0 and channels % n == 0]
    pairs = [(n, heard // n) for n in sizes if channels % (heard // n) == 0]
    first, second = min(pairs, key=sum)
    return channels // first, channels // second


def _with_shuffle(params: Params, shuffled: int) -> Answer:
    first, second = _pair(params)
    return {"first": first, "shuffled": shuffled, "second": second}


SHUFFLE = Family(
    id="heard-through-a-shuffle",
    title="Heard through a shuffle",
    chapter=CHAPTER,
    page="grouped-and-separable",
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "layers-mix-by-themselves": Misconception(
            "Without a shuffle (1 group dealt out) a group of the second layer reads neighbours, "
            "which come from few groups of the first one.",
            lambda params: _with_shuffle(params, 1),
        ),
        "dealt-by-their-size": Misconception(
            "The shuffle must deal out as many groups as the first layer has, not as many as one "
            "of its groups has channels.",
            lambda params: _with_shuffle(params, params["channels"] // _pair(params)[0]),
        ),
        "one-layer-does-it-all": Misconception(
            "A second layer with groups of that many channels hears them by itself, but needs more "
            "weights than two layers that share the work.",
            lambda params: {
                "first": params["channels"],
                "shuffled": 1,
                "second": params["channels"] // params["heard"],
            },
        ),
    },
    hint="After a shuffle of the first layer's groups, neighbours come from different groups: the "
    "sizes of both layers' groups multiply.",
)

FAMILIES = (SHUFFLE,)
