"""Live figure ``blind-spots``: drag a face over a picture, and read what a detector makes of it."""

from functools import cache
from typing import Any, ClassVar

import numpy as np
from matplotlib.figure import Figure

from convbook import checks
from convbook.data.results import result, unpacked
from convbook.errors import ConvbookValueError, message
from convbook.widgets import blind_spots_still as still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.params import whole

NAME = "BlindSpots"
BORDERS = ("same", "even", "odd", "reflect")
VIEWS = ("score", "change")
FACE = (40, 32)
SIZES = {"same": 192, "even": 192, "odd": 193, "reflect": 192}
ROWS, COLUMNS, STEP = 77, 81, 2
# Scores are kept in steps of 4 thousandths. The detector's cells repeat every 8 places (16 px);
# the 8 x 8 places from here on are one cell in the middle of the picture.
UNIT, PERIOD, MIDDLE = 4, 8, (34, 36)

IntArray = np.ndarray[Any, np.dtype[np.int64]]


class BlindSpots(ConvFigure):
    """The best score of a real face detector for one face at every place of a grey picture.

    The face of 40 x 32 px has its top left corner at row `y`, column `x`, multiples of 2 px.
    `border`: "same", zeros where the network has them (below and to the right in layers of stride
    2); "even", 1 px of zeros on every side; "odd", the same on a picture of 193 px; "reflect",
    mirrored where "same" has zeros. `threshold` is in hundredths: a lower score is a miss. `view`:
    "score", or "change" against the middle of the picture.

    Example:
        >>> BlindSpots(x=158, border="even")
        BlindSpots(border='even', x=158)
    """

    kind = "blind-spots"
    defaults: ClassVar[Params] = {
        "border": "same",
        "y": 68,
        "x": 0,
        "threshold": 50,
        "view": "score",
    }

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse unknown borders and views, thresholds, and places that were not measured."""
        checks.choice(NAME, "border", params["border"], BORDERS)
        checks.choice(NAME, "view", params["view"], VIEWS)
        whole(NAME, "threshold", params["threshold"], 1, 99)
        for name, count in (("y", ROWS), ("x", COLUMNS)):
            place = whole(NAME, name, params[name], 0, STEP * (count - 1))
            if place % STEP:
                raise ConvbookValueError(message(NAME, f"{name} must be a multiple of 2", place))

    @classmethod
    def bake(cls, params: Params) -> dict[str, Any]:
        """The face, and the scores under every border."""
        found = result("blind-spots")
        maps = {name: kept["scores"] for name, kept in found["detector"].items()}
        return {"face": found["face"]["rgb"], "maps": maps}

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """All scores are in thousandths.

        `result` score here, and how many of the places are missed; `scores` here, `middle` at the
        same place of a cell in the middle, and `missed` places under each of the four borders;
        `row` and `column` the scores along the face's row and column; `room` px between the face
        and the top, bottom, left and right edges.
        """
        i, j = params["y"] // STEP, params["x"] // STEP
        maps = [scores(name) for name in BORDERS]
        own = scores(params["border"])
        side = SIZES[params["border"]]
        missed = [int((kept < 10 * params["threshold"]).sum()) for kept in maps]
        inner = inner_place(i, j)
        return {
            "result": [int(own[i, j]), missed[BORDERS.index(params["border"])]],
            "scores": [int(kept[i, j]) for kept in maps],
            "middle": [int(kept[inner]) for kept in maps],
            "missed": missed,
            "row": own[i].tolist(),
            "column": own[:, j].tolist(),
            "room": [
                params["y"],
                side - FACE[0] - params["y"],
                params["x"],
                side - FACE[1] - params["x"],
            ],
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """Where the face is, its score, and the share of places at which it is missed."""
        numbers = cls.compute(params)
        top, bottom, left, right = numbers["room"]
        share = 100 * numbers["result"][1] / (ROWS * COLUMNS)
        shares = "; ".join(
            f"{still.WORDS[name]}: {100 * count / (ROWS * COLUMNS):.0f} %"
            for name, count in zip(BORDERS, numbers["missed"], strict=True)
        )
        return (
            f"A portrait's face of 40 by 32 px on a grey picture, {top} px from the top, {bottom} "
            f"from the bottom, {left} from the left and {right} from the right edge. With "
            f"{still.WORDS[params['border']]} the detector's score is "
            f"{numbers['result'][0] / 1000:.3f}; of all places, {share:.0f} % score below "
            f"{params['threshold'] / 100:.2f} and are dark on the map. By border: {shares}."
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """The picture with the face, and the map of scores under every border."""
        found = result("blind-spots")
        face = unpacked(found["face"]["rgb"], found["face"]["shape"])
        maps = {name: scores(name) for name in BORDERS}
        return still.draw(params, face, maps, SIZES)


@cache
def scores(border: str) -> IntArray:
    """The scores of the face at every place under a border, in thousandths, [77, 81].

    >>> scores("same").shape
    (77, 81)
    """
    kept = result("blind-spots")["detector"][border]
    steps: IntArray = unpacked(kept["scores"], kept["shape"]).astype(np.int64)
    return UNIT * steps


def inner_place(row: int, column: int) -> tuple[int, int]:
    """The place in the middle of the picture at which the face meets the cells in the same way.

    >>> inner_place(0, 80), inner_place(34, 36)
    ((40, 40), (34, 36))
    """
    first, second = (
        start + (at - start) % PERIOD for at, start in zip((row, column), MIDDLE, strict=True)
    )
    return first, second
