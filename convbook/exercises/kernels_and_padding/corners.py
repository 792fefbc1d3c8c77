"""How many outputs read a pixel at the corner and one in the middle."""

from collections.abc import Callable
from itertools import product

from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, text
from convbook.exercises.fields import Answer, Field
from convbook.exercises.kernels_and_padding.zoo import CHAPTER

HEIGHT, WIDTH = 32, 40
MOST = 11
SIDES = range(2, MOST + 1)
NAMES = ("tall", "wide", "above", "beside")
Count = Callable[[int, int], int]


def _draw(draws: Draws) -> Params:
    """One axis keeps its size, the other one does not."""
    while True:
        odd, free = draws.pick([3, 5, 7, 9]), draws.integer(2, 9)
        padding = draws.integer(1, free - 1)
        if 2 * padding != free - 1:
            break
    return {
        "kept": draws.pick(["rows", "columns"]),
        "corner": (odd // 2 + 1) * (padding + 1),
        "middle": odd * free,
    }


def _statement(params: Params) -> list[str | Block]:
    kept = params["kept"]
    other = "columns" if kept == "rows" else "rows"
    return [
        f"A layer of stride 1 reads an image of {HEIGHT} rows and {WIDTH} columns. Along each axis "
        "it has as many zeros before the image as after it, fewer than its kernel has taps there.",
        f"Choose kernel and padding so that exactly {params['corner']} outputs read the pixel at "
        f"the top left corner and exactly {params['middle']} read one in the middle, and so that "
        f"the number of {kept} stays and that of {other} does not.",
    ]


def _form(params: Params) -> tuple[Field, ...]:
    return (
        fields.number("tall", "Kernel height", 1, MOST),
        fields.number("wide", "Kernel width", 1, MOST),
        fields.number("above", "Zeros above and below", 0, MOST),
        fields.number("beside", "Zeros left and right", 0, MOST),
    )


def _judge(params: Params, answer: Answer) -> Verdict:
    tall, wide, above, beside = (answer[name] for name in NAMES)
    if above >= tall or beside >= wide:
        words = "There are not fewer zeros than taps: some outputs would read zeros only."
        return Verdict(0, words)
    corner, middle = (above + 1) * (beside + 1), tall * wide
    rows, columns = HEIGHT + 2 * above - tall + 1, WIDTH + 2 * beside - wide + 1
    shows = [
        text(f"Outputs that read the corner: {corner}."),
        text(f"Outputs that read a pixel in the middle: {middle}."),
        text(f"The output has {rows} rows and {columns} columns."),
    ]
    keeps = (rows == HEIGHT, columns == WIDTH)
    sizes = keeps == ((True, False) if params["kept"] == "rows" else (False, True))
    counts = (corner == params["corner"], middle == params["middle"])
    points = 0.5 if sizes + sum(counts) == 2 else 0
    if not counts[0]:
        words = f"Outputs that read the corner: {corner}, not {params['corner']}."
        return Verdict(points, words, shows)
    if not counts[1]:
        words = f"Outputs that read a pixel in the middle: {middle}, not {params['middle']}."
        return Verdict(points, words, shows)
    if not sizes:
        return Verdict(points, "Both counts are right, but the size is not as asked.", shows)
    return Verdict(1, "Both counts and the size are as asked.", shows)


def _fitting(corner: Count, middle: Count, turned: bool = False) -> Callable[[Params], Answer]:
    """The layer that keeps the right axis and comes closest to both counts by wrong formulas."""

    def model(params: Params) -> Answer:
        least, found = MOST**3, (3, 2, 1, 0)
        for odd, free in product(range(3, MOST + 1, 2), SIDES):
            beyond = abs(middle(odd, free) - params["middle"])
            if beyond >= least:
                continue
            for padding in range(free):
                miss = beyond + abs(corner(odd // 2, padding) - params["corner"])
                if miss < least and 2 * padding != free - 1:
                    least, found = miss, (odd, free, odd // 2, padding)
        odd, free, half, padding = found
        if (params["kept"] == "rows") != turned:
            return {"tall": odd, "wide": free, "above": half, "beside": padding}
        return {"tall": free, "wide": odd, "above": padding, "beside": half}

    return model


def _reads(one: int, other: int) -> int:
    return (one + 1) * (other + 1)


def _taps(one: int, other: int) -> int:
    return one * other


def _sum(one: int, other: int) -> int:
    return one + other


CORNERS = Family(
    id="reads-of-a-corner",
    title="Who reads the corner",
    chapter=CHAPTER,
    page="why-pad",
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "without-zeros-nobody-reads-it": Misconception(
            "Without a zero, one window along each axis reads the corner, and each zero in front "
            "adds one: p + 1, not p.",
            _fitting(_taps, _taps),
        ),
        "axes-exchanged": Misconception(
            "The axes are exchanged: height and the zeros above and below decide the rows, width "
            "and the zeros left and right the columns.",
            _fitting(_reads, _taps, turned=True),
        ),
        "axes-add-up": Misconception(
            "The counts of both axes multiply, since every row of windows holds a window for every "
            "column.",
            _fitting(lambda one, other: one + other + 2, _sum),
        ),
    },
    hint="Along an axis, p + 1 outputs read the first pixel and k a pixel in the middle; the "
    "numbers of both axes multiply.",
)

FAMILIES = (CORNERS,)
