"""Study of adaptive kernels: one object an image, at 1x to 3x and in any rotation of a range.

Scenes are built from labelled images (`objects`): an item, shrunk and turned, on a photograph. A
network names it and gives its box, from one trunk; the box stands in for detection on COCO, which
is not to be had here. The trunks are small networks in the style of ResNet and of MobileNetV2
whose spatial convolutions are all depthwise. The last two of the six are of another kind in each
arm: rigid, deformable convolutions (DC), deformable kernels (DK) for the image or for each
position, both at once, or mixtures of eight experts (CondConv). The others are rigid.

What computes offsets costs multiply-adds: a 3x3 convolution to 18 channels, twice that for both.
Every arm of one style has the same multiply-adds, within 3 %: the widths of its stages are about
a multiple of (1, 2, 4), chosen by cost (`matched_widths`; the result has the measured one). One
more arm is rigid with the widths of local deformable kernels, and so cheaper: it tells what
adapting brings from what the narrower stages cost.

Sizes, rates and light were chosen in pilots of the cpu preset's length, by the rigid networks'
accuracy and by whether a training stays stable: all angles, brighter photographs or an adapted map
of 10x10 positions left the class near chance or took too long; offsets that learned at the full
rate went beyond 5 px or taps, and one such network stayed at chance. They learn at a tenth of it.

Rows of an arm, beside what all studies have ("accuracy" and "loss" are those of the class):

- "arch", "conv": the style and the kind of the last layers; "matched": whether the cost is that of
  the others;
- "iou": [seed], mean intersection over union of the box; "accuracy_by_size", "iou_by_size":
  [seed][3], small, middle and large thirds of the test objects;
- "field_inside", "field_area": [seed][2], small and large third: share of the effective receptive
  field of the trunk's position at the object's middle that lies in its box, and fewest pixels
  that hold half of the field, with offsets and mixtures held fixed; "field_inside_whole": the
  share with derivatives through what computes them; "field_shown": fields on two test objects,
  square roots, packed;
- "feature_class", "feature_size": [seed], what a linear read-out (`kernel_codes.read_out`) of the
  trunk's output at the object's middle knows: share of classes, and R^2 of log size;
- "read_class", "read_size": likewise of the code of the last adaptive layer there: 18 offsets of
  DC or DK, 36 of both, 8 mixing weights; null without such a layer; "read_shuffled": both for
  classes and sizes in random order;
- "near_class", "near_size": share of each code's ten nearest others with its class, or with its
  tenth of the sizes; "near_shuffled": both in random order;
- "moved": [seed][1 or 2], root mean square of the offsets of the image (px of the map) and of the
  kernel (taps); for CondConv of the mixing weights;
- "kernel_spread": [seed][5], deviation of a sampled kernel's weights, by fifths of the object's
  size; "spread_with_size": [seed], its correlation with log size;
- "tsne": places of the codes of the first 240 test objects, 0 to 255, packed (first seed).

"exhibit": "numbers", "images" (packed) and "labels" (`objects.scenes`) of test scenes, the first
two those of "field_shown"; "point_class" and "point_size" (tenths) of t-SNE's points.
"""

from collections.abc import Sequence
from functools import lru_cache, partial

from convbook.experiments.deformable_measures import exhibit, measure
from convbook.experiments.locating import LOCATING, NUMBERS, Locator
from convbook.experiments.objects import with_objects
from convbook.experiments.recipe import Recipe
from convbook.experiments.study import Arm, Preset, Study
from convbook.nets.depthwise import ARCHITECTURES, BLOCKS, FACTORS, depthwise_net

ARCHS = {"resnet": "ResNet", "mobilenetv2": "MobileNetV2"}
CONVS = {
    "rigid": "rigid",
    "dc": "DC",
    "dk-global": "DK, global",
    "dk-local": "DK, local",
    "dc+dk": "DC and DK",
    "cond": "CondConv",
}
WIDER = {"resnet": 3, "mobilenetv2": 2}  # times half the preset's width
STRIDES, ADAPTED = (2, 2, 2, 1), 2
SIDE = 40  # px of the scenes whose cost is counted; 48 px cost as many times more in all arms
# Multiply-adds a hidden channel beyond the rigid kernel's: at every position, and once an image.
# 162 compute 18 offsets, 36 read nine numbers between four; 8 and 72 are for eight experts.
ADDED = {
    "rigid": (0, 0),
    "dc": (162 + 36, 0),
    "dk-global": (0, 18 + 36),
    "dk-local": (162 + 36, 0),
    "dc+dk": (2 * (162 + 36), 0),
    "cond": (0, 8 + 72),
}
SLOW = (("offset_branch", 0.1),)
PAPER = (
    "The paper trains ResNet-50-DW and MobileNetV2 on ImageNet, and detectors on COCO; its "
    "recipes, the rate of the offsets and the sizes of its scopes are not known here, nor are "
    "these data to be had. "
)
BUILT = (
    "one object an image, 1x to 3x, turned by an eighth of a turn at most, on a dimmed photograph"
)


def locator(
    arch: str, conv: str, in_channels: int, num_classes: int, widths: tuple[int, int, int]
) -> Locator:
    """Return the network of an arm.

    >>> import torch
    >>> locator("resnet", "dk-local", 1, 10, (2, 4, 8))(torch.zeros(1, 1, 40, 40)).shape
    torch.Size([1, 14])
    """
    net = depthwise_net(arch, conv, in_channels, num_classes, widths, STRIDES, ADAPTED)
    return Locator(net.trunk, widths[-1], num_classes)


def multiply_adds(
    arch: str, conv: str, in_channels: int, num_classes: int, widths: Sequence[int]
) -> int:
    """Return what `analysis.count_cost` measures for a locator on one image, without running it."""
    positions = (SIDE // STRIDES[0]) ** 2
    total = 9 * in_channels * widths[0] * positions
    channels, left = widths[0], BLOCKS * len(widths)
    for width, stride in zip(widths, STRIDES[1:], strict=True):
        for step in (stride,) + (1,) * (BLOCKS - 1):
            hidden = channels * ARCHITECTURES[arch][0]
            total += channels * hidden * positions
            positions //= step**2
            everywhere, once = ADDED[conv if left <= ADAPTED else "rigid"]
            total += hidden * ((9 + everywhere + width) * positions + once)
            channels, left = width, left - 1
    return total + channels * (num_classes + NUMBERS) * positions


@lru_cache
def matched_widths(
    arch: str, conv: str, width: int, in_channels: int, num_classes: int
) -> tuple[int, int, int]:
    """Return the widths at which a network costs what the rigid one of `width` does.

    The multiple of (1, 2, 4), in eighths and rounded, is looked for by halving; if it is off by
    more than 1 %, the second and the third width may each be one more or less.

    >>> matched_widths("resnet", "dk-local", 12, 1, 10)
    (7, 16, 31)
    """

    def cost(kind: str, *widths: int) -> int:
        return multiply_adds(arch, kind, in_channels, num_classes, widths)

    def widened(eighths: int) -> list[int]:
        return [max(1, round(factor * eighths / 8)) for factor in FACTORS]

    wanted = cost("rigid", *widened(8 * width))
    low, high = 1, 8 * width + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if cost(conv, *widened(middle)) > wanted else (middle, high)
    first, second, third = widened(low)
    if abs(cost(conv, first, second, third) - wanted) <= wanted / 100:
        return first, second, third
    steps = (0, 0), (0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1)
    near = [(first, max(1, second + a), max(1, third + b)) for a, b in steps]
    return min(near, key=lambda widths: abs(cost(conv, *widths) - wanted))


def _build(
    arch: str, conv: str, like: str, preset: Preset, in_channels: int, num_classes: int
) -> Locator:
    width = preset.width * WIDER[arch] // 2
    widths = matched_widths(arch, like, width, in_channels, num_classes)
    return locator(arch, conv, in_channels, num_classes, widths)


def _arm(arch: str, conv: str, name: str, like: str = "") -> Arm:
    about = {"arch": arch, "conv": conv, "matched": not like}
    build = partial(_build, arch, conv, like or conv)
    return Arm(f"{ARCHS[arch]}, {name}", about, build, with_objects, LOCATING)


STUDY = Study(
    arms=tuple(
        arm
        for arch in ARCHS
        for arm in (
            *(_arm(arch, conv, name) for conv, name in CONVS.items()),
            _arm(arch, "rigid", "rigid, narrow", like="dk-local"),
        )
    ),
    presets={
        "smoke": Preset(
            data="fashion-mnist-mini",
            recipe=Recipe(epochs=1, batch_size=32, slow=SLOW),
            seeds=(0, 1),
            width=2,
            depth=1,
            limit=64,
            note="Shows that the study runs; its numbers mean nothing.",
        ),
        "cpu": Preset(
            data="fashion-mnist",
            recipe=Recipe(epochs=4, batch_size=32, rate=0.1, slow=SLOW),
            seeds=(0, 1, 2),
            width=8,
            depth=1,
            limit=2000,
            workers=2,
            note=PAPER + "Here: six blocks, the last two of which adapt, on scenes of 40x40 px "
            f"from 2,000 items of Fashion-MNIST, {BUILT}; 4 epochs; tests on 1,000 more items, on "
            "other photographs.",
        ),
        "paper": Preset(
            data="cifar100",
            recipe=Recipe(epochs=100, batch_size=128, rate=0.1, warm_up=5.0, slow=SLOW),
            seeds=(0, 1, 2),
            width=64,
            depth=1,
            device="best",
            note=PAPER + "Here: six blocks, the last two of which adapt, on scenes of 48x48 px "
            f"from CIFAR-100, {BUILT}; 100 epochs.",
        ),
    },
    measure=measure,
    once=("tsne", "field_shown"),
    exhibit=exhibit,
)
