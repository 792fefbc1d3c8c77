"""Receptive field of a chain of convolutions and poolings whose strides are fractions."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from torch import nn

from convbook.ops.dynamic_pool import DynOPool2d

Pair = tuple[float, float]


def learned_field(net: nn.Module) -> list[tuple[str, Pair, Pair]]:
    """Return kind, receptive field and stride (h, w) in px of the image behind every layer.

    r_l = r_(l-1) + d_l S_(l-1),  S_l = s_l S_(l-1),  r_0 = S_0 = 1

    where s_l is the stride of layer l along an axis and d_l the distance between the first and
    the last point that it reads, in px of its input: dilation (k - 1) for a convolution, k - 1 for
    a pooling of k px, alpha / 2 for a ``DynOPool2d``, whose stride is alpha and whose points lie
    alpha / 4 before and behind a centre, and 0 for ``nn.Upsample``, whose stride is 1 / scale.

    With whole strides this is the extent that ``analysis.receptive_field`` gives: at alpha = 2
    the two points are the 2 px of a 2x2 pooling. With others a point lies between two px, that
    analysis counts both, rounds the output to whole px, and its extent depends on the
    position; here it is the distance of the points, which changes smoothly with alpha.

    Args:
        net: its convolutions larger than 1x1 and its poolings, in the order of ``modules()``, are
            the longest path: chains, and residual blocks with a shortcut of at most 1x1.

    Returns:
        ("conv" or "pool", (r_h, r_w), (S_h, S_w)) for each of them.

    Example:
        >>> learned_field(nn.Sequential(nn.Conv2d(1, 1, 3), DynOPool2d((2.0, 1.5))))
        [('conv', (3.0, 3.0), (1.0, 1.0)), ('pool', (4.0, 3.75), (2.0, 1.5))]

    Source: Araujo, Norris and Sim, Distill, 2019, for the recursion; d = alpha / 2 is the distance
        of the query points of Jang et al., "Pooling Revisited", CVPR 2022, section 3.
    """
    return _follow(_layers(net))


def recorded_field(layers: Sequence[str], ratios: Sequence[Sequence[float]]) -> list[Pair]:
    """Return the receptive field (h, w) behind every layer of a network that a result describes.

    The recursion of `learned_field`, for 3x3 convolutions of stride 1 and poolings whose points
    are alpha / 2 apart.

    Args:
        layers: "conv" or "pool", from the image on.
        ratios: stride (h, w) of each "pool".

    Example:
        >>> recorded_field(["conv", "pool", "conv"], [[2.0, 1.5]])
        [(3.0, 3.0), (4.0, 3.75), (8.0, 6.75)]

    Source: as `learned_field`.
    """
    pools = iter(ratios)
    chain: list[tuple[str, Pair, Pair]] = []
    for kind in layers:
        if kind == "conv":
            chain.append((kind, (2.0, 2.0), (1.0, 1.0)))
        else:
            h, w = next(pools)
            chain.append((kind, (h / 2, w / 2), (h, w)))
    return [field for _, field, _ in _follow(chain)]


def _follow(layers: Iterable[tuple[str, Pair, Pair]]) -> list[tuple[str, Pair, Pair]]:
    size, stride, found = [1.0, 1.0], [1.0, 1.0], []
    for kind, distances, steps in layers:
        for axis in (0, 1):
            size[axis] += distances[axis] * stride[axis]
            stride[axis] *= steps[axis]
        found.append((kind, (size[0], size[1]), (stride[0], stride[1])))
    return found


def pool_ratios(net: nn.Module) -> list[Pair]:
    """Return the stride (h, w) of every pooling, alpha where it is learned.

    >>> pool_ratios(nn.Sequential(nn.MaxPool2d(2), DynOPool2d((2.0, 1.5))))
    [(2.0, 2.0), (2.0, 1.5)]
    """
    return [steps for kind, _, steps in _layers(net) if kind == "pool"]


def _layers(net: nn.Module) -> Iterator[tuple[str, Pair, Pair]]:
    """Yield kind, distance between the outer points, and stride, in px of the layer's input."""
    for module in net.modules():
        if isinstance(module, nn.Conv2d):
            reach = tuple(d * (k - 1) for d, k in _pairs(module.dilation, module.kernel_size))
            if any(reach):
                yield "conv", (reach[0], reach[1]), _pair(module.stride)
        elif isinstance(module, nn.MaxPool2d | nn.AvgPool2d):
            kernel, step = _pair(module.kernel_size), _pair(module.stride)
            yield "pool", (kernel[0] - 1, kernel[1] - 1), step
        elif isinstance(module, DynOPool2d):
            h, w = module.alpha.tolist()
            yield "pool", (h / 2, w / 2), (h, w)
        elif isinstance(module, nn.Upsample):
            h, w = _pair(module.scale_factor)
            yield "pool", (0.0, 0.0), (1 / h, 1 / w)


def _pair(value: Any) -> Pair:
    h, w = value if isinstance(value, tuple) else (value, value)
    return float(h), float(w)


def _pairs(first: Any, second: Any) -> Iterator[tuple[float, float]]:
    return zip(_pair(first), _pair(second), strict=True)
