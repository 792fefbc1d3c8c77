"""A kernel as a column times a row."""

from collections.abc import Sequence

from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, cells
from convbook.exercises.fields import Answer, Field
from convbook.exercises.understanding_convolution.sliding import CHAPTER

SIZE = 3


def _product(column: Sequence[float], row: Sequence[float]) -> list[list[float]]:
    return [[a * b for b in row] for a in column]


def _draw(draws: Draws) -> Params:
    values = [v for v in range(-3, 5) if v]
    column = [draws.pick(values) for _ in range(SIZE)]
    row = [draws.pick(values) for _ in range(SIZE)]
    return {"kernel": _product(column, row)}


def _statement(params: Params) -> list[str | Block]:
    return [
        "The kernel below is separable: it is a column of three numbers times a row of three, so "
        "that entry (i, j) is `column[i] · row[j]`. Hand in such a column and row; multiples of "
        "1/8 will do.",
        cells("Kernel", params["kernel"], "kernel"),
    ]


def _form(params: Params) -> tuple[Field, ...]:
    return (
        fields.grid("column", "Column, from the top", SIZE, 1, step=0.125),
        fields.grid("row", "Row, from the left", 1, SIZE, step=0.125),
    )


def _judge(params: Params, answer: Answer) -> Verdict:
    kernel, found = params["kernel"], _product(answer["column"], answer["row"])
    shows = [cells("Your column times your row", found, "kernel")]
    pairs = [(kernel[i][j], found[i][j]) for i in range(SIZE) for j in range(SIZE)]
    equal = sum(a == b for a, b in pairs)
    if equal == len(pairs):
        return Verdict(1, "The product is the kernel: 6 multiplications do what 9 did.", shows)
    first, mine = pairs[0]
    if mine and all(b * first == a * mine for a, b in pairs):
        return Verdict(0.5, "The product is a multiple of the kernel, not the kernel.", shows)
    return Verdict(0, f"Equal entries: {equal} of {len(pairs)}.", shows)


def _first(params: Params) -> Answer:
    kernel = params["kernel"]
    return {"column": [row[0] for row in kernel], "row": kernel[0]}


def _sums(params: Params) -> Answer:
    kernel = params["kernel"]
    columns = zip(*kernel, strict=True)
    return {"column": [sum(row) for row in kernel], "row": [sum(one) for one in columns]}


def _added(params: Params) -> Answer:
    """A column plus a row that has the kernel's first column and first row."""
    kernel = params["kernel"]
    return {"column": [row[0] for row in kernel], "row": [v - kernel[0][0] for v in kernel[0]]}


SEPARABLE_FACTORS = Family(
    id="column-times-row",
    title="A column times a row",
    chapter=CHAPTER,
    page="grouped-and-separable",
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "corner-counted-twice": Misconception(
            "The first column times the first row is the kernel times its corner entry: one of the "
            "two must be divided by it.",
            _first,
        ),
        "sums-are-factors": Misconception(
            "Row sums and column sums are proportional to the factors, but their product is the "
            "kernel times the sum of all its entries.",
            _sums,
        ),
        "factors-add-up": Misconception(
            "The entries are products of the column and the row, not sums: subtracting the corner "
            "does not take it out.",
            _added,
        ),
    },
    hint="All rows of the kernel are multiples of one row. Find it; the multiples are the column.",
)

FAMILIES = (SEPARABLE_FACTORS,)
