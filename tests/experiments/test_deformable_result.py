"""What the committed run of the study of deformable kernels says: the directions, by every seed."""

import pytest

from convbook import data
from convbook.experiments.record import unpack

RUN = data.result("deformable-kernels")
ARMS = {arm["name"]: arm for arm in RUN["arms"]}
STYLES = "ResNet", "MobileNetV2"
KINDS = list(dict.fromkeys(name.split(", ", 1)[1] for name in ARMS))
LOCAL = "DC", "DK, local", "DC and DK"
NARROW = "DC", "DK, local", "rigid, narrow"  # of one width
CODED = [name for name, arm in ARMS.items() if arm["read_class"][0] is not None]


def seeds(style, kind, key, *place):
    found = ARMS[f"{style}, {kind}"][key]
    for index in place:
        found = [row[index] for row in found]
    return found


def mean(numbers):
    return sum(numbers) / len(numbers)


def test_run_is_the_cpu_preset_with_three_seeds():
    assert RUN["preset"] == "cpu"
    assert len(RUN["seeds"]) == 3
    assert ["rigid", *KINDS[1:6], "rigid, narrow"] == KINDS
    assert len(ARMS) == 14


@pytest.mark.parametrize("style", STYLES)
def test_arms_cost_the_same_but_for_the_narrow_one(style):
    costs = {kind: ARMS[f"{style}, {kind}"]["macs"] for kind in KINDS}
    for kind in KINDS[:-1]:
        assert abs(costs[kind] / costs["rigid"] - 1) < 0.03
    assert costs["rigid, narrow"] < 0.6 * costs["rigid"]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("key", ["accuracy", "iou"])
def test_no_adaptive_kernel_beats_the_rigid_one_in_every_seed(style, key):
    for kind in KINDS[1:]:
        assert min(seeds(style, kind, key)) < max(seeds(style, "rigid", key))
    for kind in LOCAL:
        assert mean(seeds(style, kind, key)) < mean(seeds(style, "rigid", key))


@pytest.mark.parametrize("style", STYLES)
def test_both_kinds_of_offsets_together_are_not_best(style):
    both = mean(seeds(style, "DC and DK", "accuracy"))
    assert both < min(mean(seeds(style, kind, "accuracy")) for kind in KINDS if kind != "DC and DK")


def test_every_code_knows_class_and_size_beyond_chance():
    for name in CODED:
        arm = ARMS[name]
        for known, chance in zip(arm["read_class"], arm["read_shuffled"], strict=True):
            assert known > 0.14 > 0.13 > chance[0]
        for known, chance in zip(arm["read_size"], arm["read_shuffled"], strict=True):
            assert known > 0.5 > 0.1 > chance[1]
        for key, place in (("near_class", 0), ("near_size", 1)):
            for known, chance in zip(arm[key], arm["near_shuffled"], strict=True):
                assert known > 0.12 > 0.11 > chance[place]


def test_pictures_are_whole():
    exhibit = RUN["exhibit"]
    assert unpack(exhibit["images"]).shape == (26, 1, 40, 40)
    assert len(exhibit["point_class"]) == len(exhibit["point_size"]) == 240
    for name, arm in ARMS.items():
        assert unpack(arm["field_shown"]).shape == (2, 40, 40)
        assert (arm["tsne"] is None) == (name not in CODED)


@pytest.mark.parametrize("style", STYLES)
def test_width_matters_more_to_fields_than_the_kind_of_kernel(style):
    alike = {kind: seeds(style, kind, "field_inside", 0) for kind in NARROW}
    assert mean(alike["rigid, narrow"]) > mean(seeds(style, "rigid", "field_inside", 0))
    for kind in ("DC", "DK, local"):
        assert min(alike[kind]) < max(alike["rigid, narrow"])
        assert max(alike[kind]) > min(alike["rigid, narrow"])
    areas = [mean(seeds(style, kind, "field_area", 0)) for kind in ("DC", "rigid")]
    assert areas[0] < areas[1]


@pytest.mark.parametrize("style", STYLES)
def test_fields_are_wider_on_large_objects_whatever_the_kernel(style):
    for kind in KINDS:
        small, large = (mean(seeds(style, kind, "field_area", i)) for i in (0, 1))
        assert large > small


def test_spread_of_kernels_does_not_fall_with_size_as_a_rule():
    found = [x for arm in ARMS.values() for x in arm["spread_with_size"] if x is not None]
    assert len(found) == 18
    assert sum(x > 0 for x in found) > 9
    local = [ARMS[f"{style}, {kind}"]["spread_with_size"] for style in STYLES for kind in LOCAL[1:]]
    assert sum(x > 0 for row in local for x in row) >= 10, "of 12"
    for arm in ARMS.values():
        for row in arm["kernel_spread"]:
            assert row is None or max(row) < 1.25 * min(row)


@pytest.mark.parametrize("style", STYLES)
def test_mixtures_and_global_offsets_know_alike(style):
    for key, bound in [("read_class", 0.06), ("read_size", 0.06), ("near_class", 0.03)]:
        one, other = (mean(seeds(style, kind, key)) for kind in ("CondConv", "DK, global"))
        assert abs(one - other) < bound
