"""The measurement of blind spots: what it pastes where, what it keeps, how it goes on."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from benchmarks import blind_spots
from convbook.data.results import unpacked


class Corner(torch.nn.Module):
    """A detector that says where the face is: row of its first dark pixel plus column / 1000."""

    def forward(self, images, heads):
        assert heads == 1
        dark = images[:, 0] == 0
        rows, columns = (dark.any(axis).float().argmax(1) for axis in (2, 1))
        return [(rows + columns / 1000)[:, None, None, None]]


def test_the_face_stands_at_every_second_pixel_in_reading_order() -> None:
    face = np.zeros((blind_spots.HEIGHT, blind_spots.WIDTH, 3), np.uint8)
    found = blind_spots.score_map(Corner(), face, 46)
    assert found.shape == (4, 8)
    assert found[0, :3] == pytest.approx([0, 0.002, 0.004], abs=1e-6)
    assert found[:, 0] == pytest.approx([0, 2, 4, 6])


def test_values_are_kept_as_the_nearest_step() -> None:
    text = blind_spots.packed(np.array([[0, 0.0021, 0.5], [0.9, 1.02, 7]]), 0.004)
    assert unpacked(text, (2, 3)).tolist() == [[0, 1, 125], [225, 255, 255]]


def test_goes_on_where_it_was_stopped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target, measured = tmp_path / "blind-spots.json", []
    begun = {"seconds": 5, "detector": {"same": {"kept": 1}}, "trunk": {}}
    target.write_text(json.dumps(begun), encoding="utf-8")
    monkeypatch.setattr(blind_spots, "RESULT", target)
    monkeypatch.setattr(blind_spots, "averages", lambda: {"from": "elsewhere"})
    monkeypatch.setattr(
        blind_spots, "detector_map", lambda *border: measured.append(border) or {"new": 2}
    )
    monkeypatch.setattr(blind_spots, "trunk_maps", lambda padding: {"maps": padding})
    threads = torch.get_num_threads()
    monkeypatch.setattr("sys.argv", ["blind_spots"])
    blind_spots.main()
    assert "detector even: not measured yet" in capsys.readouterr().out
    assert json.loads(target.read_text("utf-8")) == begun
    monkeypatch.setattr("sys.argv", ["blind_spots", "--write"])
    blind_spots.main()
    torch.set_num_threads(threads)
    found = json.loads(target.read_text("utf-8"))
    assert found["detector"]["same"] == {"kept": 1}
    assert list(found["detector"]) == ["same", "even", "odd", "reflect"]
    assert measured == [border[1:] for border in blind_spots.BORDERS[1:]]
    assert found["trunk"]["circular"] == {"maps": "circular"}
    assert found["averages"] == {"from": "elsewhere"}
