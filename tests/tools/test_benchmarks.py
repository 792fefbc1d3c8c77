"""The table of speeds: what is measured, and how it is written."""

from types import SimpleNamespace
from typing import Any

import pytest
import torch

from benchmarks.race import forward, forward_and_backward, peak_megabytes, ratio_of_medians
from benchmarks.report import report


def test_peak_memory_counts_what_is_held_at_once() -> None:
    x = torch.zeros(2**18)  # 1 MB
    assert peak_megabytes(lambda: x + 1) == pytest.approx(1, abs=0.01)
    assert peak_megabytes(lambda: (x + 1) + (x + 2)) == pytest.approx(3, abs=0.01)
    assert peak_megabytes(lambda: (x + 1).add_(2).add_(3)) == pytest.approx(1, abs=0.01)


def test_both_passes_do_what_they_say() -> None:
    side = (lambda x, w: (x * w, None), (torch.tensor([2.0]), torch.tensor([3.0])))
    result, nothing = forward(side)()
    assert nothing is None
    assert result.item() == 6
    assert not result.requires_grad
    assert [gradient.item() for gradient in forward_and_backward(side)()] == [3, 2]


def test_sides_run_in_turns() -> None:
    order: list[str] = []
    stats = SimpleNamespace(stats=SimpleNamespace(median=1.5))

    def pedantic(run, setup, rounds, warmup_rounds) -> None:
        for _ in range(3):
            setup()
            run()

    benchmark = SimpleNamespace(pedantic=pedantic, stats=stats)
    ours, theirs = (lambda name=name: order.append(name) for name in "AB")
    seconds, other = ratio_of_medians(benchmark, ours, theirs)
    assert "".join(order[-9:]) == "ABA" * 3
    assert seconds == 1.5
    assert 0 < other < 1


def graded_classes() -> dict[str, Any]:
    """What `benchmarks.grading` writes, for three classes."""
    graded = [
        {"students": students, "exercises": exercises, "seconds": seconds}
        | {"processor_seconds": seconds, "load_before": 1.0, "peak_megabytes": memory}
        for students, exercises, seconds, memory in (
            (300, 20, 12.0, 50.0),
            (1300, 20, 27.0, 55.0),
            (9000, 2, 30.0, 70.0),
        )
    ]
    return {"command": "bench", "limit_of_300_students_s": 10.0, "classes": graded}


def test_table_marks_what_is_missed() -> None:
    info = {"seconds": [0.5, 1.0], "megabytes": [1.0, 2.0], "versions": "torch 2"}
    rows = [
        info | {"row": ["a", "b", "forward", 1], "limit": 0.6, "ratio": 0.5},
        info | {"row": ["c", "d", "forward", 2], "limit": 0.4, "ratio": 0.5},
        info | {"row": ["e", "f", "forward", 2], "limit": None, "ratio": 7.0},
    ]
    machine = {"cpu": {"brand_raw": "chip", "count": 2}, "python_version": "3.11"}
    document = {
        "benchmarks": [{"extra_info": row} for row in rows],
        "machine_info": machine,
        "datetime": "2026-01-02T03",
    }
    measured = [
        {"name": "quick", "measured": 0.02, "limit": 1, "unit": "s at most"},
        {"name": "slow", "measured": 2.0, "limit": 1, "unit": "s at most"},
        {"name": "won", "measured": 9.0, "limit": 5, "unit": "x at least"},
        {"name": "lost", "measured": 3.0, "limit": 5, "unit": "x at least"},
        {"name": "told", "measured": 3.0, "limit": None, "unit": "x"},
    ]
    analysis = {"benchmarks": [{"extra_info": row} for row in measured]}
    text = report([document], analysis, graded_classes())
    assert "| 300 | 20 | **12** | 10 | 12 | 1 | 50 |" in text
    assert "| 9,000 | 2 | 30 |  | 30 | 1 | 70 |" in text
    assert "one costs 15.0 ms of a processor and 5.0 kB." in text
    assert "| quick | 0.02 s | 1 s at most |" in text
    assert "| slow | **2 s** | 1 s at most |" in text
    assert "| won | 9 x | 5 x at least |" in text
    assert "| lost | **3 x** | 5 x at least |" in text
    assert "| told | 3 x |  |" in text
    assert "| a | b | forward | 1 | 0.50 | 0.6 | 500.00 | 1000.00 | 1.0 | 2.0 |" in text
    assert "| c | d | forward | 2 | **0.50** | 0.4 |" in text
    assert "| e | f | forward | 2 | 7.00 |  |" in text
    assert "Aims met: 2 of 3 lines" in text
