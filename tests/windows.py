"""Where the windows of a call lie, worked out from its arguments apart from the library.

A window is (size, extent, stride, (before, after)), one for each spatial axis, in px.
"""

from typing import Any

Window = tuple[int, int, int, tuple[int, int]]


def conv_windows(call: dict[str, Any]) -> list[Window]:
    """Windows of conv1d, conv2d and conv3d."""
    ndim = call["weight"].ndim - 2
    windows = []
    for axis in range(ndim):
        size, taps = call["input"].shape[axis - ndim], call["weight"].shape[axis - ndim]
        stride, dilation, padding = (
            call[name] if isinstance(call[name], int | str) else call[name][axis]
            for name in ("stride", "dilation", "padding")
        )
        holes = (taps - 1) * (dilation - 1)
        grown = taps + holes - 1
        named = {
            "valid": (0, 0),
            "same": (grown // 2, grown - grown // 2),
            "full": (grown, grown),
        }
        sides = named[padding] if isinstance(padding, str) else (padding, padding)
        windows.append((size, taps + holes, stride, sides))
    return windows


def convolution_windows(call: dict[str, Any]) -> list[Window]:
    """Windows of convolve and cross_correlate."""
    windows = []
    for size, taps in zip(call["signal"].shape, call["kernel"].shape, strict=True):
        first = {"valid": 0, "same": taps - 1 - (taps - 1) // 2, "full": taps - 1}[call["mode"]]
        last = {"valid": 0, "same": (taps - 1) // 2, "full": taps - 1}[call["mode"]]
        windows.append((size, taps, 1, (first, last)))
    return windows
