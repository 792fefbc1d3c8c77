"""Generated calls of operators. A call is the operator's arguments by name."""

from typing import Any

import torch
from hypothesis import strategies as st

Call = dict[str, Any]


def integers(seed: int, *shape: int) -> torch.Tensor:
    """Integers from -4 to 4 in float64."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(-4, 5, shape, generator=generator).double()


@st.composite
def conv_calls(draw: st.DrawFn, ndim: int) -> Call:
    """Calls of conv1d, conv2d, conv3d: every axis has a geometry of its own."""

    def axes(low: int, high: int) -> tuple[int, ...]:
        return tuple(draw(st.integers(low, high)) for _ in range(ndim))

    kernel, dilation, stride = axes(1, 3), axes(1, 2), axes(1, 3)
    padding: Any = draw(st.sampled_from(("each", "each", "each", "valid", "same", "full")))
    stride = (1,) * ndim if padding == "same" else stride
    padding = axes(0, 2) if padding == "each" else padding
    p = padding if isinstance(padding, tuple) else (0,) * ndim
    least = [max(d * (k - 1) + 1 - 2 * q, 1) for d, k, q in zip(dilation, kernel, p, strict=True)]
    size = [least + draw(st.integers(0, 3)) for least in least]
    groups, per_group, multiple = (draw(st.integers(1, top)) for top in (3, 2, 2))
    seed = draw(st.integers(0, 10**6))
    return {
        "input": integers(seed, draw(st.integers(0, 2)), groups * per_group, *size),
        "weight": integers(seed + 1, groups * multiple, per_group, *kernel),
        "bias": integers(seed + 2, groups * multiple) if draw(st.booleans()) else None,
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "groups": groups,
    }


@st.composite
def convolution_calls(draw: st.DrawFn) -> Call:
    """Calls of convolve and cross_correlate: one or two axes, real or complex."""
    ndim = draw(st.integers(1, 2))
    mode = draw(st.sampled_from(("full", "same", "valid")))
    kernel = [draw(st.integers(1, 4)) for _ in range(ndim)]
    size = [draw(st.integers(k if mode == "valid" else 1, k + 4)) for k in kernel]
    seed = draw(st.integers(0, 10**6))
    signal_and_kernel = []
    for offset, shape in enumerate((size, kernel)):
        real, imaginary = integers(seed + offset, *shape), integers(seed + 9 + offset, *shape)
        is_complex = draw(st.booleans())
        signal_and_kernel.append(torch.complex(real, imaginary) if is_complex else real)
    return {"signal": signal_and_kernel[0], "kernel": signal_and_kernel[1], "mode": mode}
