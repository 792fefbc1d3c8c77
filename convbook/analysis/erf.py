"""The effective receptive field: how much each pixel moves an output, measured by gradients."""

from collections.abc import Callable
from dataclasses import dataclass
from math import lcm
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from convbook import checks
from convbook.analysis.running import blank, evaluating, image_channels, image_size, module_of, run
from convbook.analysis.tracing import Field, Recorder, first_tensor, image_field
from convbook.errors import ConvbookTypeError, ConvbookValueError, message

NAME = "effective_receptive_field"
# A batch holds about this many numbers of images, so that memory stays small.
BATCH_NUMBERS = 1 << 22


@dataclass(frozen=True)
class _Window:
    """A part of the image, from (top, left) on, and the output's position within its result."""

    top: int
    left: int
    size: tuple[int, int]
    unit: tuple[int, ...]


def effective_receptive_field(
    net: nn.Module,
    input_size: int | tuple[int, int],
    position: tuple[int, int] | None = None,
    num_samples: int = 20,
    generator: torch.Generator | None = None,
    channels: int | None = None,
    images: Tensor | None = None,
) -> Tensor:
    """Mean over images, random or given, of the size of an output's gradient at every pixel.

    ERF[i, j] = 1/S sum over s, c of |d (sum over o of y[s, o, u, v]) / d x[s, c, i, j]|

    Where the output sees a small part of the image alone, the network runs on that part: same
    numbers within rounding, in less time. The first sample is computed in both ways, and if they
    differ, all are computed on the whole image.

    Args:
        net: network of images [N, C, H, W], taken in evaluation mode. Of several results the first
            tensor is meant.
        input_size: (H, W) in px, or one int.
        position: (u, v), the output's row and column; None is the middle, (H' // 2, W' // 2). A
            result without spatial axes has no position, and all its numbers are summed.
        num_samples: S, images of independent N(0, 1) pixels, drawn one after another.
        generator: source of the samples; None is torch's own.
        channels: C of the image; None is that of the network's first layer.
        images: [S, C, H, W], the samples themselves, such as photographs; then `num_samples`,
            `generator` and `channels` have no say.

    Returns:
        Tensor [H, W] of the network's dtype and device, not normalised.

    Raises:
        ConvbookTypeError: an argument has the wrong type.
        ConvbookValueError: a number is too small, the network cannot take the size, the position
            lies outside the output, the output does not depend on the image, or `images` are no
            [S, C, H, W] of the input size.

    Example:
        >>> net = nn.Conv2d(1, 1, 3, padding=1)
        >>> field = effective_receptive_field(net, 7, num_samples=2)
        >>> torch.equal(field[2:5, 2:5], net.weight[0, 0].abs())
        True

    Source: Luo, Li, Urtasun and Zemel, "Understanding the effective receptive field in deep
        convolutional neural networks", NIPS 2016, section 3; they average over random weights
        too. Absolute values are taken before averaging, or positive and negative samples cancel.
    See: deformable-kernels/effective-receptive-field
    """
    net, size = module_of(NAME, net), image_size(NAME, input_size)
    count = checks.integer(NAME, "num_samples", num_samples, minimum=1)
    if generator is not None and not isinstance(generator, torch.Generator):
        rule = "generator must be a torch.Generator or None"
        raise ConvbookTypeError(message(NAME, rule, type(generator).__name__))
    if images is not None:
        count = _checked(images, size)
    with evaluating(net):
        wanted = image_channels(NAME, channels) if images is None else images.shape[1]
        image = blank(net, size, wanted)
        shape, seen, step = _look(net, image)
        unit = _unit(shape, position)
        whole = _Window(0, 0, size, unit)
        part = _cropped(net, image, unit, seen, step) or whole
        draw = _sampler(image, generator) if images is None else _given(image, images)
        return _mean(net, draw, count, whole, part)


def _checked(images: Any, size: tuple[int, int]) -> int:
    """Return the number of the given samples."""
    checks.instances(NAME, Tensor, images=images)
    checks.shaped(NAME, "images", images, "S, C, H, W")
    if tuple(images.shape[-2:]) != size:
        rule = f"images must be of {size[0]} x {size[1]} px, as input_size says"
        raise ConvbookValueError(message(NAME, rule, f"shape {tuple(images.shape)}"))
    return len(images)


def _given(image: Tensor, images: Tensor) -> Callable[[], Tensor]:
    """Return a function that gives the next of the samples, [1, C, H, W]."""
    given, following = images.detach().to(image), iter(range(len(images)))
    return lambda: given[next(following)][None]


def _unit(shape: tuple[int, ...], position: Any) -> tuple[int, ...]:
    if len(shape) < 3:
        if position is not None:
            rule = "position must be None for an output without spatial axes"
            raise ConvbookValueError(message(NAME, rule, position))
        return ()
    if position is None:
        return shape[-2] // 2, shape[-1] // 2
    unit = checks.integers(NAME, "position", position, 2, minimum=0)
    if any(p >= n for p, n in zip(unit, shape[-2:], strict=True)):
        rule = f"position must lie in the output, {tuple(shape[-2:])}"
        raise ConvbookValueError(message(NAME, rule, unit))
    return unit


def _sampler(image: Tensor, generator: torch.Generator | None) -> Callable[[], Tensor]:
    """Return a function that draws the next sample, [1, C, H, W]."""
    source = image.device if generator is None else generator.device
    options: dict[str, Any] = {"device": source, "dtype": image.dtype, "generator": generator}
    return lambda: torch.randn(image.shape, **options).to(image.device)


def _mean(
    net: nn.Module, draw: Callable[[], Tensor], count: int, whole: _Window, part: _Window
) -> Tensor:
    first = draw()
    total = _gradients(net, first, whole)
    if part is not whole:
        close = torch.finfo(total.dtype).eps ** 0.5 * total.abs().max().item()
        again = _gradients(net, first, part)
        if not torch.allclose(again, total, rtol=0, atol=close):
            part = whole
    batch = max(1, BATCH_NUMBERS // (first.shape[1] * part.size[0] * part.size[1]))
    done = 1
    while done < count:
        step = min(batch, count - done)
        total += _gradients(net, torch.cat([draw() for _ in range(step)]), part)
        done += step
    return total / count


def _gradients(net: nn.Module, images: Tensor, window: _Window) -> Tensor:
    """Sum over samples and channels of the gradients' absolute values, [H, W]."""
    rows = slice(window.top, window.top + window.size[0])
    columns = slice(window.left, window.left + window.size[1])
    seen = images[..., rows, columns].requires_grad_()
    with torch.enable_grad():
        # A copy, since a network may begin with an operator that overwrites its input.
        output = first_tensor(run(NAME, net, seen.clone()))
        gradient = None
        if output is not None and output.requires_grad:
            value = output[_at(window.unit)].sum()
            (gradient,) = torch.autograd.grad(value, seen, allow_unused=True)
    if gradient is None:
        raise ConvbookValueError(
            message(NAME, "the output must depend on the image", "no gradient")
        )
    field = images.new_zeros(images.shape[-2:])
    field[rows, columns] = gradient.abs().sum((0, 1))
    return field


def _at(unit: tuple[int, ...]) -> Any:
    """Return the index of one output position, in all channels of all images."""
    return (..., *unit)


def _look(net: nn.Module, image: Tensor) -> tuple[tuple[int, ...], Field | None, int]:
    """Return the output's shape, what it sees if that is known, and a multiple of all strides."""
    recorder = Recorder(NAME)
    recorder.fields[image] = image_field((image.shape[-2], image.shape[-1]))
    with torch.no_grad():
        try:
            with recorder:
                output = first_tensor(run(NAME, net, image))
        except ConvbookTypeError:
            # An operator whose reads are unknown: nothing can be cropped, all else works.
            recorder, output = Recorder(NAME), first_tensor(run(NAME, net, image))
    if output is None:
        raise ConvbookValueError(message(NAME, "net must return a tensor", "none"))
    strides = [abs(rate.numerator) for rate in recorder.rates if rate]
    return tuple(output.shape), recorder.field_of(output), lcm(1, *strides)


def _cropped(
    net: nn.Module, image: Tensor, unit: tuple[int, ...], seen: Field | None, step: int
) -> _Window | None:
    """Return the part of the image that the output sees, if that is small and moves along.

    The part begins where every layer has a window beginning too: at a multiple of all strides.
    """
    if seen is None or not unit or seen.notes:
        return None
    corner, size, moved = [], [], []
    for axis, u, px in zip(seen.axes, unit, image.shape[-2:], strict=True):
        low, high = (int(end[0]) for end in axis.at(np.array([u])))
        rate = axis.sequences[0].rate
        if axis.place is None or len(axis.sequences) > 1 or not rate or low < 0 or high >= px:
            return None
        first = low // step * step
        corner.append(first)
        size.append(min(px, -(-(high + 1) // step) * step) - first)
        moved.append(u - int(first / rate))
    if 2 * size[0] * size[1] > image.shape[-2] * image.shape[-1]:
        return None
    part = _Window(corner[0], corner[1], (size[0], size[1]), tuple(moved))
    return part if _runs(net, image, part) else None


def _runs(net: nn.Module, image: Tensor, part: _Window) -> bool:
    """Tell whether the network takes the part, and has the output there."""
    rows, columns = part.size
    try:
        with torch.no_grad():
            output = first_tensor(run(NAME, net, image[..., :rows, :columns]))
    except ConvbookValueError:
        return False
    return output is not None and all(
        0 <= u < n for u, n in zip(part.unit, output.shape[-2:], strict=True)
    )
