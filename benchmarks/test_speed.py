"""Races of our operators with others; `make bench` runs them and writes RESULTS.md."""

from typing import Any

import torch

from benchmarks.race import (
    Row,
    flat,
    forward,
    forward_and_backward,
    peak_megabytes,
    ratio_of_medians,
)

PASSES = {"forward": forward, "forward and backward": forward_and_backward}


def test_speed(benchmark: Any, row: Row, kind: str, threads: int) -> None:
    torch.set_num_threads(threads)
    sides = row.make()
    if row.same:
        for a, b in zip(*(flat(forward(side)()) for side in sides), strict=True):
            torch.testing.assert_close(a, b, rtol=1e-3, atol=1e-3)
    ours, theirs = map(PASSES[kind], sides)
    seconds, other = ratio_of_medians(benchmark, ours, theirs)
    ratio = seconds / (other * row.share)
    assert ratio > 0
    benchmark.extra_info |= {
        "row": [row.name, row.beside, kind, threads],
        "limit": row.limit if kind == "forward" else row.backward_limit,
        "ratio": ratio,
        "seconds": [seconds, other],
        "megabytes": [peak_megabytes(ours), peak_megabytes(theirs)],
        "versions": f"torch {torch.__version__}",
    }
