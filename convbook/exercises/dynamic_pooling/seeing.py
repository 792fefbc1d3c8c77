"""What a field of some height and width sees."""

from convbook.exercises import fields
from convbook.exercises.draws import Draws
from convbook.exercises.dynamic_pooling.sizes import (
    CHAPTER,
    EIGHTH,
    alpha_field,
    eighths,
    pair,
    whole,
)
from convbook.exercises.family import Block, Family, Misconception, Params, Verdict, text
from convbook.exercises.fields import Answer, Field
from convbook.viz import format_number


def _draw_bars(draws: Draws) -> Params:
    size = draws.pick([4, 6, 8])
    axis = draws.pick(["columns", "rows"])
    return {
        "axis": axis,
        "size": size,
        "deep": draws.integer(2, 4),
        "pairs": draws.integer(1, size - 2),
    }


def _shape(params: Params) -> tuple[int, int]:
    """Rows and columns of the picture."""
    across = params["axis"] == "columns"
    return (params["deep"], params["size"]) if across else (params["size"], params["deep"])


def _state_bars(params: Params) -> list[str | Block]:
    height, width = _shape(params)
    across = params["axis"] == "columns"
    sees, blind = ("1x2", "2x1") if across else ("2x1", "1x2")
    return [
        f"Enter a picture of {height} rows and {width} columns in whole numbers. Windows of "
        f"{blind} px (rows by columns) shall hold none of its variation, windows of {sees} px "
        f"exactly {params['pairs']}/{params['size'] - 1} of it.",
        "The share is the mean variance within the windows, over all places where the window fits, "
        "divided by the variance of the whole picture.",
    ]


def _form_bars(params: Params) -> tuple[Field, ...]:
    height, width = _shape(params)
    return (fields.grid("picture", "Picture", height, width, low=0, high=9, role="input"),)


def _square_steps(lines: list[list[int]]) -> int:
    """Sum of squared differences of neighbours within the lines."""
    return sum((line[i + 1] - line[i]) ** 2 for line in lines for i in range(len(line) - 1))


def _judge_bars(params: Params, answer: Answer) -> Verdict:
    values, (_, width) = answer["picture"], _shape(params)
    lines = [values[at : at + width] for at in range(0, len(values), width)]
    turned = [list(line) for line in zip(*lines, strict=True)]
    if params["axis"] == "rows":
        lines, turned = turned, lines
    count, deep = len(values), params["deep"]
    spread = count * sum(v * v for v in values) - sum(values) ** 2
    along, across = _square_steps(lines), _square_steps(turned)
    beside, above = (across, along) if params["axis"] == "rows" else (along, across)
    shows = [
        text(f"Squared differences of neighbours in a row, added up: {beside}."),
        text(f"Squared differences of neighbours in a column, added up: {above}."),
    ]
    if spread == 0:
        return Verdict(0, "All pixels are alike: there is no variation to hold.", shows)
    # along / (4 places) over spread / count^2, against pairs / (size - 1)
    right = along * count * count == 4 * deep * params["pairs"] * spread
    if right and across == 0:
        return Verdict(1, "The one window holds nothing, the other the share asked for.", shows)
    if across == 0:
        return Verdict(0.5, "The one window holds nothing; the other holds another share.", shows)
    return Verdict(0, "The window that should hold nothing holds something.", shows)


def _bars(params: Params, line: list[int], along: bool = True) -> Answer:
    """A picture whose lines are all alike, or one turned by a right angle."""
    if (params["axis"] == "columns") == along:
        height, width = _shape(params)
        return {"picture": [line[x] for _ in range(height) for x in range(width)]}
    height, width = _shape(params)
    return {"picture": [line[y] for y in range(height) for _ in range(width)]}


def _turns(params: Params) -> list[int]:
    """A line that changes as often as asked, as early as it can."""
    return [8 * (min(i, params["pairs"]) % 2) for i in range(params["size"])]


BARS = Family(
    id="bars-of-a-share",
    title="Variation with a direction",
    chapter=CHAPTER,
    page="suboptimal-receptive-fields",
    kind="certificate",
    draw=_draw_bars,
    statement=_state_bars,
    form=_form_bars,
    judge=_judge_bars,
    misconceptions={
        "window-across-the-bars": Misconception(
            "Those bars lie the other way: a window along a bar holds nothing, one across it does.",
            lambda params: _bars(params, [8 * (i % 2) for i in range(8)], along=False),
        ),
        "flat-means-none": Misconception(
            "A picture of one value has no variation at all, so no window can hold a share of it.",
            lambda params: _bars(params, [8] * 8),
        ),
        "every-change-counts-alike": Misconception(
            "It is not the number of bright pixels but the number of unequal neighbours that "
            "counts, against the variance of the whole.",
            lambda params: _bars(params, [8 * (i < params["pairs"]) for i in range(8)]),
        ),
    },
    hint="Take a line with as many bright as dark pixels and count its unequal neighbours.",
)


def _field(params: Params, alpha: float) -> float:
    """Along one axis, behind `before` convolutions, the pooling and `behind` convolutions."""
    return whole(1 + 2 * params["before"] + alpha / 2 + 2 * params["behind"] * alpha)


def _draw_tall(draws: Draws) -> Params:
    params = {"before": draws.integer(1, 4), "behind": draws.integer(1, 3), "stretch": 2}
    alpha = draws.integer(6, 24) / 8
    return params | {"width": int(_field(params, alpha))}


def _state_tall(params: Params) -> list[str | Block]:
    before, behind, stretch = params["before"], params["behind"], params["stretch"]
    return [
        f"Pictures are stretched to {stretch} times their height. A network has {before} "
        f"convolution{'s' * (before > 1)} of 3x3, a DynOPool, and {behind} more of 3x3, all with "
        f"stride 1. Along each axis its field is 1 + 2 * {before} + alpha / 2 + 2 * {behind} * "
        "alpha px.",
        "Choose `alpha` for both axes (multiples of 1/8) so that the field is at least "
        f"{params['width']} px and below {params['width'] + 1} px wide, and {stretch} times as "
        "high as wide, to within 1 px: then it covers a square of the picture before the stretch.",
    ]


def _judge_tall(params: Params, answer: Answer) -> Verdict:
    high, wide = (_field(params, answer[name]) for name in ("alpha_h", "alpha_w"))
    shows = [text(f"The field is {format_number(high)} px high, {format_number(wide)} px wide.")]
    width = params["width"] <= wide < params["width"] + 1
    square = abs(high - params["stretch"] * wide) <= 1
    if width and square:
        return Verdict(1, "The width is as asked, and the field covers a square.", shows)
    if square:
        return Verdict(0.5, "The field covers a square, but its width is not as asked.", shows)
    if width:
        return Verdict(0.5, "The width is as asked, but the field does not cover a square.", shows)
    return Verdict(0, "Neither the width nor the square is as asked.", shows)


def _alpha_for(params: Params, field: float) -> float:
    rest = field - 1 - 2 * params["before"]
    return eighths(rest / (0.5 + 2 * params["behind"]), EIGHTH, 32)


def _given(params: Params, high: float, wide: float) -> Answer:
    return pair("alpha_h", "alpha_w", high, wide)


def _wide(params: Params) -> float:
    return _alpha_for(params, params["width"] + 0.5)


def _tall(params: Params) -> float:
    return _alpha_for(params, params["stretch"] * (params["width"] + 0.5))


TALL_FIELD = Family(
    id="field-for-a-stretch",
    title="A field for stretched pictures",
    chapter=CHAPTER,
    page="what-it-learns",
    kind="certificate",
    draw=_draw_tall,
    statement=_state_tall,
    form=lambda params: (
        alpha_field("alpha_h", "alpha_h, height", 32),
        alpha_field("alpha_w", "alpha_w, width", 32),
    ),
    judge=_judge_tall,
    misconceptions={
        "square-field-is-fair": Misconception(
            "One alpha for both axes gives a square field in px, which covers half as much of the "
            "picture along the stretched axis.",
            lambda params: _given(params, _wide(params), _wide(params)),
        ),
        "alpha-scales-the-field": Misconception(
            "The convolutions in front of the pooling add to the field whatever alpha is: twice "
            "the alpha gives less than twice the field.",
            lambda params: _given(params, params["stretch"] * _wide(params), _wide(params)),
        ),
        "stretch-widens-the-need": Misconception(
            "The pictures became higher, so it is the height that needs the larger field.",
            lambda params: _given(params, _wide(params), _tall(params)),
        ),
    },
    hint="Find alpha for the width, then solve the same formula for twice that field.",
)

FAMILIES = (BARS, TALL_FIELD)
