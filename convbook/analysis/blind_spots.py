"""Where a network no longer sees what it sees elsewhere."""

from collections.abc import Callable
from typing import Any

import numpy as np
from torch import Tensor

from convbook import checks
from convbook.errors import ConvbookTypeError, ConvbookValueError, message

FloatArray = np.ndarray[Any, np.dtype[np.float64]]
Image = np.ndarray[Any, np.dtype[Any]] | Tensor


def blind_spot_map(
    score: Callable[[Any], float],
    background: Image,
    target: Image,
    stride: int | tuple[int, int] = 1,
) -> FloatArray:
    """Score an image with the target pasted at every position of a grid.

    b[i, j] = score(background with target at rows i s_h.., columns j s_w..)

    A detector without blind spots gives the same score everywhere.

    Args:
        score: takes an image like `background`, a copy of its own at every call, and returns one
            number, for example the largest detection score.
        background: a NumPy array [H, W] or [H, W, C], or a tensor [H, W] or [C, H, W].
        target: what is pasted, in the same layout, kind and dtype, at most as large.
        stride: distance of neighbouring positions in px, an int or (h, w).

    Returns:
        float64 array, one entry a position at which the target lies inside the background:
        [(H - h) // s_h + 1, (W - w) // s_w + 1] for a target of h x w px.

    Raises:
        ConvbookTypeError: an argument has the wrong type, or the score is not a number.
        ConvbookValueError: layouts, channels, dtypes or devices differ, or the target is larger.

    Example:
        >>> seen = blind_spot_map(lambda x: x[:, :2].sum(), np.zeros((2, 4)), np.ones((1, 2)), 1)
        >>> seen
        array([[2., 1., 0.],
               [2., 1., 0.]])

    Source: Alsallakh et al., "Mind the Pad", ICLR 2021, score maps of a small object by position.
    See: kernels-and-padding/blind-spots
    """
    name = "blind_spot_map"
    if not callable(score):
        rule = "score must be a function of an image"
        raise ConvbookTypeError(message(name, rule, type(score).__name__))
    steps = checks.integers(name, "stride", stride, 2, minimum=1)
    _check_images(name, background, target)
    first = background.ndim - 2 if isinstance(background, Tensor) else 0
    room, size = (x.shape[first : first + 2] for x in (background, target))
    starts = [range(0, r - s + 1, d) for r, s, d in zip(room, size, steps, strict=True)]
    scores = np.empty([len(s) for s in starts])
    for i, top in enumerate(starts[0]):
        for j, left in enumerate(starts[1]):
            image: Any = background.clone() if isinstance(background, Tensor) else background.copy()
            window = slice(top, top + size[0]), slice(left, left + size[1])
            image[(...,) * (first > 0) + window] = target
            scores[i, j] = _number(name, score(image))
    return scores


def _check_images(function: str, background: Any, target: Any) -> None:
    kind = Tensor if isinstance(background, Tensor) else np.ndarray
    checks.instances(function, kind, background=background, target=target)
    checks.alike(function, "dtype", background=background, target=target)
    if kind is Tensor:
        checks.alike(function, "device", background=background, target=target)
    layout = "[H, W] or [C, H, W]" if kind is Tensor else "[H, W] or [H, W, C]"
    for name, image in (("background", background), ("target", target)):
        if image.ndim not in (2, 3):
            rule = f"{name} must be {layout}"
            raise ConvbookValueError(message(function, rule, f"shape {tuple(image.shape)}"))
        checks.filled(function, f"every axis of {name}", image.shape)
    shapes = f"shapes {tuple(background.shape)} and {tuple(target.shape)}"
    place = 0 if kind is Tensor else 2
    if background.ndim != target.ndim or (
        background.ndim == 3 and background.shape[place] != target.shape[place]
    ):
        rule = "background and target must have one layout and as many channels"
        raise ConvbookValueError(message(function, rule, shapes))
    if any(t > b for t, b in zip(target.shape, background.shape, strict=True)):
        raise ConvbookValueError(message(function, "target must fit into background", shapes))


def _number(function: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, RuntimeError):
        got = f"{type(value).__name__} {getattr(value, 'shape', '')}".strip()
        rule = "score must return one number"
        raise ConvbookTypeError(message(function, rule, got)) from None
