"""Borders: how far zeros reach in, and what they leave of a constant."""

from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.family import (
    Block,
    Family,
    Misconception,
    Params,
    Verdict,
    cells,
    rows,
    text,
)
from convbook.exercises.fields import Answer, Field
from convbook.viz import format_number

CHAPTER = "kernels-and-padding"
EDGES = ("middle", "left edge", "right edge", "top edge", "bottom edge")


def _band_draw(draws: Draws) -> Params:
    layers = draws.integer(3, 5)
    first = draws.integer(layers + 1, 3 * layers)
    last = draws.pick([n for n in range(layers + 1, 3 * layers + 1) if n != first])
    size = first + last + draws.integer(12, 40)
    return {"layers": layers, "size": size, "first": first, "last": size - 1 - last}


def _band_statement(params: Params) -> list[str | Block]:
    return [
        f"Exactly {params['layers']} layers of stride 1 follow each other along an axis, with "
        "zeros before and after their inputs. Each has a kernel of 2 taps or more, and each keeps "
        f"the size of {params['size']} px. Choose kernels and paddings so that, of the last "
        f"layer's outputs 0 to {params['size'] - 1}, exactly those from {params['first']} to "
        f"{params['last']} depend on no zero of any layer."
    ]


def _band_form(params: Params) -> tuple[Field, ...]:
    heads = (
        fields.Column("kernel", "kernel", 1, 31),
        fields.Column("before", "before", 0, 30),
        fields.Column("after", "after", 0, 30),
    )
    count = params["layers"]
    start = [3, 1, 1] * count
    return (
        fields.table(
            "layers", "Layers, first one first", heads, fewest=count, most=count, start=start
        ),
    )


def _band_judge(params: Params, answer: Answer) -> Verdict:
    flat = answer["layers"]
    layers = list(zip(flat[::3], flat[1::3], flat[2::3], strict=True))
    first, last = sum(flat[1::3]), params["size"] - 1 - sum(flat[2::3])
    known = f"outputs {first} to {last} are free of zeros"
    if first > last:
        known = "no output is free of zeros"
    shows = [text(f"If every layer keeps the size, {known}.")]
    for number, (kernel, before, after) in enumerate(layers, 1):
        if kernel < 2:
            return Verdict(0, f"Layer {number} has a kernel of 1 tap.", shows)
        if before + after != kernel - 1:
            return Verdict(0, f"Layer {number} does not keep the size.", shows)
    right = (first == params["first"]) + (last == params["last"])
    if right == 2:
        return Verdict(1, f"As asked, {known}.", shows)
    return Verdict(0.5 * right, f"Not as asked: {known}.", shows)


def _spread(total: int, count: int) -> list[int]:
    return [total // count + (i < total % count) for i in range(count)]


def _bands(params: Params) -> tuple[int, int]:
    return params["first"], params["size"] - 1 - params["last"]


def _layers(before: list[int], after: list[int]) -> Answer:
    pairs = zip(before, after, strict=True)
    return {"layers": [number for a, b in pairs for number in (a + b + 1, a, b)]}


def _last_layer(params: Params) -> Answer:
    """Only the last layer's own zeros count."""
    first, last = _bands(params)
    rest = [1] * (params["layers"] - 1)
    return _layers([*rest, first], [*rest, last])


def _without_first(params: Params) -> Answer:
    """The first layer leaves no border, as for an image of zeros."""
    first, last = _bands(params)
    count = params["layers"] - 1
    return _layers([1, *_spread(first, count)], [1, *_spread(last, count)])


def _same_sides(params: Params) -> Answer:
    """Both sides alike, by the first band."""
    before = _spread(params["first"], params["layers"])
    return _layers(before, before)


def _turned(params: Params) -> Answer:
    first, last = _bands(params)
    count = params["layers"]
    return _layers(_spread(last, count), _spread(first, count))


BAND = Family(
    id="how-far-zeros-reach",
    title="How far zeros reach",
    chapter=CHAPTER,
    page="information-erosion",
    kind="certificate",
    draw=_band_draw,
    statement=_band_statement,
    form=_band_form,
    judge=_band_judge,
    misconceptions={
        "last-layer-alone": Misconception(
            "The layers before the last one read zeros, too, and hand on what they make of them.",
            _last_layer,
        ),
        "first-layer-leaves-no-border": Misconception(
            "The first layer leaves a border, too: it adds zeros to its input as the others do.",
            _without_first,
        ),
        "both-sides-alike": Misconception(
            "The band at the end is as wide as the zeros after the inputs, not those before.",
            _same_sides,
        ),
        "sides-turned": Misconception(
            "Zeros before the input reach the outputs at the start.",
            _turned,
        ),
    },
    hint="Each layer moves the border in by its own zeros; add them up for each side.",
)


def _kernel_draw(draws: Draws) -> Params:
    kernel = draws.integers(-3, 3, 9)
    return {"values": dict(zip(EDGES, _edges(kernel), strict=True))}


def _kernel_statement(params: Params) -> list[str | Block]:
    return [
        "A map of ones, 4 rows and 5 columns, with one zero of padding on every side, is "
        "cross-correlated with a 3 x 3 kernel at stride 1. Find a kernel with which the outputs "
        "are as follows. The outputs at the four corners may be anything.",
        rows(["outputs", "value"], [[name, params["values"][name]] for name in EDGES]),
    ]


def _kernel_form(params: Params) -> tuple[Field, ...]:
    return (fields.grid("kernel", "Kernel", 3, 3, low=-99, high=99),)


def _edges(kernel: list[int]) -> list[int]:
    """Outputs in the middle and on the left, right, top and bottom edges."""
    total = sum(kernel)
    left, right, top, bottom = kernel[::3], kernel[2::3], kernel[:3], kernel[6:]
    return [total, *(total - sum(missed) for missed in (left, right, top, bottom))]


def _response(kernel: list[int]) -> list[list[int]]:
    def taps(place: int, size: int) -> range:
        return range(int(place == 0), 3 - (place == size - 1))

    return [
        [sum(kernel[3 * i + j] for i in taps(y, 4) for j in taps(x, 5)) for x in range(5)]
        for y in range(4)
    ]


def _kernel_judge(params: Params, answer: Answer) -> Verdict:
    wanted = params["values"]
    found = dict(zip(EDGES, _edges(answer["kernel"]), strict=True))
    shows = [cells("Outputs", _response(answer["kernel"]), "output")]
    wrong = [name for name in EDGES if found[name] != wanted[name]]
    if not wrong:
        return Verdict(1, "The edges and the middle are as asked.", shows)
    name = wrong[0]
    value, right = format_number(found[name]), format_number(wanted[name])
    points = 0.5 if len(wrong) <= 2 and name != EDGES[0] else 0
    place = "in the middle" if name == EDGES[0] else f"at the {name}"
    return Verdict(points, f"The outputs {place} are {value}, not {right}.", shows)


def _from_sums(values: list[int]) -> list[int]:
    """A kernel with these outer columns, outer rows and total (total, left, right, top, bottom)."""
    total, left, right, top, bottom = values
    return [0, top, 0, left, total - left - right - top - bottom, right, 0, bottom, 0]


def _values(params: Params) -> list[int]:
    return [params["values"][name] for name in EDGES]


def _read_sums(params: Params) -> Answer:
    """The column at an edge sums to the edge's value."""
    return {"kernel": _from_sums(_values(params))}


def _flipped(params: Params) -> Answer:
    """The left edge misses the right column, as if the kernel were flipped."""
    total, left, right, top, bottom = _values(params)
    return {"kernel": _from_sums([total, *(total - v for v in (right, left, bottom, top))])}


def _rows_for_columns(params: Params) -> Answer:
    total, left, right, top, bottom = _values(params)
    return {"kernel": _from_sums([total, *(total - v for v in (top, bottom, left, right))])}


BORDER = Family(
    id="a-border-from-ones",
    title="A border from ones",
    chapter=CHAPTER,
    page="blind-spots",
    kind="certificate",
    draw=_kernel_draw,
    statement=_kernel_statement,
    form=_kernel_form,
    judge=_kernel_judge,
    misconceptions={
        "edge-reads-its-own-column": Misconception(
            "At an edge, the kernel's row or column on that side meets zeros: its sum is what is "
            "missing, not what is left.",
            _read_sums,
        ),
        "the-far-column-is-lost": Misconception(
            "In a cross-correlation the left edge misses the left column of the kernel; only a "
            "flipped kernel misses the other one.",
            _flipped,
        ),
        "rows-for-columns": Misconception(
            "The left edge misses a column of the kernel, the top edge a row.",
            _rows_for_columns,
        ),
    },
    hint="Middle minus edge is the sum of the taps that meet zeros there.",
)

FAMILIES = (BAND, BORDER)
