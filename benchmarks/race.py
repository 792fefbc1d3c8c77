"""Two computations timed in turns, and the memory that each needs at its peak."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from statistics import median
from typing import Any

import torch
from torch import Tensor

SECONDS = 5.0  # for one comparison
FEWEST, MOST = 9, 300  # rounds

Side = tuple[Callable[..., Any], tuple[Tensor, ...]]  # a function, and the tensors it takes


@dataclass(frozen=True)
class Row:
    """One comparison: `make` returns our side and the other; `limit` bounds the ratio.

    `backward_limit` holds for forward and backward together; None where that is not compared.
    The other side's time counts `share` times, for operators that do only part of its work.
    """

    name: str
    beside: str
    limit: float | None  # None: for information
    make: Callable[[], tuple[Side, Side]]
    backward_limit: float | None = None
    backward: bool = True
    share: float = 1.0
    same: bool = True  # both compute the same numbers, which is checked before the race


def forward(side: Side) -> Callable[[], Any]:
    """The function applied to its tensors, without a graph."""
    function, tensors = side

    def run() -> Any:
        with torch.no_grad():
            return function(*tensors)

    return run


def forward_and_backward(side: Side) -> Callable[[], Any]:
    """The same with the gradients of all its tensors, as a training step takes them."""
    function, tensors = side
    leaves = [t.clone().requires_grad_() for t in tensors]
    results = flat(function(*leaves))
    gradients = [torch.ones_like(result) for result in results]

    def run() -> Any:
        return torch.autograd.grad(flat(function(*leaves)), leaves, gradients)

    return run


def flat(result: Any) -> list[Tensor]:
    return [result] if torch.is_tensor(result) else [part for part in result if part is not None]


def ratio_of_medians(
    benchmark: Any, ours: Callable[[], Any], theirs: Callable[[], Any]
) -> tuple[float, float]:
    """Run both in turns under pytest-benchmark, and return their median times in seconds."""
    theirs()
    started = time.perf_counter()
    ours(), theirs()
    rounds = round(SECONDS / (time.perf_counter() - started))
    other: list[float] = []

    def run_theirs() -> None:
        ours()  # both sides are timed right after the other has run
        begun = time.perf_counter()
        theirs()
        other.append(time.perf_counter() - begun)

    benchmark.pedantic(
        ours, setup=run_theirs, rounds=min(max(rounds, FEWEST), MOST), warmup_rounds=1
    )
    return benchmark.stats.stats.median, median(other)


def peak_megabytes(run: Callable[[], Any]) -> float:
    """Most memory that torch's allocator holds at once during a run, beyond what it held before."""
    activities = [torch.profiler.ProfilerActivity.CPU]
    with torch.profiler.profile(activities=activities, profile_memory=True) as profiler:
        kept = run()
    del kept
    events = profiler.profiler.kineto_results.events()
    changes = [(e.start_ns(), e.nbytes()) for e in events if e.name() == "[memory]"]
    held = accumulate(number for _, number in sorted(changes))
    return max(held, default=0) / 2**20
