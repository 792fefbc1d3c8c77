"""Starting points of the figure ``paths``."""

from typing import Any


def _rows(*rows: list[float]) -> list[float]:
    """Rows of weights, filled up to five by five with ones."""
    full = [list(row) + [1] * (5 - len(row)) for row in rows]
    return [w for row in full + [[1] * 5] * (5 - len(full)) for w in row]


START: dict[str, Any] = {
    "pixel": 3,
    "output": 1,
    "path": 0,
    "layers": 3,
    "taps": 3,
    "weights": _rows([1, 2, 1], [1, 3, 2], [2, 1, -1]),
    "change": "none",
    "layer": 2,
    "tap": 1,
    "offsets": [0.5, 0, -0.75, 0, 0],
    "relu": False,
    "input": [3, -1, 2, 4, -2, 1, 2, -3, 2, 1, 3, -2, 4, 1, 2, -1, 2, 3, -2, 1, 4, -1, 2],
}
PRESETS: dict[str, dict[str, Any]] = {
    "three layers of three": START,
    "two layers of two": START
    | {"layers": 2, "taps": 2, "pixel": 2, "weights": _rows([2, 1], [1, 3]), "layer": 1},
    "all weights 1: paths counted": START | {"weights": [1] * 25, "pixel": 4},
    "paths that cancel": START
    | {"weights": _rows([1, 2, 1], [1, 2, 1], [-1, 0, 1]), "pixel": 4, "layer": 3},
    "layer 2 replaced by one tap": START | {"change": "one"},
    "layer 2 read between its weights": START | {"change": "moved"},
    "ReLU closes gates": START
    | {"relu": True, "weights": _rows([1, 2, -1], [1, -2, 1], [2, 1, -1])},
}
