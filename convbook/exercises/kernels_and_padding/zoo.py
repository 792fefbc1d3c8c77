"""The padding zoo: rows with given borders, and partial convolution's ratios."""

from collections.abc import Sequence

from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.family import (
    Block,
    Family,
    Misconception,
    Params,
    Verdict,
    Work,
    rows,
    text,
)
from convbook.exercises.fields import Answer, Field
from convbook.reference.pad import source
from convbook.viz import format_number

CHAPTER = "kernels-and-padding"
PAGE = "padding-zoo"
MODES = ("circular", "symmetric", "reflect")
SIZE = 7
PAD = 3
# Multiples of 1/8 times 8 that two odd kernels reach with half of them as padding.
EIGHTHS = (10, 12, 14, 15, 18, 20, 21, 24)


def _border(row: Sequence[float], mode: str, left: bool) -> list[float]:
    places = range(-PAD, 0) if left else range(SIZE, SIZE + PAD)
    return [row[source(i, SIZE, mode)] for i in places]


def _row_draw(draws: Draws) -> Params:
    row = draws.sample(range(-9, 10), SIZE)
    left, right = draws.pick(MODES), draws.pick(MODES)
    return {
        "left": left,
        "right": right,
        "before": _border(row, left, True),
        "after": _border(row, right, False),
    }


def _row_statement(params: Params) -> list[str | Block]:
    return [
        f"Padded on the left by {PAD} cells with `{params['left']}`, a row of {SIZE} numbers gets "
        f"the first border; padded on the right by {PAD} cells with `{params['right']}`, the same "
        "row gets the second one. Both are written from left to right. Find such a row. "
        "(`symmetric` mirrors with the edge, `reflect` without it.)",
        rows(["left border", *[""] * (PAD - 1)], [params["before"]]),
        rows(["right border", *[""] * (PAD - 1)], [params["after"]]),
    ]


def _row_form(params: Params) -> tuple[Field, ...]:
    label = "The row"
    return (fields.numbers("row", label, -99, 99, fewest=SIZE, most=SIZE, step=0.125),)


def _row_judge(params: Params, answer: Answer) -> Verdict:
    before = _border(answer["row"], params["left"], True)
    after = _border(answer["row"], params["right"], False)
    first, last = (", ".join(map(format_number, values)) for values in (before, after))
    shows = [text(f"Left border: {first}."), text(f"Right border: {last}.")]
    if before != params["before"] and after != params["after"]:
        return Verdict(0, f"The borders are {first} and {last}.", shows)
    if before != params["before"]:
        return Verdict(0.5, f"The right border is as given, but the left one is {first}.", shows)
    if after != params["after"]:
        return Verdict(0.5, f"The left border is as given, but the right one is {last}.", shows)
    return Verdict(1, "Both borders are as given.", shows)


def _row_model(params: Params, change: dict[str, str], turned: bool = False) -> Answer:
    """A row that believes in other modes; what no border fixes is 0."""
    row: list[float] = [0] * SIZE
    step = -1 if turned else 1
    for name, mode, start in (("before", "left", -PAD), ("after", "right", SIZE)):
        for i, value in enumerate(params[name][::step], start):
            given: str = params[mode]
            held = change.get(given, given)
            row[source(i, SIZE, held)] = value
    return {"row": row}


ROW = Family(
    id="row-between-borders",
    title="The row between two borders",
    chapter=CHAPTER,
    page=PAGE,
    kind="certificate",
    draw=_row_draw,
    statement=_row_statement,
    form=_row_form,
    judge=_row_judge,
    misconceptions={
        "mirrors-alike": Misconception(
            "The two mirrors differ: symmetric repeats the edge, reflect starts with its "
            "neighbour.",
            lambda params: _row_model(params, {"reflect": "symmetric", "symmetric": "reflect"}),
        ),
        "mirror-takes-the-other-end": Misconception(
            "A mirror shows the end of the row that it stands at; the other end comes with "
            "circular, unmirrored.",
            lambda params: _row_model(
                params, {"reflect": "circular", "symmetric": "circular", "circular": "symmetric"}
            ),
        ),
        "order-turned": Misconception(
            "The order is turned: a mirror turns it, circular keeps it.",
            lambda params: _row_model(params, {}, turned=True),
        ),
    },
    hint="Write down for each cell of a border which place of the row it copies.",
    work=Work("paddings", lambda _: {"row": [0] * SIZE, "padding": PAD}, {"row": "row"}),
)


def _partial_draw(draws: Draws) -> Params:
    return {
        "eighths": draws.pick(EIGHTHS),
        "height": draws.integer(12, 24),
        "width": draws.integer(12, 24),
    }


def _partial_statement(params: Params) -> list[str | Block]:
    ratio = format_number(params["eighths"] / 8)
    return [
        f"A partial convolution of stride 1 on an image of {params['height']} x {params['width']} "
        "px (h x w) multiplies the sum of each window by its number of taps over the number of "
        "those inside the image. Its kernel has odd sides from 1 to 9, and half of each, rounded "
        f"down, as padding on both sides. Choose kernel and output so that the factor is {ratio} "
        "there. Rows and columns count from 0."
    ]


def _partial_form(params: Params) -> tuple[Field, ...]:
    return (
        fields.number("tall", "Kernel height", 1, 9),
        fields.number("wide", "Kernel width", 1, 9),
        fields.number("y", "Output row", 0, params["height"] - 1),
        fields.number("x", "Output column", 0, params["width"] - 1),
    )


def _inside(kernel: int, place: int, size: int) -> int:
    """Taps of a centred window that lie inside."""
    half = kernel // 2
    return min(place + half, size - 1) - max(place - half, 0) + 1


def _partial_judge(params: Params, answer: Answer) -> Verdict:
    tall, wide = answer["tall"], answer["wide"]
    if not (tall % 2 and wide % 2):
        return Verdict(0, "Both sides of the kernel must be odd.")
    high = _inside(tall, answer["y"], params["height"])
    broad = _inside(wide, answer["x"], params["width"])
    said = f"{high * broad} of {tall * wide} taps lie inside the image."
    shows = [text(said)]
    if 8 * tall * wide == params["eighths"] * high * broad:
        return Verdict(1, f"Right: {said}", shows)
    return Verdict(0, f"The factor is another one: {said}", shows)


def _corner(side: int) -> Answer:
    return {"tall": side, "wide": side, "y": 0, "x": 0}


PARTIAL = Family(
    id="factor-of-partial-convolution",
    title="A factor of partial convolution",
    chapter=CHAPTER,
    page=PAGE,
    kind="certificate",
    draw=_partial_draw,
    statement=_partial_statement,
    form=_partial_form,
    judge=_partial_judge,
    misconceptions={
        "any-large-corner": Misconception(
            "A corner of a 9 x 9 kernel keeps 25 of 81 taps; smaller ones and edges give smaller "
            "factors.",
            lambda _: _corner(9),
        ),
        "nothing-is-lost-in-the-middle": Misconception(
            "Where all taps lie inside, the factor is 1 whatever the kernel.",
            lambda params: _corner(5) | {"y": params["height"] // 2, "x": params["width"] // 2},
        ),
        "corner-of-five": Misconception(
            "A corner of a 5 x 5 kernel keeps 9 of 25 taps; the factors of both axes multiply.",
            lambda _: _corner(5),
        ),
    },
    hint="The factor is a product: k over the taps inside, for each axis.",
)

FAMILIES = (ROW, PARTIAL)
