"""The study of deformable kernels: its objects, what its networks cost, and what it measures."""

import dataclasses
import math

import pytest
import torch
from torch import nn

from convbook import analysis, data, experiments, nets
from convbook.data import cifar
from convbook.experiments import deformable_kernels, kernel_codes, locating, objects
from convbook.experiments.pictures import Pictures
from convbook.experiments.studies import STUDIES
from convbook.experiments.tsne import neighbour_shares, tsne
from convbook.ops.cond import CondConv2d
from convbook.ops.deform import DeformConv2d
from convbook.ops.deform_kernel import DeformKernelConv2d
from tests.data.test_cifar import small, write

STUDY = deformable_kernels.STUDY


def square(count, side=28):
    """Images that are one everywhere."""
    return torch.ones(count, 1, side, side)


def placed(size, angle, row, column, image=None, canvas=40):
    numbers = (torch.tensor([x], dtype=torch.float64) for x in (size, angle, row, column))
    image = square(1) if image is None else image
    return objects.place(image, objects.Places(*numbers), canvas)[0, 0]


def test_object_is_as_large_as_drawn_and_where_it_was_drawn():
    whole = placed(1.0, 0.0, 20.0, 18.0)
    assert torch.equal(objects.box_of(whole[None])[0], torch.tensor([6.0, 4.0, 34.0, 32.0]))
    half = placed(0.5, 0.0, 20.0, 18.0)
    assert torch.equal(objects.box_of(half[None])[0], torch.tensor([13.0, 11.0, 27.0, 25.0]))
    assert half.sum() == pytest.approx(14**2, rel=0.02)


def test_object_is_turned_to_the_left_by_its_angle():
    image = torch.zeros(1, 1, 28, 28)
    image[..., :14, 14:] = 1  # top right
    quarters = [placed(1.0, turn / 4, 20.0, 20.0, image) for turn in range(4)]
    corners = [(slice(6, 19), slice(21, 34)), (slice(6, 19), slice(6, 19))]
    corners += [(slice(21, 34), slice(6, 19)), (slice(21, 34), slice(21, 34))]
    for found, (rows, columns) in zip(quarters, corners, strict=True):
        assert found[rows, columns].min() > 0.7, "top right, top left, bottom left, bottom right"
        assert found.sum() == pytest.approx(14**2, rel=0.02)
    eighth = placed(0.5, 1 / 8, 20.0, 20.0)
    side = float(objects.box_of(eighth[None])[0, 2] - objects.box_of(eighth[None])[0, 0])
    assert side == pytest.approx(14 * math.sqrt(2), abs=1.0)


def test_objects_lie_inside_their_boxes_and_on_the_canvas():
    images = torch.from_numpy(data.load("fashion-mnist-mini", "train")[0][:200]).float()[:, None]
    labels = torch.arange(200) % 10
    scenes, rows = objects.scenes(images / 255, labels, "train")
    assert scenes.shape == (200, 1, 40, 40)
    assert torch.equal(scenes * 256, (scenes * 256).round()), "levels are multiples of 1/256"
    boxes = rows[:, objects.BOX]
    assert boxes.min() >= 0
    assert boxes.max() <= 1
    assert (boxes[:, 2:] > boxes[:, :2]).all()
    assert (rows[:, objects.SIZE] >= 1 / 3 - 1 / 64).all()
    assert (rows[:, objects.SIZE] <= 1).all()
    assert (rows[:, objects.ANGLE].abs() <= 1 / 8).all()
    places = objects.draw_places(200, 28, 0)
    covers = objects.place(objects.cut_out(images / 255), places, 40)[:, 0]
    inside = kernel_codes.shares_inside(covers, 40 * boxes)
    assert inside.mean() > 0.99
    assert inside.min() > 0.9, "what covers less than a quarter of its px may lie outside"
    again, _ = objects.scenes(images / 255, labels, "train")
    assert torch.equal(again, scenes)
    assert not torch.equal(objects.scenes(images / 255, labels, "test")[0], scenes)


def test_sizes_are_drawn_evenly_and_turned_squares_have_room():
    places = objects.draw_places(4000, 28, 0)
    logs = places.size.log() / math.log(3) + 1
    shares = torch.histc(logs.float(), 4, 0, 1) / 4000
    assert shares == pytest.approx(torch.full((4,), 0.25), abs=0.04)
    half = places.size * 14 * (math.sqrt(2) * (2 * math.pi * (places.angle - 1 / 8)).cos()).abs()
    turned = (2 * math.pi * places.angle).cos().abs() + (2 * math.pi * places.angle).sin().abs()
    half = torch.maximum(half, places.size * 14 * turned)
    for middle in (places.row, places.column):
        assert (middle - half >= -0.26).all()
        assert (middle + half <= 40.01).all()


def test_photographs_of_training_and_tests_differ():
    assert set(objects.BEHIND["train"]).isdisjoint(objects.BEHIND["test"])
    colour = objects.backgrounds(3, 3, 48, "test", 0)
    assert colour.shape == (3, 3, 48, 48)
    assert 0 <= colour.min() < colour.max() <= 1


def test_iou_by_hand():
    boxes = torch.tensor([[0.0, 0, 2, 2], [0, 0, 2, 2], [0, 0, 1, 1], [0, 0, 1, 1]])
    others = torch.tensor([[0.0, 0, 2, 2], [1, 1, 3, 3], [2, 2, 3, 3], [0, 0, 0, 0]])
    expected = torch.tensor([1, 1 / 7, 0, 0])
    assert torch.allclose(locating.box_iou(boxes, others), expected)


def test_locator_weighs_positions_and_places_boxes_around_them():
    net = locating.Locator(nn.Identity(), 3, 3)
    with torch.no_grad():
        net.head.weight.zero_()
        net.head.bias.zero_()
        net.head.weight[0, 0] = 100.0  # where the first channel is 1, there the object is
        net.head.weight[5:, 0, 0, 0] = torch.tensor([1.0, 2.0, 3.0])
    maps = torch.zeros(1, 3, 4, 4)
    maps[0, 0, 1, 2] = 1
    found = net(maps)[0]
    assert torch.allclose(found[:3], torch.tensor([1.0, 2.0, 3.0]))
    middle = torch.tensor([1.5 / 4, 2.5 / 4])
    assert torch.allclose((found[3:5] + found[5:7]) / 2, middle)
    assert torch.allclose(found[5:7] - found[3:5], torch.tensor([0.5, 0.5]))


@pytest.mark.parametrize("arch", deformable_kernels.ARCHS)
@pytest.mark.parametrize("conv", deformable_kernels.CONVS)
def test_arms_cost_the_same_within_three_percent(arch, conv):
    arms = [arm for arm in STUDY.arms if arm.about["arch"] == arch and arm.about["matched"]]
    preset = STUDY.presets["cpu"]
    (arm,) = [arm for arm in arms if arm.about["conv"] == conv]
    (rigid,) = [arm for arm in arms if arm.about["conv"] == "rigid"]
    one, other = (analysis.count_cost(x.build(preset, 1, 10), 40, 1).macs for x in (arm, rigid))
    assert abs(one / other - 1) < 0.03
    widths = deformable_kernels.matched_widths(arch, conv, 12 if arch == "resnet" else 8, 1, 10)
    assert one == deformable_kernels.multiply_adds(arch, conv, 1, 10, widths)
    layers = [m for m in arm.build(preset, 1, 10).modules() if hasattr(m, "depthwise")]
    assert type(layers[-1].depthwise) is type(nets.depthwise.CONVS[conv](4, 1))


@pytest.mark.parametrize("arch", deformable_kernels.ARCHS)
def test_narrow_arm_has_the_widths_of_local_deformable_kernels(arch):
    preset = STUDY.presets["cpu"]
    arms = {arm.name: arm for arm in STUDY.arms if arm.about["arch"] == arch}
    style = deformable_kernels.ARCHS[arch]
    narrow, local = (
        arms[f"{style}, {name}"].build(preset, 1, 10) for name in ("rigid, narrow", "DK, local")
    )
    assert narrow.head.weight.shape == local.head.weight.shape
    assert kernel_codes.last_adaptive(narrow) is None
    assert not arms[f"{style}, rigid, narrow"].about["matched"]


def test_read_out_finds_what_is_planted_and_nothing_in_noise():
    generator = torch.Generator().manual_seed(0)
    noise = torch.randn(600, 6, generator=generator)
    classes = torch.arange(600) % 10
    sizes = 1 + 2 * torch.rand(600, generator=generator)
    assert kernel_codes.read_class(noise, classes) == pytest.approx(0.1, abs=0.06)
    assert abs(kernel_codes.read_size(noise, sizes)) < 0.1
    planted = torch.cat((noise, sizes.log()[:, None] + 0.01 * noise[:, :1]), 1)
    assert kernel_codes.read_size(planted, sizes) > 0.99
    planted = torch.cat((noise, torch.eye(10)[classes] + 0.01), 1)
    assert kernel_codes.read_class(planted, classes) == 1.0
    assert kernel_codes.neighbours_agree(noise, classes) == pytest.approx(0.1, abs=0.03)
    assert kernel_codes.neighbours_agree(10 * torch.eye(10)[classes], classes) == 1.0


def test_share_of_a_field_by_hand():
    trunk = nn.Conv2d(1, 1, 3, padding=1, bias=False)
    with torch.no_grad():
        trunk.weight.copy_(torch.tensor([[1.0, 2.0, 1.0], [0.0, 4.0, 0.0], [-1.0, -2.0, -1.0]]))
    places = torch.tensor([[0.5, 0.5], [0.1, 0.1]])
    maps = kernel_codes.fields(trunk, torch.zeros(2, 1, 5, 5), places)
    assert maps[0].sum() == 12
    assert maps[0, 1].tolist() == [0, 1, 2, 1, 0]
    assert maps[1].sum() == 4 + 2 + 1, "in the corner, five of the taps read padding"
    boxes = torch.tensor([[0.0, 0, 3, 3], [0, 0, 1, 1]])
    assert kernel_codes.shares_inside(maps, boxes).tolist() == pytest.approx([7 / 12, 4 / 7])
    assert kernel_codes.half_areas(maps).tolist() == [2, 1]


def test_held_offsets_carry_no_derivative():
    torch.manual_seed(0)
    for layer in (CondConv2d(1, 1, 3, 4, padding=1), DeformConv2d(1, 1, 3, padding=1)):
        if isinstance(layer, DeformConv2d):
            nn.init.normal_(layer.offset_branch.weight)
        net, image = nn.Sequential(layer), torch.randn(1, 1, 9, 9)
        place = torch.tensor([[0.5, 0.5]])
        before = kernel_codes.fields(net, image, place)
        with kernel_codes.offsets_held(net):
            held = kernel_codes.fields(net, image, place)
        assert (held > 0).sum() <= 36, "nine taps that each read four px at most"
        assert not torch.allclose(held, before)
        assert torch.equal(kernel_codes.fields(net, image, place), before), "put back"


@pytest.mark.parametrize(
    ("conv", "numbers"),
    [("dc", 18), ("dk-global", 18), ("dk-local", 18), ("dc+dk", 36), ("cond", 8)],
)
def test_codes_are_those_of_the_last_adaptive_layer(conv, numbers):
    torch.manual_seed(0)
    net = deformable_kernels.locator("resnet", conv, 1, 10, (2, 4, 6)).eval()
    images, places = torch.randn(3, 1, 40, 40), torch.tensor([[0.1, 0.9]] * 3)
    with torch.no_grad():
        found = kernel_codes.kernel_codes(net, images, places)
        assert found["code"].shape == (3, numbers)
        if "kernels" in found:
            layer = kernel_codes.last_adaptive(net)
            rest = layer.weight[:, 0].unfold(1, 2, 1).unfold(2, 2, 1).mean((-1, -2))
            assert torch.allclose(found["kernels"], rest.expand(3, -1, -1, -1)), "at rest"
    assert ("kernels" in found) == ("dk" in conv)


def test_places_choose_entries_of_maps():
    maps = torch.arange(2 * 3 * 4.0).reshape(2, 1, 3, 4)
    places = torch.tensor([[0.0, 0.0], [0.99, 1.0]])
    assert kernel_codes.at_places(maps, places).flatten().tolist() == [0.0, 23.0]
    assert kernel_codes.at_places(maps[..., :1, :1], places).flatten().tolist() == [0.0, 12.0]


def test_neighbours_are_chosen_at_the_perplexity_that_was_asked_for():
    points = torch.randn(40, 3, generator=torch.Generator().manual_seed(0))
    shares = neighbour_shares(points, 7.0)
    assert torch.allclose(shares.sum(1), torch.ones(40, dtype=shares.dtype))
    assert shares.diagonal().abs().max() == 0
    perplexity = torch.special.entr(shares).sum(1).exp()
    assert torch.allclose(perplexity, torch.full_like(perplexity, 7.0))
    far = torch.cdist(points.double(), points.double()).square()
    row = shares[0, 1:].log() + 0 * far[0, 1:]
    slopes = (row[1:] - row[0]) / (far[0, 2:] - far[0, 1])
    assert torch.allclose(slopes, slopes[0].expand(len(slopes))), "normal in the distance"


def test_clusters_stay_separate_in_the_plane():
    points = torch.randn(90, 5, generator=torch.Generator().manual_seed(0))
    points[:30, 0] += 10
    points[30:60, 1] += 10
    labels = torch.arange(90) // 30
    plane = tsne(points, 10.0, 250)
    assert torch.equal(tsne(points, 10.0, 250), plane)
    middles = torch.stack([plane[labels == i].mean(0) for i in range(3)])
    assert torch.equal(torch.cdist(plane, middles).argmin(1), labels)
    assert torch.allclose(plane.mean(0), torch.zeros(2, dtype=plane.dtype), atol=1e-9)


def test_paper_preset_trains_on_files_of_cifar_100(tmp_path, monkeypatch):
    """The files hold a hundredth of the records; network, schedule and arms are cut down."""
    written = small("cifar100")
    write(written, tmp_path)
    monkeypatch.setenv("CONVBOOK_DATA", str(tmp_path))
    monkeypatch.setenv("CONVBOOK_DEVICE", "cpu")
    monkeypatch.setitem(cifar.LAYOUTS, "cifar100", written)
    paper = STUDY.presets["paper"]
    recipe = dataclasses.replace(paper.recipe, epochs=1, warm_up=0.0)
    short = dataclasses.replace(paper, recipe=recipe, seeds=(0,), width=4)
    arms = tuple(arm for arm in STUDY.arms if arm.about["conv"] in ("rigid", "dk-local"))[:2]
    study = dataclasses.replace(STUDY, presets={"paper": short}, arms=arms)
    monkeypatch.setitem(STUDIES, "deformable-kernels", study)
    result = experiments.run("deformable-kernels", "paper", tmp_path / "out.json")
    assert result["data"] == "cifar100"
    assert "not known here" in result["note"]
    assert all(0 <= arm["iou"][0] <= 1 for arm in result["arms"])


def test_a_larger_scope_costs_weights_and_no_multiply_adds():
    costs = [
        analysis.count_cost(DeformKernelConv2d(8, 3, scope, "local", padding=1, bias=False), 5, 8)
        for scope in (3, 9)
    ]
    assert costs[0].macs == costs[1].macs == 25 * (72 + 1296 + 288)
    assert costs[1].params - costs[0].params == 8 * (81 - 9)


def test_scenes_do_not_depend_on_how_the_images_were_scaled():
    images = torch.from_numpy(data.load("fashion-mnist-mini", "train")[0][:40]).float()[:, None]
    labels = torch.arange(40) % 10
    found = [
        objects.with_objects(Pictures(part, labels, part, labels))
        for part in ((images - 72.9) / 90.0, (images - 72.900002) / 90.00001)
    ]
    assert torch.equal(found[0].train_images, found[1].train_images)
    assert not torch.equal(found[0].train_images, found[0].test_images)
