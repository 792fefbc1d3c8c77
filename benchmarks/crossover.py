"""From which kernel size on does another algorithm win? Times of one layer, side by side.

    python -m benchmarks.crossover             print the tables (a minute on one core)
    python -m benchmarks.crossover --write     and keep them in convbook/data/results

Every algorithm of ``ops.conv2d`` that the layer allows, beside torch's own convolution, called
"auto", in float32 on one thread. They run in turns, so that whatever else the machine does falls on
all of them alike; a ratio is the median over the rounds of the time over that of "auto".
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import torch

from benchmarks.rows import normal, weight
from convbook import ops
from convbook.data.results import FOLDER

RESULT = FOLDER / "crossover.json"
COMMAND = "python -m benchmarks.crossover --write"
KERNEL_SIZES = 1, 3, 5, 7, 9, 11, 15, 21, 31
SETTINGS = {"channels": 8, "size_px": 128}, {"channels": 64, "size_px": 32}
ROUNDS = 15
REFERENCE = "auto"
Call = Callable[[], Any]


def calls(channels: int, size_px: int, kernel_size: int) -> dict[str, Call]:
    """Return the layer by every algorithm it allows: one image, as many channels in as out."""
    x, w = normal(1, channels, size_px, size_px), weight(kernel_size, channels)
    options: dict[str, dict[str, Any]] = {
        name: {"algorithm": name} for name in (REFERENCE, "direct", "im2col", "fft")
    }
    if kernel_size == 3:
        options |= {f"winograd {m}": {"algorithm": "winograd", "tile": m} for m in (2, 4)}
    padding = kernel_size // 2
    return {
        name: (lambda extra=extra: ops.conv2d(x, w, padding=padding, **extra))
        for name, extra in options.items()
    }


def agree(computed: dict[str, Any]) -> None:
    """Refuse a race between different computations.

    Raises:
        ValueError: a result differs from the reference by more than rounding.
    """
    for name, result in computed.items():
        if not torch.allclose(result, computed[REFERENCE], rtol=1e-3, atol=1e-3):
            raise ValueError(f"{name} computes something else than {REFERENCE}")


def timed(call: Call) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def in_turns(sides: dict[str, Call], rounds: int) -> dict[str, list[float]]:
    """Time all sides round by round, each round beginning with another one; seconds by name."""
    names = list(sides)
    times: dict[str, list[float]] = {name: [] for name in names}
    for k in range(rounds):
        first = k % len(names)
        for name in names[first:] + names[:first]:
            times[name].append(timed(sides[name]))
    return times


def measure(
    settings: tuple[dict[str, int], ...], kernel_sizes: tuple[int, ...], rounds: int
) -> Iterator[dict[str, Any]]:
    """Yield one row for each layer and algorithm."""
    for setting in settings:
        for kernel_size in kernel_sizes:
            sides = calls(**setting, kernel_size=kernel_size)
            agree({name: call() for name, call in sides.items()})
            times = in_turns(sides, rounds)
            for name, seconds in times.items():
                ratios = [s / r for s, r in zip(seconds, times[REFERENCE], strict=True)]
                yield setting | {
                    "kernel_size": kernel_size,
                    "algorithm": name,
                    "ms": significant(1000 * median(seconds)),
                    "ratio": significant(median(ratios)),
                }


def significant(value: float) -> float:
    """Round to three digits."""
    return float(f"{value:.3g}")


def show(rows: list[dict[str, Any]]) -> None:
    """Print one line a layer: the time of the reference, and the others over it."""
    layers = {(r["channels"], r["size_px"], r["kernel_size"]): {} for r in rows}  # type: ignore[var-annotated]
    for row in rows:
        layers[row["channels"], row["size_px"], row["kernel_size"]][row["algorithm"]] = row
    for (channels, size_px, kernel_size), found in layers.items():
        cells = [f"{name} {row['ratio']:.3g}" for name, row in found.items() if name != REFERENCE]
        milliseconds = f"{found[REFERENCE]['ms']:.3g} ms"
        print(
            f"{channels:>3} channels {size_px:>4} px, kernel {kernel_size:>2}: {milliseconds:>9}",
            *cells,
            sep="  ",
        )


def machine() -> str:
    """Name the processor and its number of cores."""
    model = platform.processor() or platform.machine()
    listing = Path("/proc/cpuinfo")
    if listing.is_file():
        lines = listing.read_text(encoding="utf-8").splitlines()
        named = [line.partition(":")[2] for line in lines if line.startswith("model name")]
        model = " ".join(named[0].split()) if named else model
    return f"{model}, {os.cpu_count()} cores, one thread used"


def result(
    settings: tuple[dict[str, int], ...] = SETTINGS,
    kernel_sizes: tuple[int, ...] = KERNEL_SIZES,
    rounds: int = ROUNDS,
) -> dict[str, Any]:
    """Measure everything on one thread, and say how."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    started = time.monotonic()
    try:
        with torch.inference_mode():
            rows = list(measure(settings, kernel_sizes, rounds))
    finally:
        torch.set_num_threads(threads)
    versions = {"python": platform.python_version(), "torch": torch.__version__}
    return {
        "command": COMMAND,
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "versions": versions,
        "rounds": rounds,
        "seconds": round(time.monotonic() - started),
        "rows": rows,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help=f"keep the result in {RESULT.name}")
    write = parser.parse_args().write
    found = result()
    show(found["rows"])
    if write:
        RESULT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
