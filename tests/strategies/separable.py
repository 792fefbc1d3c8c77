"""Generated calls of depthwise, pointwise and separable convolutions, and of the shuffle."""

import torch
from hypothesis import strategies as st

from tests.strategies import Call, conv_calls, integers


@st.composite
def depthwise_calls(draw: st.DrawFn) -> Call:
    """Calls of depthwise_conv2d: those of conv2d with as many groups as channels."""
    call = draw(conv_calls(2))
    channels, multiplier = (draw(st.integers(1, top)) for top in (3, 2))
    seed = draw(st.integers(0, 10**6))
    del call["groups"]
    return call | {
        "input": integers(seed, len(call["input"]), channels, *call["input"].shape[2:]),
        "weight": integers(seed + 1, channels * multiplier, 1, *call["weight"].shape[2:]),
        "bias": integers(seed + 2, channels * multiplier) if draw(st.booleans()) else None,
    }


@st.composite
def pointwise_calls(draw: st.DrawFn) -> Call:
    """Calls of pointwise_conv2d."""
    batch, c_in, c_out = (draw(st.integers(low, 3)) for low in (0, 1, 1))
    size, seed = [draw(st.integers(1, 4)) for _ in range(2)], draw(st.integers(0, 10**6))
    return {
        "input": integers(seed, batch, c_in, *size),
        "weight": integers(seed + 1, c_out, c_in, 1, 1),
        "bias": integers(seed + 2, c_out) if draw(st.booleans()) else None,
    }


@st.composite
def separable_calls(draw: st.DrawFn) -> Call:
    """Calls of separable_conv2d: those of depthwise_conv2d, and a mixture of the channels."""
    call = draw(depthwise_calls())
    c_out, seed = draw(st.integers(1, 3)), draw(st.integers(0, 10**6))
    weight = call.pop("weight")
    return call | {
        "depthwise_weight": weight,
        "pointwise_weight": integers(seed, c_out, len(weight), 1, 1),
        "bias": integers(seed + 1, c_out) if draw(st.booleans()) else None,
    }


@st.composite
def shuffle_calls(draw: st.DrawFn) -> Call:
    """Calls of channel_shuffle: one to three spatial axes, real or complex."""
    groups, each, batch = (draw(st.integers(low, top)) for low, top in ((1, 4), (1, 3), (0, 2)))
    size = [draw(st.integers(1, 3)) for _ in range(draw(st.integers(1, 3)))]
    x = integers(draw(st.integers(0, 10**6)), batch, groups * each, *size)
    return {"input": torch.complex(x, 2 - x) if draw(st.booleans()) else x, "groups": groups}
