"""Generated calls of the convolutions with learned offsets."""

from typing import Any

import torch
from hypothesis import strategies as st

from tests.oracles.conv import output_sizes
from tests.strategies import integers

Call = dict[str, Any]


def eighths(seed: int, *shape: int) -> torch.Tensor:
    """Multiples of 1/8 from -4 to 4, every tenth of them a whole number, some far away."""
    generator = torch.Generator().manual_seed(seed)
    numbers = torch.randint(-32, 33, shape, generator=generator).double() / 8
    chance = torch.rand(shape, generator=generator)
    numbers = torch.where(chance < 0.1, numbers.round(), numbers)
    return torch.where(chance > 0.97, numbers * 1024, numbers)


def quarters(seed: int, *shape: int) -> torch.Tensor:
    """Multiples of 1/4 from 0 to 1."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(0, 5, shape, generator=generator).double() / 4


def pairs(low: int, high: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(low, high), st.integers(low, high))


@st.composite
def windows(draw: st.DrawFn) -> tuple[Call, tuple[int, int], list[int]]:
    """Stride, padding and dilation; the kernel size; the size of an input for them."""
    kernel, dilation, stride = draw(pairs(1, 3)), draw(pairs(1, 2)), draw(pairs(1, 2))
    padding: Any = draw(st.sampled_from(("each", "each", "each", "valid", "same", "full")))
    stride = (1, 1) if padding == "same" else stride
    padding = draw(pairs(0, 2)) if padding == "each" else padding
    p = padding if isinstance(padding, tuple) else (0, 0)
    least = [max(d * (k - 1) + 1 - 2 * q, 1) for d, k, q in zip(dilation, kernel, p, strict=True)]
    size = [n + draw(st.integers(0, 2)) for n in least]
    return {"stride": stride, "padding": padding, "dilation": dilation}, kernel, size


@st.composite
def deform_calls(draw: st.DrawFn) -> Call:
    """Calls of deform_conv2d."""
    options, kernel, size = draw(windows())
    groups, per_group, multiple = (draw(st.integers(1, 2)) for _ in range(3))
    channels, seed, n = groups * per_group, draw(st.integers(0, 10**6)), draw(st.integers(0, 2))
    parts = draw(st.sampled_from([p for p in (1, 2, 4) if channels % p == 0]))
    taps = parts * kernel[0] * kernel[1]
    input = integers(seed, n, channels, *size)
    weight = integers(seed + 1, groups * multiple, per_group, *kernel)
    outputs = output_sizes({"input": input, "weight": weight} | options)
    return {
        "input": input,
        "offset": eighths(seed + 2, n, 2 * taps, *outputs),
        "weight": weight,
        "bias": integers(seed + 3, len(weight)) if draw(st.booleans()) else None,
        **options,
        "mask": quarters(seed + 4, n, taps, *outputs) if draw(st.booleans()) else None,
    }


@st.composite
def sample_calls(draw: st.DrawFn) -> Call:
    """Calls of sample_kernel."""
    kernel, more, outputs = draw(pairs(1, 3)), draw(pairs(0, 2)), draw(pairs(1, 3))
    seed, n, channels = (
        draw(st.integers(0, 10**6)),
        draw(st.integers(0, 2)),
        draw(st.integers(1, 3)),
    )
    scope = [k + m for k, m in zip(kernel, more, strict=True)]
    return {
        "weight": integers(seed, channels, 1, *scope),
        "kernel_offset": eighths(seed + 1, n, 2 * kernel[0] * kernel[1], *outputs),
        "kernel_size": kernel,
        "clamp": draw(st.booleans()),
    }


@st.composite
def deform_kernel_calls(draw: st.DrawFn) -> Call:
    """Calls of deform_kernel_conv2d: local and global, with and without offsets of the input."""
    options, kernel, size = draw(windows())
    channels, n = draw(st.integers(1, 3)), draw(st.integers(0, 2))
    seed = draw(st.integers(0, 10**6))
    scope = [k + m for k, m in zip(kernel, draw(pairs(0, 2)), strict=True)]
    taps, input = kernel[0] * kernel[1], integers(seed, n, channels, *size)
    outputs = output_sizes({"input": input, "weight": torch.empty(1, 1, *kernel)} | options)
    parts = draw(st.sampled_from((1, channels)))
    return {
        "input": input,
        "weight": integers(seed + 1, channels, 1, *scope),
        "kernel_offset": eighths(
            seed + 2, n, 2 * taps, *(outputs if draw(st.booleans()) else (1, 1))
        ),
        "kernel_size": kernel,
        "bias": integers(seed + 3, channels) if draw(st.booleans()) else None,
        **options,
        "offset": eighths(seed + 4, n, 2 * taps * parts, *outputs) if draw(st.booleans()) else None,
        "clamp": draw(st.booleans()),
    }
