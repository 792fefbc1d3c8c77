"""The committed result of `benchmarks/real_networks.py` is what the networks give."""

import json

import pytest

from benchmarks import real_networks
from convbook import nets
from tests.needs import needs

RESULT = json.loads(real_networks.RESULT.read_text(encoding="utf-8"))


@needs("face-ssd", "photographs")
@pytest.mark.parametrize("number", range(len(real_networks.MAPS)))
def test_score_map_holds_the_scores_of_the_detector(number):
    row = RESULT["score_maps"][number]
    placement, size = real_networks.MAPS[number]
    assert (row["placement"], row["size_px"]) == (placement, size)
    face = real_networks.faces()[real_networks.MAP_FACE]
    assert row["face_px"] == list(face.shape[:2])
    last = len(row["score"]) - 1
    for i, j in ((0, 0), (7, 7), (7, last), (last, 3)):
        image = real_networks.canvas(face, 32 * i, 32 * j, size)
        (score,) = real_networks.scores(nets.face_ssd(placement=placement), [image])
        assert score == pytest.approx(row["score"][i][j], abs=1e-3)


@needs("face-ssd", "photographs")
@pytest.mark.parametrize("number", range(0, 8, 2))
def test_canvas_is_large_enough(number):
    face, net = real_networks.faces()[number], nets.face_ssd()
    height = face.shape[0]
    found = []
    for size in (real_networks.CANVAS, 512):
        places = [size // 2 + phase - height // 2 for phase in (0, 12)]
        images = [real_networks.canvas(face, top, 8, size) for top in places]
        found.append(real_networks.scores(net, images))
    assert found[0] == pytest.approx(found[1], abs=1e-3)


def test_result_says_what_was_run_on_what():
    assert RESULT["command"] == "python -m benchmarks.real_networks --write"
    assert {"python", "torch", "numpy"} == RESULT["versions"].keys()
    assert len(RESULT["blind_spots"]) == 1 + 2 * len(real_networks.MODES)
    assert len(RESULT["spatial_bias"]) == len(real_networks.NETWORKS) * len(real_networks.MODES)
    rows = {(r["padding"], r["placement"], r["size_px"]): r for r in RESULT["blind_spots"]}
    # The far side of a border that is read on one side only is blind; read on both, it is not.
    missed = rows["zeros", "even", 256]["right"]["missed_frac"]
    assert missed > 3 * rows["zeros", "same", 257]["right"]["missed_frac"]
