"""Starting points of the figure ``input-sizes``: the strided layers of known networks."""

from typing import Any

CONV, POOL = range(2)
Layer = tuple[int, int, int, int]  # kind, kernel, stride, padding
LISTS = ("kinds", "kernels", "strides", "paddings")


def stack(size: int, layers: list[Layer]) -> dict[str, Any]:
    """Parameters of a stack at an input size, with nothing pointed at."""
    columns = zip(*layers, strict=True)
    lists = {name: list(column) for name, column in zip(LISTS, columns, strict=True)}
    return {"size": size, **lists, "rule": "given", "look": "none", "layer": 0, "at": 0}


PRESETS: dict[str, dict[str, Any]] = {
    "ResNet": stack(224, [(CONV, 7, 2, 3), (POOL, 3, 2, 1)] + [(CONV, 3, 2, 1)] * 3),
    "VGG": stack(224, [(POOL, 2, 2, 0)] * 5),
    "MobileNet": stack(224, [(CONV, 3, 2, 1)] * 5),
    "AlexNet": stack(224, [(CONV, 11, 4, 2)] + [(POOL, 3, 2, 0)] * 3),
    "4 × 4, four times": stack(64, [(CONV, 4, 2, 1)] * 4),
    "Two layers on 9 px": stack(9, [(CONV, 3, 2, 1)] * 2),
    "Strides 2 and 3": stack(24, [(CONV, 5, 3, 2), (CONV, 3, 2, 1)]),
}
