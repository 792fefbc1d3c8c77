"""The receptive field of a network's outputs: which part of the image they can see."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import torch
from torch import nn

from convbook.analysis.running import blank, evaluating, image_channels, image_size, module_of, run
from convbook.analysis.tracing import Axis, Field, Recorder, first_tensor, image_field
from convbook.errors import ConvbookTypeError, ConvbookValueError, message

Regions = np.ndarray[Any, np.dtype[np.int64]]
Step = int | Fraction


@dataclass(frozen=True)
class ReceptiveField:
    """Where the outputs of a network look, along (h, w).

    Coordinates are px of the image, negative in the padding before it and beyond the image in the
    padding behind. Padding counts in every mode as if it were the image continued, also where it
    holds copies of pixels. What lies between the ends may have holes.

    Attributes:
        size: extent in px; the largest one where `varies`.
        stride: how far the field moves with one output, in px: an int, a fraction where the output
            has a higher resolution than the image, 0 where every output sees the same.
        start: first px that output 0 sees, so minus the total padding.
        aligned: whether all paths have the same stride and share the centres of their fields.
        varies: whether the size depends on the position, as where strides differ between paths,
            or behind some enlargements.
        notes: what is a bound and why; empty where sizes are exact.
        rows: first and last px for every row of outputs, [H', 2].
        columns: first and last px for every column of outputs, [W', 2].
    """

    size: tuple[int, int]
    stride: tuple[Step, Step]
    start: tuple[int, int]
    aligned: bool
    varies: bool
    notes: tuple[str, ...]
    rows: Regions = field(compare=False, repr=False)
    columns: Regions = field(compare=False, repr=False)


def receptive_field(
    net: nn.Module,
    input_size: int | tuple[int, int],
    output: str | None = None,
    channels: int | None = None,
) -> ReceptiveField:
    """Receptive field of a network, from one run whose calls are recorded.

    r_(l-1) = s_l (r_l - 1) + d_l (k_l - 1) + 1,  S_(l-1) = s_l S_l,  P_(l-1) = s_l P_l + p_l

    from the output down to the image, start = -P_0; over several paths, the union. Here the
    intervals are followed upwards instead, for all outputs at once: they remain right where
    paths disagree, behind transposed convolutions and interpolation, and where a field is whole.

    Convolutions, poolings, paddings, interpolation, pointwise operators, branches, slices,
    normalisation, matrix products, reductions and this library's operators are known, and taken
    in evaluation mode. Global pooling and whatever couples all positions, such as statistics
    of the image, sees the whole image. So does what reads where the data send it (deformable
    taps with offsets from the image): this bound is stated in `notes`.

    Args:
        net: any acyclic network of one image [1, C, H, W].
        input_size: (H, W) in px, or one int.
        output: name of a submodule whose result is meant, as in ``net.named_modules()``; None is
            the result of the network. Of several tensors the first is meant.
        channels: C of the image; None is that of the network's first layer.

    Returns:
        The field. For a result without spatial axes it is the union over all its numbers.

    Raises:
        ConvbookTypeError: an argument has the wrong type, or an operator runs whose reads are not
            known; it is named.
        ConvbookValueError: the size is below 1, the network cannot take it, `output` names no
            submodule or one that did not run, or the result does not depend on the image.

    Example:
        >>> net = nn.Sequential(nn.Conv2d(1, 1, 3, stride=3, padding=1), nn.Conv2d(1, 1, 2))
        >>> field = receptive_field(net, 30)
        >>> field.size, field.stride, field.start
        ((6, 6), (3, 3), (-1, -1))

    Source: Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks",
        Distill, 2019. They refuse networks that are not aligned; here the size is that of the
        union, and `varies` says where it depends on the position.
    See: understanding-convolution/receptive-field
    """
    name = "receptive_field"
    net, size = module_of(name, net), image_size(name, input_size)
    module = net if output is None else _submodule(name, net, output)
    seen = [found for _, found in _watch(name, net, size, channels, {"": module})]
    if not seen or seen[-1] is None:
        rule = "the output must depend on the image"
        got = f"{output or 'a result'} that " + ("does not" if seen else "did not run")
        raise ConvbookValueError(message(name, rule, got))
    return _summary(seen[-1])


def receptive_fields(
    net: nn.Module, input_size: int | tuple[int, int], channels: int | None = None
) -> dict[str, ReceptiveField]:
    """Receptive field of every submodule's result, from one run: `receptive_field` layer by layer.

    r_l = r_(l-1) + d_l (k_l - 1) S_(l-1),  S_l = S_(l-1) s_l,  start_l = start_(l-1) - p_l S_(l-1)

    from the image up to the output, along one path.

    Args:
        net: any acyclic network of one image [1, C, H, W].
        input_size: (H, W) in px, or one int.
        channels: C of the image; None is that of the network's first layer.

    Returns:
        Name and field of the submodules in the order in which they finish, so the layers of a
        Sequential in their order; of one that runs twice the last run counts. Those that do not
        run, or whose result does not depend on the image, are left out.

    Raises:
        ConvbookTypeError: as `receptive_field`.
        ConvbookValueError: as `receptive_field`; or no submodule depends on the image.

    Example:
        >>> net = nn.Sequential(nn.Conv2d(1, 1, 3, stride=3, padding=1), nn.Conv2d(1, 1, 2))
        >>> {name: field.size[0] for name, field in receptive_fields(net, 30).items()}
        {'0': 3, '1': 6}

    Source: Araujo, Norris and Sim, Distill, 2019, as `receptive_field`.
    See: understanding-convolution/receptive-field
    """
    name = "receptive_fields"
    net, size = module_of(name, net), image_size(name, input_size)
    modules = {key: module for key, module in net.named_modules() if key}
    fields: dict[str, Field] = {}
    for key, found in _watch(name, net, size, channels, modules):
        fields.pop(key, None)
        if found is not None:
            fields[key] = found
    if not fields:
        rule = "a submodule must depend on the image"
        raise ConvbookValueError(message(name, rule, "none that does"))
    return {key: _summary(found) for key, found in fields.items()}


def _watch(
    function: str,
    net: nn.Module,
    size: tuple[int, int],
    channels: int | None,
    modules: dict[str, nn.Module],
) -> list[tuple[str, Field | None]]:
    """Run the network once; name and field of the modules' results as they come out."""
    recorder = Recorder(function)
    seen: list[tuple[str, Field | None]] = []

    def note(name: str) -> Callable[[nn.Module, Any, Any], None]:
        def hook(_module: nn.Module, _inputs: Any, result: Any) -> None:
            seen.append((name, recorder.field_of(first_tensor(result))))

        return hook

    hooks = [module.register_forward_hook(note(name)) for name, module in modules.items()]
    try:
        with torch.no_grad(), evaluating(net):
            image = blank(net, size, image_channels(function, channels))
            recorder.fields[image] = image_field(size)
            with recorder:
                run(function, net, image)
    finally:
        for hook in hooks:
            hook.remove()
    return seen


def _submodule(function: str, net: nn.Module, output: Any) -> nn.Module:
    if not isinstance(output, str):
        rule = "output must be the name of a submodule"
        raise ConvbookTypeError(message(function, rule, type(output).__name__))
    modules: dict[str, nn.Module] = dict(net.named_modules())
    if output not in modules:
        rule = "output must be the name of a submodule"
        hint = f"such as {', '.join(map(repr, [*modules][1:4]))}"
        raise ConvbookValueError(message(function, rule, repr(output), hint))
    return modules[output]


def _summary(seen: Field) -> ReceptiveField:
    rows, columns = (_regions(axis) for axis in seen.axes)
    pairs = list(zip((rows, columns), seen.axes, strict=True))
    sizes = [np.unique(_extents(regions)) for regions in (rows, columns)]
    steps = [_stride(axis) for axis in seen.axes]
    starts = [_start(regions, step) for (regions, _), step in zip(pairs, steps, strict=True)]
    return ReceptiveField(
        size=(int(sizes[0][-1]), int(sizes[1][-1])),
        stride=(steps[0], steps[1]),
        start=(starts[0], starts[1]),
        aligned=all(axis.aligned for axis in seen.axes),
        varies=any(len(different) > 1 for different in sizes),
        notes=tuple(sorted(seen.notes)),
        rows=rows,
        columns=columns,
    )


def _regions(axis: Axis) -> Regions:
    """First and last px for every position; (0, -1) where it sees nothing."""
    low, high = axis.at(np.arange(axis.size if axis.place else 1))
    return np.stack([np.where(low > high, 0, low), np.where(low > high, -1, high)], 1)


def _extents(regions: Regions) -> Regions:
    extents: Regions = regions[:, 1] - regions[:, 0] + 1
    return extents


def _stride(axis: Axis) -> Step:
    """The largest stride of the paths; 0 where the whole image is seen anyway."""
    if axis.sees_all:
        return 0
    rate = max((s.rate for s in axis.sequences), key=abs)
    return int(rate) if rate.denominator == 1 else rate


def _start(regions: Regions, step: Step) -> int:
    """First px of output 0; where that one sees nothing, of the field that it would have."""
    seen = np.flatnonzero(_extents(regions) > 0)
    return int(regions[seen[0], 0] - int(seen[0] * step)) if len(seen) else 0
