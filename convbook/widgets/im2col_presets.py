"""Starting points of the figure ``im2col``."""

from typing import Any

_PLAIN = {"padding": 0, "stride": 1, "dilation": 1, "look": 0}

PRESETS: dict[str, dict[str, Any]] = {
    "3×3, padding 1": {},
    "2 channels, by hand": _PLAIN
    | {
        "height": 3,
        "width": 3,
        "in_channels": 2,
        "kernel_h": 2,
        "kernel_w": 2,
        "input": [1, 2, 0, 0, 1, 3, 2, 1, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1],
        "weight": [1, 0, 2, -1, 1, 1, 0, 3, 0, 1, 0, 0, -1, 0, 0, 0],
    },
    "1×1: nothing to copy": _PLAIN
    | {
        "height": 3,
        "width": 4,
        "in_channels": 3,
        "kernel_h": 1,
        "kernel_w": 1,
        "input": [*range(12), *range(12, 24), *range(24, 36)],
        "weight": [1, -2, 1, 0, 1, 1],
    },
    "stride 3: every pixel once": _PLAIN
    | {
        "height": 6,
        "width": 6,
        "out_channels": 1,
        "stride": 3,
        "input": [*range(36)],
        "weight": [1, 0, -1, 0, 2, 0, -1, 0, 1],
    },
    "3 channels, 8×8": _PLAIN
    | {
        "height": 8,
        "width": 8,
        "in_channels": 3,
        "out_channels": 3,
        "padding": 1,
        "look": 27,
        "input": [(37 * i + 11) % 101 % 5 for i in range(192)],
        "weight": [(37 * i + 11) % 101 % 5 - 2 for i in range(81)],
    },
}
