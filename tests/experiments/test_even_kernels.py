"""What the study of even kernels measures of its networks."""

import pytest
import torch

from convbook.experiments import even_kernels
from convbook.experiments.even_kernels import mirrored, places
from convbook.experiments.pictures import Pictures
from convbook.nets import even_resnet


def pictures():
    torch.manual_seed(0)
    images = torch.randn(50, 1, 16, 16)
    return Pictures(images, torch.zeros(50), images, torch.zeros(50))


def test_mirrored_images_have_their_mass_in_the_middle():
    images = mirrored(pictures().test_images)
    assert len(images) == 200
    mean = images.abs().mean((0, 1))
    for axis in (0, 1):
        assert torch.allclose(mean, mean.flip(axis), atol=1e-6)


@pytest.mark.parametrize(("depth", "blocks"), [(8, 1), (20, 3)])
def test_places_are_one_a_block_and_one_more(depth, blocks):
    net = even_resnet(depth, "C2", 1, 10, 8)
    names = places(net)
    assert len(names) == 3 * blocks + 1
    assert names[0] == "trunk.1.branch.1"
    assert names[-1] == f"trunk.{3 * blocks + 2}"


def test_drift_of_averaging_kernels_is_half_a_pixel_a_layer():
    """Kernels of equal weights, branches alone: each layer moves the content up and left."""
    drift = {}
    for conv in ("C2", "C2sp", "C3"):
        net = even_resnet(8, conv, 1, 10, 8).eval()
        with torch.no_grad():
            for name, parameter in net.named_parameters():
                if parameter.dim() == 4:
                    parameter.fill_(1.0)
                if "shortcut" in name:
                    parameter.zero_()
        net.trunk[1].shortcut = torch.nn.Softshrink(1e9)  # gives 0
        bump = torch.zeros(4, 1, 16, 16)
        bump[..., 7:9, 7:9] = 1.0
        images = Pictures(bump, torch.zeros(4), bump, torch.zeros(4))
        drift[conv] = even_kernels._measure(net, images)["drift"]
    # After two layers at full size, seen on halved maps; the first 3x3 layer does not move.
    assert drift["C2"][0] == drift["C3"][0] == [0.0, 0.0]
    assert drift["C2"][1] == pytest.approx([-1.0, -1.0], abs=0.01)
    for conv in ("C2sp", "C3"):
        assert drift[conv][1] == pytest.approx([0.0, 0.0], abs=0.01)


def test_each_row_has_one_value_a_place():
    net = even_resnet(8, "C4sp", 1, 10, 8)
    found = even_kernels._measure(net.eval(), pictures())
    assert {key: len(value) for key, value in found.items()} == {
        "drift": 4,
        "erosion": 4,
        "ring": 4,
    }
    assert min(found["erosion"]) > 0


def test_arms_are_every_kernel_at_two_depths_and_three_at_a_third():
    arms = [(arm.about["conv"], arm.about["depth"]) for arm in even_kernels.STUDY.arms]
    kernels = ["C2", "C2sp", "C3", "C4", "C4sp"]
    expected = [(conv, depth) for depth in (8, 20) for conv in kernels]
    assert arms == expected + [(conv, 32) for conv in kernels[:3]]
