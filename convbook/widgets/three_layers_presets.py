"""Starting points of the figure ``three-layers``."""

from typing import Any


def _stack(rates: tuple[int, int, int], size: int, **more: Any) -> dict[str, Any]:
    """Three layers of 3 x 3 that keep the size, seen from the middle of the last map."""
    names = ("rate_1", "rate_2", "rate_3")
    look = {"layer": 3, "row": size // 2, "column": size // 2}
    usual = {"kernel": 3, "size": size, "padding": "keep"}
    return dict(zip(names, rates, strict=True)) | usual | look | more


PRESETS: dict[str, dict[str, Any]] = {
    "rates 1, 2, 3": _stack((1, 2, 3), 17),
    "ordinary layers: rates 1, 1, 1": _stack((1, 1, 1), 17),
    "rates 2, 2, 2": _stack((2, 2, 2), 17),
    "doubling: rates 1, 2, 4": _stack((1, 2, 4), 19),
    "tripling: rates 1, 3, 9": _stack((1, 3, 9), 31),
    "rates 1, 2, 9": _stack((1, 2, 9), 29),
    "one pixel of padding at rate 2": _stack((2, 2, 2), 17, padding="one", row=5, column=5),
    "no padding: the map shrinks": _stack((1, 2, 3), 17, padding="none", row=2, column=2),
    "a corner": _stack((1, 2, 3), 17, row=0, column=0),
    "a pixel, and who reads it": _stack((1, 2, 3), 17, layer=0, row=8, column=8),
}
