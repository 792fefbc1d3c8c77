"""Starting points of the figure ``transposed``."""

from typing import Any

from convbook import geometry

SQUARE = {
    3: [1, 2, 1, -1, 1, 2, 2, 1, -1],
    4: [1, 2, 1, -1, 1, 1, 2, 1, 2, 1, -1, 1, 1, -1, 1, 2],
}


def _square(size: int, kernel: int, stride: int, padding: int, **more: Any) -> dict[str, Any]:
    """A square input with small numbers, and the output padding that restores it."""
    settings = (kernel, stride, padding)
    small = geometry.conv_output_size(size, *settings)
    return {
        "dims": 2,
        "size": size,
        "kernel": kernel,
        "stride": stride,
        "padding": padding,
        "output_padding": geometry.output_padding_for(size, *settings),
        "x": [(17 * n**2 + 5 * n + 3) % 23 % 4 for n in range(size**2)],
        "y": [(2 * n + n**2 // 5) % 3 + 1 for n in range(small**2)],
        "weight": SQUARE[kernel],
        "pick": "column",
        "look": size + 1,
    } | more


# The article's four pairs of animations are (size i, kernel k, stride s, padding p).
PRESETS: dict[str, dict[str, Any]] = {
    "one row: i 6, k 3, s 2, p 1": {},
    "pair 1: i 4, k 3, s 1, p 0": _square(4, 3, 1, 0, view="zeros"),
    "pair 2: i 5, k 4, s 1, p 2": _square(5, 4, 1, 2, view="zeros"),
    "pair 3: i 5, k 3, s 2, p 0": _square(5, 3, 2, 0, view="zeros"),
    "pair 4: i 6, k 3, s 2, p 1": _square(6, 3, 2, 1, view="zeros"),
    "checkerboard: k 3, s 2": _square(7, 3, 2, 0, look=16),
    "even overlap: k 4, s 2": _square(8, 4, 2, 1, look=18),
}
