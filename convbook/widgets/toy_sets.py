"""Live figure ``toy-sets``: stretched, tiled and enlarged pictures, and what a window sees."""

import base64
from typing import Any, ClassVar

from matplotlib.figure import Figure

from convbook import analysis, checks, data
from convbook.widgets import toy_sets_still as still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.params import whole
from convbook.widgets.toy_sets_images import PICTURES, SIDE, picture

NAME = "ToySets"
LEAST, LARGEST = 4, 128
SIDES = (1, 2, 4, 8, 16, 32, 64)
# What is kept, and the size of a copy: (detail_h, detail_w, size_h, size_w).
SETS: dict[str, tuple[int, int, int, int]] = {
    "original": (64, 64, 64, 64),
    "stretched": (64, 64, 128, 64),
    "tiled": (16, 16, 16, 16),
    "enlarged": (16, 16, 64, 64),
}
KEYS = ("detail_h", "detail_w", "size_h", "size_w")


class ToySets(ConvFigure):
    """A picture made into an image of a toy set, 64x64 px, and a window on it.

    Along each axis `detail` px of the picture are kept and laid out over `size` px; copies fill
    the rest, and the middle is kept where there is more. The window has its top left corner at
    (`y`, `x`) and is `height` x `width` px.

    Example:
        >>> figure = ToySets(**ToySets.preset("tiled"), height=16, width=16)
        >>> figure.compute(dict(figure.params))["share"]
        1.0
    """

    kind = "toy-sets"
    defaults: ClassVar[Params] = {
        "picture": "astronaut",
        "detail_h": 64,
        "detail_w": 64,
        "size_h": 128,
        "size_w": 64,
        "height": 16,
        "width": 16,
        "y": 14,
        "x": 24,
    }

    @classmethod
    def preset(cls, name: str) -> Params:
        """The numbers of one of the sets.

        Raises:
            ConvbookValueError: no set has that name.
        """
        numbers = SETS[checks.choice(NAME, "set", name, tuple(SETS))]
        return dict(zip(KEYS, numbers, strict=True))

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse unknown pictures, numbers out of range, and a window beyond the image."""
        checks.choice(NAME, "picture", params["picture"], PICTURES)
        for axis in "hw":
            whole(NAME, f"detail_{axis}", params[f"detail_{axis}"], LEAST, SIDE)
            whole(NAME, f"size_{axis}", params[f"size_{axis}"], LEAST, LARGEST)
        for place, extent in (("y", "height"), ("x", "width")):
            whole(NAME, extent, params[extent], 1, SIDE)
            whole(NAME, place, params[place], 0, SIDE - params[extent])

    @classmethod
    def bake(cls, params: Params) -> dict[str, Any]:
        """The bytes of all pictures, and the sets."""
        pictures = {name: base64.b64encode(picture(name).tobytes()).decode() for name in PICTURES}
        return {"pictures": pictures, "sets": {name: list(SETS[name]) for name in SETS}}

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """The image, what the window reads of the picture, and shares of variation."""
        kept, image = images(params)
        height, width, y, x = (params[key] for key in ("height", "width", "y", "x"))
        window = image[y : y + height, x : x + width]
        rows = _read(params["detail_h"], params["size_h"], y, height)
        columns = _read(params["detail_w"], params["size_w"], x, width)
        distinct = [len({line.tobytes() for line in lines}) for lines in (window, window.T)]
        own, wider = analysis.variation_shares(image, [height], [width, min(SIDE, 2 * width)])[0]
        taller = analysis.variation_shares(image, [min(SIDE, 2 * height)], [width])[0, 0]
        return {
            "kept": kept.flatten().tolist(),
            "image": image.flatten().tolist(),
            "rows": rows,
            "columns": columns,
            "distinct": distinct,
            "share": float(own),
            "taller": float(taller),
            "wider": float(wider),
            "plane": analysis.variation_shares(image, SIDES, SIDES).flatten().tolist(),
            "result": [len(rows), len(columns), *distinct, float(own)],
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """What is kept, how it is laid out, and what the window holds."""
        found = cls.compute(params)
        kept, size, window = (
            f"{params[a]} × {params[b]} px"
            for a, b in (("detail_h", "detail_w"), ("size_h", "size_w"), ("height", "width"))
        )
        return (
            f"The picture {params['picture']}, of which {kept} are kept, laid out over {size} in "
            f"an image of 64 × 64 px. A window of {window} reads {len(found['rows'])} rows and "
            f"{len(found['columns'])} columns of what was kept; {found['distinct'][0]} of its rows "
            f"and {found['distinct'][1]} of its columns differ. Windows of this size hold "
            f"{100 * found['share']:.0f} percent of the image's variation on average; twice as "
            f"tall {100 * found['taller']:.0f}, twice as wide {100 * found['wider']:.0f} percent."
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """The kept picture, the image with its window, and the shares by height and width."""
        return still.draw(params, *images(params), cls.compute(params), SIDES)


def images(params: Params) -> tuple[Any, Any]:
    """The picture as it is kept, and the image of the set.

    >>> [image.shape for image in images(ToySets.defaults | ToySets.preset("tiled"))]
    [(16, 16), (64, 64)]
    """
    detail_h, detail_w, size_h, size_w = (params[key] for key in KEYS)
    source = picture(params["picture"])[None]
    kept = data.toy_set(source, (detail_h, detail_w))[0, :detail_h, :detail_w]
    return kept, data.toy_set(source, (detail_h, detail_w), (size_h, size_w))[0]


def _read(detail: int, size: int, start: int, extent: int) -> list[int]:
    """The rows (or columns) of the kept picture that a window reads, from the first up."""
    pairs = data.toy_reads(detail, size)[start : start + extent]
    return sorted({k for first, last in pairs for k in range(first, last + 1)})
