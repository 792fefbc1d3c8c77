"""A kernel as a sum of two columns times rows."""

from collections.abc import Sequence

from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, cells
from convbook.exercises.fields import Answer, Field
from convbook.exercises.understanding_convolution.sliding import CHAPTER

SIZE = 3
Lines = list[list[float]]


def _draw(draws: Draws) -> Params:
    """Two rows, and a mixture of them, in any order."""
    while True:
        first, second = draws.integers(-4, 5, SIZE), draws.integers(-4, 5, SIZE)
        shares = draws.pick([-2, -1, 1, 2]), draws.pick([-2, -1, 1, 2])
        third = [shares[0] * a + shares[1] * b for a, b in zip(first, second, strict=True)]
        minors = [first[i] * second[j] - first[j] * second[i] for i, j in ((0, 1), (0, 2), (1, 2))]
        if any(minors) and any(third):
            return {"kernel": draws.shuffle([first, second, third])}


def _statement(params: Params) -> list[str | Block]:
    return [
        "The kernel below is not a column times a row, but it is the sum of two such products: its "
        "entry (i, j) is `a[i]·p[j] + b[i]·q[j]`. Hand in two columns `a`, `b` and two rows `p`, "
        "`q`; multiples of 1/8 will do.",
        cells("Kernel", params["kernel"], "kernel"),
    ]


def _form(params: Params) -> tuple[Field, ...]:
    return (
        fields.grid("columns", "Columns a and b, side by side", SIZE, 2, step=0.125),
        fields.grid("rows", "Rows p and q, one above the other", 2, SIZE, step=0.125),
    )


def _judge(params: Params, answer: Answer) -> Verdict:
    columns, rows = answer["columns"], answer["rows"]
    found = [
        [columns[2 * i] * rows[j] + columns[2 * i + 1] * rows[SIZE + j] for j in range(SIZE)]
        for i in range(SIZE)
    ]
    shows = [cells("Sum of your two products", found, "kernel")]
    right = [i for i in range(SIZE) if found[i] == params["kernel"][i]]
    if len(right) == SIZE:
        return Verdict(1, "Two columns times two rows add up to the kernel.", shows)
    wrong = next(i for i in range(SIZE) if i not in right)
    points = 0.5 if len(right) == SIZE - 1 else 0
    said = f"Rows that are right: {len(right)} of {SIZE}. Row {wrong}, counted from 0, is not."
    return Verdict(points, said, shows)


def _answer(columns: Sequence[Sequence[float]], rows: Lines) -> Answer:
    return {"columns": [v for line in columns for v in line], "rows": [*rows[0], *rows[1]]}


def _one_product(params: Params) -> Answer:
    """The first column times the first row, and nothing else."""
    kernel = params["kernel"]
    return _answer([[line[0], 0] for line in kernel], [kernel[0], [0] * SIZE])


def _corner(params: Params) -> Answer:
    """The first two columns times the first two rows."""
    kernel = params["kernel"]
    return _answer([line[:2] for line in kernel], kernel[:2])


TWO_PRODUCTS = Family(
    id="sum-of-two-products",
    title="Two columns times two rows",
    chapter=CHAPTER,
    page="grouped-and-separable",
    kind="certificate",
    draw=_draw,
    statement=_statement,
    form=_form,
    judge=_judge,
    misconceptions={
        "one-product-does": Misconception(
            "In one column times one row, all rows are multiples of one row; here they are not, "
            "so the second product is needed.",
            _one_product,
        ),
        "two-rows-are-two-products": Misconception(
            "Two rows of the kernel are right, but the third must come out, too: its entries in "
            "the columns say how much of each row it holds.",
            lambda params: _answer([[1, 0], [0, 1], [0, 0]], params["kernel"][:2]),
        ),
        "third-row-is-the-sum": Misconception(
            "The last row is a mixture of the two others, but not simply their sum.",
            lambda params: _answer([[1, 0], [0, 1], [1, 1]], params["kernel"][:2]),
        ),
        "first-columns-times-first-rows": Misconception(
            "The first columns times the first rows count what they have in common more than once; "
            "one of the two must hold shares instead.",
            _corner,
        ),
    },
    hint="Take two rows of the kernel as p and q. How much of each is in the third row?",
)

FAMILIES = (TWO_PRODUCTS,)
