"""Starting points of the figure ``conv2d``; each names only what differs from its defaults."""

from typing import Any

# fmt: off
THREE_CHANNELS = [
    0, 2, 1, 0, 1,
    1, 0, 2, 2, 0,
    2, 1, 0, 1, 1,
    0, 1, 2, 0, 2,
    1, 0, 1, 2, 0,

    1, 0, 0, 2, 1,
    0, 2, 1, 0, 0,
    1, 1, 2, 0, 2,
    2, 0, 1, 1, 0,
    0, 1, 0, 2, 1,

    2, 1, 0, 1, 0,
    0, 0, 1, 2, 1,
    1, 2, 0, 0, 1,
    0, 1, 1, 2, 0,
    2, 0, 2, 0, 1,
]
FILTER_0 = [
    1, 0, -1,
    0, 1, 0,
    -1, 0, 1,

    0, 1, 0,
    -1, 1, -1,
    0, 0, 1,

    1, -1, 0,
    0, 0, 1,
    1, 0, -1,
]
FILTER_1 = [
    0, 0, 1,
    1, -1, 0,
    0, 1, 0,

    -1, 0, 0,
    0, 1, 1,
    1, 0, -1,

    0, 1, 0,
    -1, 0, 0,
    1, -1, 1,
]
SIX_BY_SIX = [
    1, 2, 0, 1, 3, 0,
    0, 1, 2, 0, 1, 2,
    3, 0, 1, 1, 0, 1,
    1, 1, 0, 2, 1, 0,
    0, 2, 1, 0, 3, 1,
    2, 0, 1, 3, 0, 2,
]
SEVEN_BY_SEVEN = [
    0, 1, 2, 0, 1, 0, 2,
    1, 3, 0, 1, 2, 1, 0,
    2, 0, 1, 2, 0, 3, 1,
    0, 1, 1, 4, 1, 0, 2,
    1, 2, 0, 1, 3, 1, 0,
    3, 0, 2, 0, 1, 2, 1,
    0, 1, 0, 2, 0, 1, 3,
]
LAPLACIAN = [
    0, 1, 0,
    1, -4, 1,
    0, 1, 0,
]
# fmt: on
# A square with a hole.
CANVAS = [
    int(4 <= y < 12 and 4 <= x < 12 and not (7 <= y < 9 and 7 <= x < 9))
    for y in range(16)
    for x in range(16)
]

TWO_FILTERS = {
    "in_channels": 3,
    "out_channels": 2,
    "input": THREE_CHANNELS,
    "weight": FILTER_0 + FILTER_1,
    "bias": [1, 0],
    "stride_h": 2,
    "stride_w": 2,
}

PRESETS: dict[str, dict[str, Any]] = {
    "1 channel to 1": {},
    "3 channels to 1, padding 1": {
        "in_channels": 3,
        "padding_h": 1,
        "padding_w": 1,
        "input": THREE_CHANNELS,
        "weight": FILTER_0,
        "bias": [1],
    },
    "3 channels to 2, stride 2, padding 1": TWO_FILTERS | {"padding_h": 1, "padding_w": 1},
    "3 channels to 2, stride 2, padding 2": TWO_FILTERS | {"padding_h": 2, "padding_w": 2},
    "stride 2 that leaves a row unread": {
        "height": 6,
        "width": 6,
        "stride_h": 2,
        "stride_w": 2,
        "input": SIX_BY_SIX,
    },
    "dilation 2": {
        "height": 7,
        "width": 7,
        "dilation_h": 2,
        "dilation_w": 2,
        "input": SEVEN_BY_SEVEN,
    },
    "kernel of 1: mixes the channels": {
        "in_channels": 3,
        "out_channels": 2,
        "kernel_h": 1,
        "kernel_w": 1,
        "input": THREE_CHANNELS,
        "weight": [1, -1, 2, 0, 1, 1],
        "bias": [0, -1],
    },
    "a border that wraps round": {
        "padding_h": 1,
        "padding_w": 1,
        "padding_mode": "circular",
    },
    "a canvas to paint on": {
        "height": 16,
        "width": 16,
        "padding_h": 1,
        "padding_w": 1,
        "input": CANVAS,
        "weight": LAPLACIAN,
        "paint": True,
    },
    "edges in a photograph": {
        "source": "photo",
        "height": 8,
        "width": 8,
        "in_channels": 3,
        "input": [0] * 192,
        "weight": LAPLACIAN * 3,
    },
}
