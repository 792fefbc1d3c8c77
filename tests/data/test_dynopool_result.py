"""The committed result of the study of learned sizes: what the page says of it."""

import numpy as np
import pytest

from convbook import data
from convbook.data.results import FOLDER
from convbook.experiments.learned_field import recorded_field

RUN = data.result("dynopool-toy")
ARMS = {arm["name"]: arm for arm in RUN["arms"]}
LEARNED = [arm for arm in RUN["arms"] if arm["pool"].startswith("dynamic")]
KINDS = "vgg, dynamic", "vgg, dynamic-mean", "resnet, dynamic"


def last_fields(arm):
    """Field (h, w) of the last convolution, by seed."""
    last = max(i for i, kind in enumerate(arm["layers"]) if kind == "conv")
    return np.array([recorded_field(arm["layers"], ratios)[last] for ratios in arm["ratios"]])


def test_it_is_the_cpu_preset_with_three_seeds_and_small():
    assert RUN["command"] == "convbook experiment dynopool-toy --preset cpu"
    assert RUN["seeds"] == [0, 1, 2]
    assert all(len(arm["accuracy"]) == 3 for arm in RUN["arms"])
    assert (FOLDER / "dynopool-toy.json").stat().st_size < 60_000


@pytest.mark.parametrize("kind", KINDS)
def test_the_height_grows_on_stretched_pictures(kind):
    fields = last_fields(ARMS[f"{kind}, stretched"])
    assert (fields[:, 0] > fields[:, 1]).all()
    if f"{kind}, original" in ARMS:
        usual = last_fields(ARMS[f"{kind}, original"])
        assert min(fields[:, 0] / fields[:, 1]) > max(usual[:, 0] / usual[:, 1])


def test_a_larger_price_buys_less_work():
    swept = [arm for arm in LEARNED if (arm["net"], arm["images"]) == ("vgg", "original")]
    swept.sort(key=lambda arm: arm["price"])
    work = [np.mean(arm["learned_macs"]) / arm["macs"] for arm in swept]
    assert len(work) == 4
    assert work == sorted(work, reverse=True)
    accuracy = [np.mean(arm["accuracy"]) for arm in swept]
    assert accuracy[-1] == min(accuracy)


def test_maps_grow_where_pictures_are_restored_and_nowhere_else():
    for arm in LEARNED:
        ratios = np.array(arm["ratios"])
        if arm["net"] == "restorer":
            assert (ratios < 1.01).all()
            assert (ratios < 0.7).all() == ("from 1/2" in arm["pool"])
        else:
            assert (ratios > 1).all()


def test_learned_enlargement_restores_better_than_none_and_not_better_than_bilinear():
    none, bilinear, half = (
        np.array(ARMS[f"restorer, {pool}, halved"]["psnr"])
        for pool in ("none", "bilinear", "dynamic-mean from 1/2")
    )
    assert half.min() > none.max() > RUN["exhibit"]["psnr"]
    assert half.mean() < bilinear.mean()


def test_learned_pooling_ends_below_max_pooling_on_stretched_and_tiled_pictures():
    for net in ("vgg", "resnet"):
        for images in ("stretched", "tiled"):
            fixed, learned = (
                ARMS[f"{net}, {pool}, {images}"]["accuracy"] for pool in ("max", "dynamic")
            )
            assert np.mean(learned) < np.mean(fixed)
    fixed, learned = (ARMS[f"vgg, {pool}, stretched"]["accuracy"] for pool in ("max", "dynamic"))
    assert max(learned) < min(fixed)


def first_ratio(net, name):
    """Geometric mean of the first learned pooling's alphas, by seed."""
    ratios = np.array(ARMS[f"{net}, dynamic, {name}"]["ratios"])[:, 1]
    return np.sqrt(ratios.prod(1))


def test_tiled_pictures_do_not_get_the_smallest_early_field():
    tiled, original = (first_ratio("vgg", name) for name in ("tiled", "original"))
    assert tiled.min() < original.min() < original.max() < tiled.max()
    tiled, *others = (first_ratio("resnet", name) for name in ("tiled", "original", "enlarged"))
    assert all(tiled.mean() > other.mean() for other in others)
