"""Generated calls of the octave convolution."""

from typing import Any

from hypothesis import strategies as st

from tests.strategies import Call, integers

PATHS = ("hh", "hl", "lh", "ll")


@st.composite
def octave_calls(draw: st.DrawFn) -> Call:
    """Calls of octave_conv2d: with some or all paths, at either stride, wherever sizes fit."""
    paths = draw(st.sets(st.sampled_from(PATHS), min_size=1) | st.just(set(PATHS)))
    stride = draw(st.integers(1, 2))
    groups, batch = draw(st.integers(1, 2)), draw(st.integers(0, 2))
    kernel, dilation = [draw(st.sampled_from((1, 3, 2))) for _ in "hw"], [1, 1]
    for axis, taps in enumerate(kernel):
        dilation[axis] = 2 if taps == 2 else draw(st.integers(1, 2))
    half = [d * (k - 1) // 2 for d, k in zip(dilation, kernel, strict=True)]
    padding: Any = draw(st.sampled_from(("half", tuple(half))))
    if {path[1] for path in paths} == {"l"} and draw(st.booleans()):
        padding = tuple(p + draw(st.integers(0, 1)) for p in half)
    seed = draw(st.integers(0, 10**6))
    counts = {key: groups * draw(st.integers(1, 2)) for key in "hl"}
    results = {key: groups * draw(st.integers(1, 2)) for key in "hl"}
    step = stride if {"hl", "ll"} & paths else 1  # what the low map's size is a multiple of
    size = [step * draw(st.integers(1, 3)) for _ in "hw"]
    call: Call = {
        "high": integers(seed, batch, counts["h"], *(2 * n for n in size)),
        "low": integers(seed + 1, batch, counts["l"], *size),
    }
    for i, path in enumerate(PATHS):
        shape = results[path[1]], counts[path[0]] // groups, *kernel
        call[f"weight_{path}"] = integers(seed + 2 + i, *shape) if path in paths else None
    for i, (name, key) in enumerate((("high", "h"), ("low", "l"))):
        call[name] = call[name] if any(path[0] == key for path in paths) else None
        biased = any(path[1] == key for path in paths) and draw(st.booleans())
        call[f"bias_{key}"] = integers(seed + 6 + i, results[key]) if biased else None
    options = {"stride": stride, "padding": padding, "dilation": tuple(dilation)}
    return call | options | {"groups": groups}
