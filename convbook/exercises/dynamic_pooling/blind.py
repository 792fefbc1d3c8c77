"""Ratios so large that some pixels are read by no output."""

from convbook.exercises.draws import Draws
from convbook.exercises.dynamic_pooling.sizes import CHAPTER, EIGHTH, alpha_field, count, eighths
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, text
from convbook.exercises.fields import Answer

LARGEST = 16


def _unread(size: int, alpha: float) -> list[int]:
    """The pixels of an axis that no output reads, in whole numbers throughout.

    Positions are counted in parts of 32 * outputs to a pixel, so that none is rounded.
    """
    if alpha < 2:  # on the 13 px and more of these exercises, points are less than 2 px apart
        return []
    outputs = count(size, alpha)
    unit = 32 * outputs
    read = set()
    for cell in range(outputs):
        centre = 16 * (2 * cell + 1) * size - 16 * outputs
        for shift in (-1, 1):
            point = centre + shift * int(8 * alpha) * outputs
            pixel, beyond = divmod(min(max(point, 0), (size - 1) * unit), unit)
            read |= {pixel, pixel + (beyond > 0)}
    return [pixel for pixel in range(size) if pixel not in read]


def _draw(draws: Draws) -> Params:
    while True:
        size, alpha = draws.integer(13, 40), draws.integer(34, 96) / 8
        unread = len(_unread(size, alpha))
        if unread and count(size, alpha) > 1:
            return {"size": size, "unread": unread}


def _statement(params: Params) -> list[str | Block]:
    return [
        f"A DynOPool pools an axis of {params['size']} px. Choose `alpha` (input px per output px, "
        f"a multiple of 1/8, at most {LARGEST}) so that the output has at least 2 px and exactly "
        f"{params['unread']} px of the axis are read by no output.",
        "Each output has two points along the axis, `alpha / 4` before and behind the centre of "
        "its cell. A point reads the pixels less than 1 px away; beyond an end, it reads the pixel "
        "at that end. Sizes are rounded to the nearest whole number, halves to the even one.",
    ]


def _judge(params: Params, answer: Answer) -> Verdict:
    outputs, unread = (
        count(params["size"], answer["alpha"]),
        _unread(params["size"], answer["alpha"]),
    )
    listed = ", ".join(map(str, unread[:8])) or "none"
    more = ", …" if len(unread) > 8 else ""
    shows = [
        text(f"The output has {outputs} px."),
        text(f"Pixels that no output reads: {listed}{more}."),
    ]
    if len(unread) != params["unread"]:
        said = f"{len(unread)} px are read by no output, not {params['unread']}."
        return Verdict(0, said, shows)
    if outputs < 2:
        return Verdict(0.5, f"{len(unread)} px are unread, but the output has 1 px only.", shows)
    return Verdict(1, f"{outputs} outputs leave {len(unread)} px unread.", shows)


def _two_each(params: Params) -> Answer:
    """Two px for every output, where it is up to four."""
    read = params["size"] - params["unread"]
    return {"alpha": eighths(2 * params["size"] / read, EIGHTH, LARGEST)}


def _left_over(params: Params) -> Answer:
    """A window of whole px whose last step leaves the unread ones at the end."""
    size, unread = params["size"], params["unread"]
    fits = [a for a in range(5, LARGEST + 1) if size % a == unread]
    return {"alpha": fits[0] if fits else min(LARGEST, size - unread)}


def _ratio(params: Params) -> Answer:
    """The ratio r of four px for every output."""
    read = params["size"] - params["unread"]
    return {"alpha": eighths(read / (4 * params["size"]), EIGHTH, LARGEST)}


UNREAD = Family(
    id="pixels-nobody-reads",
    title="Pixels that nobody reads",
    chapter=CHAPTER,
    page="the-layer",
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=lambda params: (alpha_field("alpha", "alpha", LARGEST),),
    judge=_judge,
    misconceptions={
        "one-pixel-a-point": Misconception(
            "A point between two pixels reads both, so an output reads up to four px along an "
            "axis, not two.",
            _two_each,
        ),
        "left-over-at-the-end": Misconception(
            "Windows of whole px leave the rest at the end unread. This layer divides the whole "
            "axis into cells, and what is unread lies between their points.",
            _left_over,
        ),
        "alpha-is-the-ratio": Misconception(
            "That is a ratio r, output px per input px; as `alpha` it enlarges the axis, and every "
            "pixel is read.",
            _ratio,
        ),
    },
    hint="Most points lie between two pixels: an output then reads four px. How many outputs does "
    "that make, and which alpha?",
)

FAMILIES = (UNREAD,)
