"""The effective receptive field as a sum over paths: rigid, gated and deformable layers."""

from collections.abc import Sequence
from typing import Any

import torch.nn.functional as F
from torch import Tensor

from convbook import checks
from convbook.analysis.path_offsets import adapted_kernel
from convbook.errors import ConvbookTypeError, ConvbookValueError, message

NAME = "erf_path_sum"
Offsets = Tensor | Sequence[Tensor | None] | None
Skip = int | tuple[int, tuple[int, int]] | None


def erf_path_sum(
    weights: Sequence[Tensor],
    dilations: Sequence[int | tuple[int, int]] | None = None,
    *,
    gates: Sequence[Tensor | None] | None = None,
    skip: Skip = None,
    kernel_offset: Offsets = None,
    offset: Offsets = None,
) -> Tensor:
    """Derivative of one output by every pixel of the image, as the sum over all paths between.

    R(i; j) = sum over (k_1 .. k_n) with j + d_1 k_1 + .. + d_n k_n = i of W_1[k_1] .. W_n[k_n]

    for a stack of one channel, stride 1, away from the border: equations (2) and (3). With
    `gates` each path counts if it passes through open gates only (6). With `skip` the paths
    leave layer m out and are multiplied by one of its weights (4); their sum over the taps of m,
    each moved by its tap, is the whole again (5). With offsets of one layer m,

    kernel_offset (8): W_m[k + D[k]] instead of W_m[k];
    offset (10): the path moves by d_m k + E[k] instead of d_m k; both (11).

    These hold for one such layer, with offsets that are held fixed and are the same at every
    position; what is beyond that is refused. In the last layer they are those of this output.

    Args:
        weights: W_1 .. W_n, the layer next to the image first, each [k_h, k_w].
        dilations: d_1 .. d_n in px, each an int or (h, w); None is 1 everywhere.
        gates: for each layer a factor for its input, 0 or 1 where a ReLU is closed or open, or
            None; as large as the part of that input which the output sees.
        skip: m, an index into `weights`; or (m, (a, b)), which also multiplies by W_m[a, b].
        kernel_offset: D, (dy, dx) in taps, for each layer or None; a tensor by itself is that of
            the last layer. [k_h, k_w, 2], or flat [2 k_h k_w], or [1, 2 k_h k_w, H', W'] as
            ``deform_kernel_conv2d`` takes them. W_m may be larger than the k_h x k_w taps: it
            is the scope of ``sample_kernel``, inside which positions are kept.
        offset: E, (dy, dx) in px, in the same forms, as of ``deform_conv2d``.

    Returns:
        Tensor [H, W], as large as the receptive field: [a, b] is the derivative by the pixel that
        lies (a, b) px from the first one seen. With `offset` the field of the layers at rest has
        a border of ceil(max |E|) px on each side, per axis.

    Raises:
        ConvbookTypeError: an argument has the wrong type, or dtypes differ or are not floating.
        ConvbookValueError: a shape, an index or a length does not fit, devices differ, offsets
            are not finite, vary over positions or belong to two layers, or `skip` meets another.

    Example:
        >>> import torch
        >>> erf_path_sum([torch.ones(1, 2), torch.ones(1, 2)])
        tensor([[1., 2., 1.]])
        >>> erf_path_sum([torch.ones(1, 1)], offset=torch.tensor([0.0, 0.25])).tolist()
        [[0.0, 0.75, 0.25]]

    Source: Gao et al., "Deformable Kernels", 2020, section 2, equations (2) to (11). In the paper
        offsets may vary over positions in any layer; there (8) and (10) are false as printed.
    See: deformable-kernels/sums-over-paths
    """
    kernels = _kernels(weights)
    gaps = _dilations(dilations, len(kernels))
    moves = {"kernel_offset": kernel_offset, "offset": offset}
    adaptive = {
        name: found
        for name, given in moves.items()
        if (found := _one_layer(name, given, len(kernels))) is not None
    }
    if len({m for m, _ in adaptive.values()}) > 1:
        rule = "kernel_offset and offset must belong to the same layer"
        raise ConvbookValueError(message(NAME, rule, {n: m for n, (m, _) in adaptive.items()}))
    left_out, factor = _skipped(skip, kernels)
    if left_out is not None and (gates is not None or adaptive):
        rule = "skip must be given alone"
        raise ConvbookValueError(message(NAME, rule, "gates or offsets", "equation (4) is linear"))
    for m, _ in adaptive.values():
        tensors = {name: value for name, (_, value) in adaptive.items()}
        kernels[m] = adapted_kernel(NAME, kernels[m], gaps[m], **tensors)
        gaps[m] = (1, 1)
        break
    valves = _gates(gates, kernels, gaps)
    field = kernels[0].new_ones(1, 1)
    for m in reversed(range(len(kernels))):
        if m == left_out:
            field = field * factor
        else:
            kernel = kernels[m][None, None]
            field = F.conv_transpose2d(field[None, None], kernel, dilation=gaps[m])[0, 0]
        if (valve := valves[m]) is not None:
            field = field * valve
    return field


def _kernels(weights: Any) -> list[Tensor]:
    if isinstance(weights, Tensor) or not isinstance(weights, Sequence):
        rule = "weights must be a list of kernels"
        raise ConvbookTypeError(message(NAME, rule, type(weights).__name__))
    if not weights:
        raise ConvbookValueError(message(NAME, "weights must hold a kernel", "none"))
    named = {f"weights[{i}]": kernel for i, kernel in enumerate(weights)}
    checks.instances(NAME, Tensor, **named)
    checks.floating(NAME, **named)
    checks.alike(NAME, "dtype", **named)
    checks.alike(NAME, "device", **named)
    for name, kernel in named.items():
        checks.shaped(NAME, name, kernel, "k_h, k_w")
    return list(weights)


def _per_layer(name: str, values: Any, count: int) -> list[Any]:
    if isinstance(values, Tensor | str) or not isinstance(values, Sequence):
        rule = f"{name} must be a list with one entry a layer"
        raise ConvbookTypeError(message(NAME, rule, type(values).__name__))
    if len(values) != count:
        rule = f"{name} must have one entry a layer, {count}"
        raise ConvbookValueError(message(NAME, rule, len(values)))
    return list(values)


def _dilations(dilations: Any, count: int) -> list[tuple[int, ...]]:
    given = [1] * count if dilations is None else _per_layer("dilations", dilations, count)
    return [
        checks.integers(NAME, f"dilations[{i}]", value, 2, minimum=1)
        for i, value in enumerate(given)
    ]


def _one_layer(name: str, given: Any, count: int) -> tuple[int, Tensor] | None:
    """Return the one layer that has offsets, and these."""
    if given is None:
        return None
    each = [None] * (count - 1) + [given] if isinstance(given, Tensor) else given
    layers = [(i, v) for i, v in enumerate(_per_layer(name, each, count)) if v is not None]
    checks.instances(NAME, Tensor, **{f"{name}[{i}]": value for i, value in layers})
    if len(layers) > 1:
        rule = f"{name} must be given for one layer"
        hint = "the sums over paths hold for one deformable layer"
        raise ConvbookValueError(message(NAME, rule, f"{len(layers)} of them", hint))
    return layers[0] if layers else None


def _skipped(skip: Any, kernels: list[Tensor]) -> tuple[int | None, Tensor | int]:
    if skip is None:
        return None, 1
    pair = isinstance(skip, tuple | list)
    if pair and len(skip) != 2:
        rule = "skip must be a layer m, or (m, (a, b)) with one of its taps"
        raise ConvbookValueError(message(NAME, rule, skip))
    m = checks.integer(NAME, "skip", skip[0] if pair else skip, minimum=0)
    if m >= len(kernels):
        rule = f"skip must be an index of a layer, below {len(kernels)}"
        raise ConvbookValueError(message(NAME, rule, m))
    if not pair:
        return m, 1
    tap = checks.integers(NAME, "the tap of skip", skip[1], 2, minimum=0)
    if any(t >= k for t, k in zip(tap, kernels[m].shape, strict=True)):
        rule = f"the tap of skip must lie in the kernel, {tuple(kernels[m].shape)}"
        raise ConvbookValueError(message(NAME, rule, tap))
    return m, kernels[m][tap]


def _gates(gates: Any, kernels: list[Tensor], gaps: list[tuple[int, ...]]) -> list[Tensor | None]:
    """Return one factor a layer, after a look at their sizes."""
    if gates is None:
        return [None] * len(kernels)
    each = _per_layer("gates", gates, len(kernels))
    size = [1, 1]
    for m in reversed(range(len(kernels))):
        size = [n + d * (k - 1) for n, d, k in zip(size, gaps[m], kernels[m].shape, strict=True)]
        if each[m] is not None:
            checks.instances(NAME, Tensor, **{f"gates[{m}]": each[m]})
            checks.alike(NAME, "device", **{"weights[0]": kernels[0], f"gates[{m}]": each[m]})
            if tuple(each[m].shape) != tuple(size):
                rule = f"gates[{m}] must have the size that the output sees, {tuple(size)}"
                raise ConvbookValueError(message(NAME, rule, f"shape {tuple(each[m].shape)}"))
            each[m] = each[m].to(kernels[0].dtype)
    return each
