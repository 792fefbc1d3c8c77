"""Which strides, paddings and sizes let the two frequencies of an octave convolution meet."""

from collections.abc import Mapping
from typing import Any

from convbook import checks
from convbook.errors import ConvbookValueError, message
from convbook.geometry.windows import ConvGeometry, conv_geometry

Size = tuple[int, ...]
MAPS = {"h": "high", "l": "low"}


def octave_geometry(
    function: str,
    paths: frozenset[str],
    sizes: Mapping[str, Size],
    kernel_size: Size,
    stride: Any,
    padding: Any,
    dilation: Any,
) -> tuple[int, dict[str, ConvGeometry]]:
    """Read stride, padding and dilation of an octave convolution, for the caller `function`.

    `paths` holds those of "hh", "hl", "lh", "ll" that there are, `sizes` the (H, W) in px of the
    maps "h" and "l" that are known.

    Returns:
        The stride, and the windows of every path whose map is known, on the map it convolves.

    Raises:
        ConvbookTypeError: an argument is not an integer or a tuple of integers.
        ConvbookValueError: the stride is not 1 or 2, the padding does not let the paths meet, a
            map has an odd size where it is pooled, or the kernel does not fit.

    Example:
        >>> octave_geometry("f", frozenset({"hl"}), {"h": (6, 8)}, (3, 3), 1, "half", 1)[1][
        ...     "hl"
        ... ].input_size
        (3, 4)
    """
    steps = checks.integers(function, "stride", stride, 2, minimum=1)
    if steps not in ((1, 1), (2, 2)):
        hint = "stride 2 halves both maps by average pooling"
        raise ConvbookValueError(message(function, "stride must be 1 or 2", repr(stride), hint))
    gaps = checks.integers(function, "dilation", dilation, 2, minimum=1)
    spans = tuple(d * (k - 1) for d, k in zip(gaps, kernel_size, strict=True))
    pads = _pads(function, padding, spans)
    meet = len({path[1] for path in paths}) == 2 or (steps[0] == 1 and {"hh", "lh"} <= paths)
    if meet and any(2 * p != span for p, span in zip(pads, spans, strict=True)):
        rule = 'padding must be "half", d (k - 1) / 2, where high and low maps meet'
        raise ConvbookValueError(message(function, rule, repr(padding), f"d (k - 1) is {spans}"))
    windows: dict[str, ConvGeometry] = {}
    shared: dict[Size, ConvGeometry] = {}
    for path in sorted(path for path in paths if path[0] in sizes):
        factor, (height, width) = 2 ** num_poolings(path, steps[0]), sizes[path[0]]
        if height % factor or width % factor:
            rule = f"the size of {MAPS[path[0]]} must be divisible by {factor}, for pooling"
            hint = "resize or pad the image"
            raise ConvbookValueError(message(function, rule, (height, width), hint))
        size = height // factor, width // factor
        if size not in shared:
            shared[size] = conv_geometry(function, size, kernel_size, 1, pads, gaps)
            checks.conv_distances(function, shared[size])
        windows[path] = shared[size]
    return steps[0], windows


def num_poolings(path: str, stride: int) -> int:
    """How often a path averages 2x2 px of its map before it convolves it.

    Example:
        >>> [num_poolings(path, stride=2) for path in ("hh", "hl", "lh", "ll")]
        [1, 2, 0, 1]
    """
    return {"hh": stride - 1, "hl": stride, "lh": 0, "ll": stride - 1}[path]


def _pads(function: str, padding: Any, spans: Size) -> Size:
    if not isinstance(padding, str):
        return checks.integers(function, "padding", padding, 2, minimum=0)
    checks.choice(function, "padding", padding, ("half",))
    if any(span % 2 for span in spans):
        rule = 'padding="half" needs an odd effective kernel size along both axes'
        got = str(tuple(span + 1 for span in spans))
        raise ConvbookValueError(message(function, rule, got, "which is d (k - 1) + 1"))
    return tuple(span // 2 for span in spans)
