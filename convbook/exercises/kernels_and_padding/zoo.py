"""The padding zoo: rows with given borders."""

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
    cells,
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
        f"Find a row of {SIZE} numbers that gets these borders, padded by {PAD} cells on each "
        f"side: with `{params['left']}` on the left, with `{params['right']}` on the right. "
        "(`circular` goes on at the other end, `symmetric` mirrors with the edge, `reflect` "
        "without it.)",
        cells("Left border", [params["before"]], "output"),
        cells("Right border", [params["after"]], "output"),
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
            "A border is written from left to right, too: a mirror turns the order of what it "
            "copies, circular keeps it.",
            lambda params: _row_model(params, {}, turned=True),
        ),
    },
    hint="Write down for each cell of a border which place of the row it copies.",
    work=Work("paddings", lambda _: {"row": [0] * SIZE, "padding": PAD}, {"row": "row"}),
)


FAMILIES = (ROW,)
