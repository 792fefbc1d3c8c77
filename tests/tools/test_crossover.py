"""The measurement of crossovers: what runs, in which order, and what it writes."""

import json
from pathlib import Path

import pytest
import torch

from benchmarks import crossover

SMALL = ({"channels": 2, "size_px": 8},)


def test_every_legal_algorithm_runs_and_agrees() -> None:
    sides = crossover.calls(channels=2, size_px=8, kernel_size=3)
    assert list(sides) == ["auto", "direct", "im2col", "fft", "winograd 2", "winograd 4"]
    computed = {name: call() for name, call in sides.items()}
    crossover.agree(computed)
    assert computed["auto"].shape == (1, 2, 8, 8)
    assert list(crossover.calls(2, 8, 5)) == ["auto", "direct", "im2col", "fft"]


def test_a_race_between_different_computations_is_refused() -> None:
    with pytest.raises(ValueError, match="fft computes something else than auto"):
        crossover.agree({"auto": torch.zeros(2), "fft": torch.ones(2)})


def test_sides_run_in_turns_and_each_begins() -> None:
    order: list[str] = []
    sides = {name: (lambda name=name: order.append(name)) for name in "ABC"}
    times = crossover.in_turns(sides, rounds=3)
    assert "".join(order) == "ABC" + "BCA" + "CAB"
    assert all(len(seconds) == 3 and min(seconds) >= 0 for seconds in times.values())


def test_ratios_are_of_the_same_round(monkeypatch: pytest.MonkeyPatch) -> None:
    # The medians are 2 and 6; round by round the ratios are 6, 1 and 1.
    times = {"auto": [1.0, 2.0, 8.0], "fft": [6.0, 2.0, 8.0]}
    monkeypatch.setattr(crossover, "in_turns", lambda sides, rounds: times)
    monkeypatch.setattr(crossover, "agree", lambda computed: None)
    rows = {row["algorithm"]: row for row in crossover.measure(SMALL, (5,), 3)}
    assert (rows["auto"]["ratio"], rows["fft"]["ratio"]) == (1, 1)
    assert rows["fft"]["ms"] == 6000
    assert rows["fft"]["kernel_size"] == 5


def test_writes_how_it_was_measured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    threads = torch.get_num_threads()
    target = tmp_path / "crossover.json"
    found = crossover.result(SMALL, (1, 3), 1)
    monkeypatch.setattr(crossover, "result", lambda: found)
    monkeypatch.setattr(crossover, "RESULT", target)
    monkeypatch.setattr("sys.argv", ["crossover", "--write"])
    crossover.main()
    assert json.loads(target.read_text("utf-8")) == found
    assert torch.get_num_threads() == threads
    assert {"command", "date", "machine", "versions", "rows"} <= found.keys()
    assert len(found["rows"]) == 4 + 6
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 2
    assert "kernel  3" in printed[1]
    assert "winograd 4" in printed[1]
