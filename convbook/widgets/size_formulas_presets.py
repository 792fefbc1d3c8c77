"""Starting points of the figure ``size-formulas``."""

from typing import Any


def _layer(operation: str, kernel: int, stride: int = 1, padding: int = 0, **more: Any) -> Any:
    usual = {"dilation": 1, "output_padding": 0, "ceil_mode": False, "size": 8}
    settings = {"operation": operation, "kernel": kernel, "stride": stride, "padding": padding}
    return settings | usual | more


PRESETS: dict[str, dict[str, Any]] = {
    "dilated: kernel 3, rate 2, stride 2": _layer("dilated", 3, 2, 0, dilation=2),
    "dilated: kernel 3, rate 2, stride 1": _layer("dilated", 3, 1, 2, dilation=2),
    "dilated: kernel 3, rate 4, stride 3": _layer("dilated", 3, 3, 4, dilation=4, size=20),
    "convolution: kernel 3, stride 2, padding 1": _layer("conv", 3, 2, 1, size=9),
    "convolution: kernel 7, stride 2, padding 3": _layer("conv", 7, 2, 3, size=32),
    "convolution: kernel 2, stride 5": _layer("conv", 2, 5, 0, size=16),
    "pooling: kernel 2, stride 2": _layer("pool", 2, 2, 0, size=15),
    "pooling: kernel 2, stride 2, rounding up": _layer("pool", 2, 2, 0, size=15, ceil_mode=True),
    "transposed: kernel 3, stride 2, output padding 1": _layer(
        "transposed", 3, 2, 1, output_padding=1, size=5
    ),
    "transposed: kernel 2, stride 3, with blanks": _layer("transposed", 2, 3, 0, size=5),
    "transposed, dilated: kernel 3, rate 2": _layer(
        "dilated-transposed", 3, 2, 1, dilation=2, output_padding=1, size=5
    ),
}
