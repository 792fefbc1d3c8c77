"""The studies of chapters 2 to 5, run in small: the form of their results, and a stop between."""

import json

import numpy as np
import pytest

from convbook import data, experiments
from convbook.experiments import jobs
from convbook.experiments.record import unpack
from convbook.experiments.studies import STUDIES

COMMON = ["macs", "params", "accuracy", "loss"]
ROWS = {
    "deformable-kernels": [
        *("iou", "accuracy_by_size", "iou_by_size", "field_inside", "field_area"),
        *("field_inside_whole", "field_shown", "feature_class", "feature_size", "read_class"),
        *("read_size", "read_shuffled", "near_class", "near_size", "near_shuffled", "moved"),
        *("kernel_spread", "spread_with_size", "tsne"),
    ],
    "dilation": [
        *("dice", "iou", "boundary_accuracy", "boundary_dice", "inside_accuracy", "isolated"),
        *("disagreement", "inside_disagreement", "ripple", "prediction"),
    ],
    "dynopool-toy": ["layers", "ratios", "learned_macs", "psnr", "restored"],
    "even-kernels": ["drift", "erosion", "ring"],
    "padding-bias": ["mean_filters", "spread", "asymmetry"],
}


@pytest.fixture(scope="module", params=list(ROWS))
def smoke(request, tmp_path_factory):
    """One study's name, the result of its smoke preset, and the folder it was written to."""
    folder = tmp_path_factory.mktemp(request.param)
    name = request.param
    return name, experiments.run(name, "smoke", folder / "out.json"), folder


def test_result_has_every_row_for_every_seed(smoke):
    name, result, folder = smoke
    assert json.loads((folder / "out.json").read_text(encoding="utf-8")) == result
    study = STUDIES[name]
    assert [arm["name"] for arm in result["arms"]] == [arm.name for arm in study.arms]
    for arm, row in zip(study.arms, result["arms"], strict=True):
        assert list(row) == ["name", *arm.about, *COMMON, *ROWS[name]]
        for key in COMMON[2:] + ROWS[name]:
            if key not in study.once:
                assert len(row[key]) == len(result["seeds"]) == 2
        assert row["loss"][0] != row["loss"][1], "seeds must differ"
    assert [path.name for path in folder.iterdir()] == ["out.json"], "checkpoints stay"


def test_stopped_run_goes_on_to_the_same_numbers(smoke, tmp_path, monkeypatch):
    name, result, _ = smoke
    train, done = jobs.train, []

    def until_stopped(*arguments, **options):
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(train(*arguments, **options))
        return done[-1]

    out = tmp_path / "out.json"
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "train", until_stopped)
        with pytest.raises(KeyboardInterrupt):
            experiments.run(name, "smoke", out)
    assert not out.exists()
    assert len(list((tmp_path / "out.json.work").iterdir())) == 3
    assert experiments.run(name, "smoke", out)["arms"] == result["arms"]


def test_exhibit_of_dilation_is_a_slice_with_its_classes(smoke):
    name, result, _ = smoke
    assert ("exhibit" in result) == (STUDIES[name].exhibit is not None)
    if name != "dilation":
        return
    shown = result["exhibit"]
    image, labels = unpack(shown["image"]), unpack(shown["labels"])
    whole, _ = data.load("mri-slices", "test")
    assert image.shape == labels.shape == unpack(shown["noisy"]).shape
    assert set(np.unique(labels)) <= {0, 1, 2}
    assert image.max() > 100
    for arm in result["arms"]:
        assert unpack(arm["prediction"]).shape == labels.shape
    assert whole[shown["number"]].shape >= image.shape


@pytest.mark.parametrize("name", list(ROWS))
def test_presets_are_what_they_say(name):
    presets = STUDIES[name].presets
    assert list(presets) == ["smoke", "cpu", "paper"]
    for preset in ("cpu", "paper"):
        assert len(presets[preset].seeds) >= 3
        assert "not known here" in presets[preset].note or "not to be had" in presets[preset].note
    if presets["cpu"].recipe.flips:
        assert "mirrored at random along both axes" in presets["cpu"].note
    assert f"{presets['cpu'].recipe.epochs} epochs" in presets["cpu"].note


@pytest.mark.parametrize("name", list(STUDIES))
def test_every_training_has_a_checkpoint_of_its_own(name, tmp_path):
    study = STUDIES[name]
    files = [job.name for job in jobs.jobs_of(study, study.presets["cpu"])]
    assert len(set(files)) == len(files)
    assert all(file[0].isalnum() for file in files), "letters that were lost"
