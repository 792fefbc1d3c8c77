"""Live figure ``photo-kernel``: nine numbers on a photograph."""

import base64
from typing import Any, ClassVar

import numpy as np
import torch
from matplotlib.figure import Figure

from convbook import data, ops, viz
from convbook.data.images import grey_square
from convbook.errors import ConvbookValueError
from convbook.widgets.base import ConvFigure, Params

SIZE = 256
DIVISORS = (1, 2, 4, 8, 16)


class PhotoKernel(ConvFigure):
    """A 3x3 kernel over a grey photograph of 256x256 pixels, padded with one zero all round.

    The result is ``sum(kernel * window) / divisor + offset``, drawn clipped to 0..255. Kernel
    entries are multiples of 1/8, so every result is exact.

    Example:
        >>> figure = PhotoKernel(kernel=[0, 0, 0, 0, 2, 0, 0, 0, 0])
        >>> figure
        PhotoKernel(kernel=[0, 0, 0, 0, 2, 0, 0, 0, 0])
    """

    kind = "photo-kernel"
    defaults: ClassVar[Params] = {
        "photo": "astronaut",
        "kernel": [-1, 0, 1, -2, 0, 2, -1, 0, 1],
        "divisor": 4,
        "offset": 128,
        "y": 56,
        "x": 122,
    }

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse kernels that are not nine multiples of 1/8, and unknown divisors."""
        kernel = params["kernel"]
        if len(kernel) != 9 or any(8 * v != int(8 * v) or abs(v) > 99 for v in kernel):
            raise ConvbookValueError(
                "PhotoKernel: kernel must be nine multiples of 1/8 within -99..99, "
                f"got {kernel!r} (row by row)"
            )
        if params["divisor"] not in DIVISORS:
            raise ConvbookValueError(
                f"PhotoKernel: divisor must be one of {DIVISORS}, got {params['divisor']!r}"
            )

    @classmethod
    def photo(cls, params: Params) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """The photograph in grey, 256x256."""
        return grey_square(data.load(params["photo"]), SIZE)

    @classmethod
    def bake(cls, params: Params) -> dict[str, Any]:
        """The photograph's bytes."""
        return {"pixels": base64.b64encode(cls.photo(params).tobytes()).decode()}

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """The result before clipping."""
        photo = torch.tensor(cls.photo(params), dtype=torch.float64)
        kernel = torch.tensor(params["kernel"], dtype=torch.float64).reshape(1, 1, 3, 3)
        sums = ops.conv2d(photo[None, None], kernel, padding=1, algorithm="direct")
        return {"output": (sums / params["divisor"] + params["offset"]).flatten().tolist()}

    @classmethod
    def describe(cls, params: Params) -> str:
        """What the two pictures show."""
        rows = ["  ".join(map(viz.format_number, params["kernel"][i : i + 3])) for i in (0, 3, 6)]
        return (
            f"The photograph {params['photo']} beside its convolution with the kernel "
            f"{'; '.join(rows)}, divided by {params['divisor']}."
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """The photograph, the kernel and the result in one row."""
        figure = Figure(figsize=(7.2, 2.9))
        before, middle, after = figure.subplots(1, 3, width_ratios=[1, 0.6, 1])
        result = np.reshape(cls.compute(params)["output"], (SIZE, SIZE))
        before.imshow(cls.photo(params), vmin=0, vmax=255)
        after.imshow(result, vmin=0, vmax=255)
        for axes, title in ((before, "photograph"), (after, "result")):
            axes.set_title(title)
            axes.axis("off")
        kernel = [params["kernel"][i : i + 3] for i in (0, 3, 6)]
        viz.draw_grid(middle, kernel, role="kernel", title="kernel")
        middle.text(1.5, 3.6, f"divided by {params['divisor']}", ha="center", size=9)
        return figure
