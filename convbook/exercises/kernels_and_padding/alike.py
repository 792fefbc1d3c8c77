"""A row whose borders by two modes are alike on one side and differ everywhere on the other."""

from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, text
from convbook.exercises.fields import Answer, Field
from convbook.exercises.kernels_and_padding.zoo import CHAPTER, PAGE
from convbook.reference.pad import source
from convbook.viz import format_number

# Other two modes cannot be alike on one side and differ in all cells of the other one, but zeros
# and replicate, for which a single 0 in the row suffices.
PAIRS = (
    ("symmetric", "reflect"),
    ("circular", "reflect"),
    ("replicate", "reflect"),
    ("zeros", "symmetric"),
    ("zeros", "reflect"),
    ("zeros", "circular"),
)
WORDS = (
    "`circular` goes on at the other end, `symmetric` mirrors with the edge, `reflect` without it, "
    "`replicate` repeats the edge."
)


def _draw(draws: Draws) -> Params:
    return {
        "modes": draws.shuffle(draws.pick(PAIRS)),
        "side": draws.pick(["left", "right"]),
        "size": draws.integer(8, 11),
        "padding": draws.integer(2, 3),
    }


def _statement(params: Params) -> list[str | Block]:
    first, second = params["modes"]
    other = _other(params["side"])
    return [
        f"A row of {params['size']} numbers is padded by {params['padding']} cells on each side, "
        f"once with `{first}` and once with `{second}`. Find a row for which the two borders on "
        f"the {params['side']} are the same, cell by cell, while those on the {other} differ in "
        "every cell.",
        WORDS,
    ]


def _form(params: Params) -> tuple[Field, ...]:
    size = params["size"]
    return (fields.grid("row", f"The row, {size} numbers", 1, size, step=0.125, role="input"),)


def _other(side: str) -> str:
    return "right" if side == "left" else "left"


def _places(params: Params, side: str) -> range:
    size, padding = params["size"], params["padding"]
    return range(-padding, 0) if side == "left" else range(size, size + padding)


def _border(params: Params, mode: str, row: list[float], side: str) -> list[float]:
    places = _places(params, side)
    if mode == "zeros":
        return [0] * len(places)
    return [row[source(i, params["size"], mode)] for i in places]


def _judge(params: Params, answer: Answer) -> Verdict:
    shows, equal = [], {}
    for side in ("left", "right"):
        borders = [_border(params, mode, answer["row"], side) for mode in params["modes"]]
        listed = [", ".join(map(format_number, border)) for border in borders]
        both = " and ".join(f"`{m}` {v}" for m, v in zip(params["modes"], listed, strict=True))
        shows.append(text(f"On the {side}: {both}."))
        equal[side] = sum(a == b for a, b in zip(*borders, strict=True))
    side, other = params["side"], _other(params["side"])
    alike, differ = equal[side] == params["padding"], equal[other] == 0
    if alike and differ:
        return Verdict(1, f"Alike on the {side}, different everywhere on the {other}.", shows)
    if alike:
        words = f"Alike on the {side}, but equal cells on the {other}: {equal[other]}."
        return Verdict(0.5, words, shows)
    words = f"Equal cells on the {side}: {equal[side]} of {params['padding']}."
    return Verdict(0, words, shows)


def _row(params: Params, side: str, cells: int) -> Answer:
    """A row of many numbers whose borders agree in the `cells` nearest to the row."""
    row = list(range(1, params["size"] + 1))
    places = list(_places(params, side))
    near = places[-cells:] if side == "left" else places[:cells]
    for place in near:
        first, second = (
            0 if mode == "zeros" else row[source(place, params["size"], mode)]
            for mode in params["modes"]
        )
        row = [min(first, second) if v in (first, second) else v for v in row]
    return {"row": row}


def _there_and_back(params: Params) -> Answer:
    size = params["size"]
    return {"row": [min(i, size - 1 - i) + 1 for i in range(size)]}


ALIKE = Family(
    id="borders-alike-on-one-side",
    title="Borders alike on one side",
    chapter=CHAPTER,
    page=PAGE,
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "constant-rows-do": Misconception(
            "All modes but zeros copy numbers of the row, so on a constant row they agree on both "
            "sides, and zeros agree with them on neither.",
            lambda params: {"row": [1] * params["size"]},
        ),
        "there-and-back": Misconception(
            "A row that is its own mirror image has mirrored borders: what holds on the left holds "
            "on the right.",
            _there_and_back,
        ),
        "sides-exchanged": Misconception(
            "The sides are exchanged: these borders are alike where they should differ.",
            lambda params: _row(params, _other(params["side"]), params["padding"]),
        ),
        "nearest-cell-is-enough": Misconception(
            "All cells of the border must be the same, not only the one next to the row.",
            lambda params: _row(params, params["side"], 1),
        ),
    },
    hint="For each cell of that border, write down which places of the row the two modes copy: "
    "they must hold equal numbers.",
)

FAMILIES = (ALIKE,)
