"""The committed result of `benchmarks/blind_spots.py` is what the networks give."""

import json

import numpy as np
import pytest

from benchmarks import blind_spots, real_networks
from convbook import data, nets
from convbook.data.results import unpacked
from tests.needs import needs

FOUND = data.result("blind-spots")
PLACES = [(0, 0), (0, 80), (76, 0), (76, 80), (38, 40), (37, 1), (12, 66)]


def detector(name: str) -> np.ndarray:
    kept = FOUND["detector"][name]
    return FOUND["unit"] * unpacked(kept["scores"], kept["shape"])


@needs("face-ssd", "photographs")
@pytest.mark.parametrize(("name", "padding", "placement", "size"), blind_spots.BORDERS)
def test_map_holds_the_scores_of_the_detector(name, padding, placement, size):
    kept = FOUND["detector"][name]
    assert (kept["padding"], kept["placement"], kept["size_px"]) == (padding, placement, size)
    rows, columns = blind_spots.places(size)
    assert kept["shape"] == [len(rows), len(columns)] == [77, 81]
    face = blind_spots.face()
    images = [real_networks.canvas(face, rows[i], columns[j], size) for i, j in PLACES]
    found = real_networks.scores(nets.face_ssd(padding, placement), images)
    expected = [detector(name)[place] for place in PLACES]
    assert found == pytest.approx(expected, abs=FOUND["unit"] / 2 + 1e-4)


@needs("face-ssd", "photographs")
def test_face_is_the_one_that_was_pasted():
    kept = FOUND["face"]
    assert np.array_equal(unpacked(kept["rgb"], kept["shape"]), blind_spots.face())


@pytest.mark.parametrize("padding", blind_spots.TRUNK_MODES)
def test_maps_of_the_trunk_have_the_measured_ratios(padding):
    """Two measurements, by two commands, on the same crops."""
    (row,) = (row for row in FOUND["averages"]["trunk"] if row["padding"] == padding)
    for kind in ("photographs", "black"):
        for kept in FOUND["trunk"][padding][kind]:
            ratios = FOUND["ratio_unit"] * unpacked(kept["over_middle"], kept["shape"])
            ring = np.ones(ratios.shape, np.bool_)
            ring[1:-1, 1:-1] = False
            expected = row["ring_over_middle"][kind][kept["block"] - 1]
            assert ratios[ring].mean() == pytest.approx(expected, abs=0.02)


def test_averages_are_those_of_the_other_measurement():
    measured = json.loads(real_networks.RESULT.read_text(encoding="utf-8"))
    averages = FOUND["averages"]
    assert averages["command"] == measured["command"]
    assert averages["detector"] == measured["blind_spots"]
    assert averages["distances_px"] == [0, 4, 8, 12, 16, 20, 24, 28]
    assert [row["padding"] for row in averages["trunk"]] == list(real_networks.MODES)


def test_far_side_of_a_border_that_is_read_on_one_side_is_blind():
    """The unevenness changes sides with the placement, and is gone on 193 px."""
    edges = {}
    for name in ("same", "even", "odd"):
        scores = detector(name)
        edges[name] = scores[24:56, 0].mean(), scores[24:56, -1].mean()
    assert edges["same"][0] < 0.5 < edges["same"][1]
    assert edges["even"][1] < 0.5 < edges["even"][0]
    assert min(edges["odd"]) > 0.5
