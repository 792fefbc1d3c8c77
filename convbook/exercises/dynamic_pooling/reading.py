"""What the layer reads, and where it is no max pooling."""

from convbook import reference
from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.dynamic_pooling.sizes import CHAPTER
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, cells, text
from convbook.exercises.fields import Answer, Field
from convbook.viz import format_number

DIRECTIONS = (("larger", "larger"), ("larger", "smaller"), ("smaller", "larger"))


def _draw_odd(draws: Draws) -> Params:
    ways, pooled = draws.pick(DIRECTIONS), draws.integers(2, 9, 2)
    if ways[0] == "larger" and pooled[0] >= pooled[1]:
        pooled = [min(pooled), max(pooled) + 1]
    return {"ways": list(ways), "pooled": pooled}


def _state_odd(params: Params) -> list[str | Block]:
    (first, second), (one, two) = params["pooled"], params["ways"]
    return [
        "Max pooling of 2 px with stride 2 makes 2 px of a row of 5, and so does a DynOPool with "
        "`alpha` = 2 and the maximum, since 2.5 is rounded to 2.",
        f"Enter a row of whole numbers for which max pooling gives {first} and {second}, while the "
        f"first output of DynOPool is {one} than that of max pooling and the second is {two}.",
    ]


def _form_odd(params: Params) -> tuple[Field, ...]:
    return (fields.grid("row", "Row of 5 px", 1, 5, low=0, role="input"),)


def _judge_odd(params: Params, answer: Answer) -> Verdict:
    row = answer["row"]
    usual = [max(row[:2]), max(row[2:4])]
    found = reference.dynamic_pool2d([[[float(v) for v in row]]], [1.0, 2.0])[0, 0].tolist()
    shows = [cells("Max pooling", [usual], "output"), cells("DynOPool", [found], "output")]
    if usual != params["pooled"]:
        first, second = params["pooled"]
        said = f"Max pooling gives {usual[0]} and {usual[1]}, not {first} and {second}."
        return Verdict(0, said, shows)
    met = sum(
        (f > u if way == "larger" else f < u)
        for f, u, way in zip(found, usual, params["ways"], strict=True)
    )
    said = f"DynOPool gives {format_number(found[0])} and {format_number(found[1])}"
    if met == 2:
        return Verdict(1, f"{said}, on the sides asked for.", shows)
    return Verdict(met / 2, f"{said}; not both lie on the side asked for.", shows)


def _row(*places: int) -> Misconception:
    """Fill a row of zeros: at each place stands number 0 or 1 of the pooled values, or -1: 0."""
    return Misconception(
        "", lambda params: {"row": [params["pooled"][at] if at >= 0 else 0 for at in places]}
    )


ODD_SIZES = Family(
    id="odd-sizes-part",
    title="Not max pooling on odd sizes",
    chapter=CHAPTER,
    page="the-layer",
    kind="certificate",
    draw=_draw_odd,
    statement=_state_odd,
    form=_form_odd,
    judge=_judge_odd,
    misconceptions={
        "alpha-two-is-max-pooling": Misconception(
            "On an odd size the cells are 2.5 px wide: the points lie between pixels, and the "
            "layer reads another place than max pooling.",
            _row(0, 0, 1, 1, 1).model,
        ),
        "last-pixel-is-unread": Misconception(
            "Max pooling leaves the last pixel out. DynOPool divides the whole row, so that its "
            "second output reads pixel 4 as well.",
            _row(0, -1, -1, 1, -1).model,
        ),
        "largest-of-the-cell": Misconception(
            "The layer does not take the largest pixel of its cell: it interpolates at two points, "
            "and a pixel next to a point counts in part.",
            _row(0, -1, 1, -1, -1).model,
        ),
    },
    hint="The points lie at 0.25 and 1.25, and at 2.75 and 3.75.",
)


def _draw_quarter(draws: Draws) -> Params:
    while True:
        largest, quarters = draws.integer(12, 60), draws.integer(12, 200)
        if 1.25 * largest <= quarters <= 3.5 * largest:
            output = quarters / 4
            return {
                "largest": largest,
                "output": int(output) if output == int(output) else output,
            }


def _state_quarter(params: Params) -> list[str | Block]:
    return [
        "A DynOPool with `alpha` = 4 on both axes and the maximum makes one output of a map of "
        "4 rows and 4 columns.",
        f"Enter a map of whole numbers whose largest pixel is {params['largest']} and for which "
        f"that output is {params['output']:g}.",
    ]


def _form_quarter(params: Params) -> tuple[Field, ...]:
    return (fields.grid("map", "Map of 4 by 4 px", 4, 4, low=0, role="input"),)


def _judge_quarter(params: Params, answer: Answer) -> Verdict:
    values = [[float(v) for v in answer["map"][4 * y : 4 * y + 4]] for y in range(4)]
    found = float(reference.dynamic_pool2d([values], [4.0, 4.0])[0, 0, 0])
    largest = max(answer["map"])
    said = f"The largest pixel is {largest}, the output {format_number(found)}"
    shows = [text(f"{said}.")]
    right = (largest == params["largest"]) + (found == params["output"])
    if right == 2:
        return Verdict(1, f"{said}, as asked.", shows)
    wanted = f"{params['largest']} and {format_number(params['output'])}"
    return Verdict(right / 2, f"{said}, not {wanted}.", shows)


def _filled(total: int, places: tuple[int, ...], largest: int) -> Answer:
    """A map with a sum spread over the places, the first ones full."""
    values = [0] * 16
    for place in places:
        values[place] = min(total, largest)
        total -= values[place]
    return {"map": values}


def _points_on_pixels(params: Params) -> Answer:
    values = [0] * 16
    values[0], values[5] = params["largest"], int(params["output"])
    return {"map": values}


QUARTER_AVERAGES = Family(
    id="quarter-averages-first",
    title="A ratio of one quarter",
    chapter=CHAPTER,
    page="the-layer",
    kind="certificate",
    draw=_draw_quarter,
    statement=_state_quarter,
    form=_form_quarter,
    judge=_judge_quarter,
    misconceptions={
        "output-is-the-mean": Misconception(
            "This sets the mean of all 16 pixels; the layer takes the largest of four means of "
            "2x2 px.",
            lambda p: _filled(int(16 * p["output"]), tuple(range(16)), p["largest"]),
        ),
        "points-lie-on-pixels": Misconception(
            "At alpha 4 no point lies on a pixel: each lies amid 2x2 px and reads their mean.",
            _points_on_pixels,
        ),
        "middle-is-read": Misconception(
            "The four points lie apart, each in its own quarter of the map; the four pixels in the "
            "middle belong to four different points.",
            lambda p: _filled(int(4 * p["output"]), (5, 6, 9, 10), p["largest"]),
        ),
    },
    hint="Find the four points: the centre is at 1.5, and alpha / 4 is 1 px.",
)

FAMILIES = (ODD_SIZES, QUARTER_AVERAGES)
