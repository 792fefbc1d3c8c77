"""Generated calls of the transposed convolution and of zero insertion."""

import torch
from hypothesis import strategies as st

from tests.strategies import Call, integers


def axes(draw: st.DrawFn, low: int, high: int) -> tuple[int, int]:
    return draw(st.integers(low, high)), draw(st.integers(low, high))


@st.composite
def transposed_calls(draw: st.DrawFn) -> Call:
    """Calls of conv_transpose2d: every axis has a geometry of its own, and leaves an output."""
    kernel, dilation, stride = axes(draw, 1, 3), axes(draw, 1, 3), axes(draw, 1, 3)
    padding = axes(draw, 0, 2)
    steps = zip(stride, dilation, strict=True)
    extra = tuple(draw(st.integers(0, max(s, d) - 1)) for s, d in steps)
    size = []
    for k, d, s, p, a in zip(kernel, dilation, stride, padding, extra, strict=True):
        missing = 2 * p - d * (k - 1) - a  # the first pixel gives one output less these
        size.append(max(1 - (-missing // s), 1) + draw(st.integers(0, 3)))
    groups, per_group, multiple = (draw(st.integers(1, top)) for top in (3, 2, 2))
    seed = draw(st.integers(0, 10**6))
    return {
        "input": integers(seed, draw(st.integers(0, 2)), groups * per_group, *size),
        "weight": integers(seed + 1, groups * per_group, multiple, *kernel),
        "bias": integers(seed + 2, groups * multiple) if draw(st.booleans()) else None,
        "stride": stride,
        "padding": padding,
        "output_padding": extra,
        "groups": groups,
        "dilation": dilation,
    }


@st.composite
def stretch_calls(draw: st.DrawFn, name: str, step: str) -> Call:
    """Calls of zero_insert and dilate_kernel: a tensor of four axes, and a step an axis."""
    shape = draw(st.integers(0 if name == "input" else 1, 2)), draw(st.integers(1, 3))
    tensor = integers(draw(st.integers(0, 10**6)), *shape, *axes(draw, 1, 4))
    value = draw(st.sampled_from((tensor, torch.complex(tensor, 2 - tensor))))
    return {name: value, step: draw(st.integers(1, 4)) if draw(st.booleans()) else axes(draw, 1, 4)}
