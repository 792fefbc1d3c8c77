"""What borders do to activations: bias by position, drift, erosion, and unstable answers."""

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from convbook import checks
from convbook.analysis.layers import by_layer, image_batch
from convbook.analysis.running import blank, evaluating, image_size, module_of, run
from convbook.errors import ConvbookTypeError, ConvbookValueError, message

FloatArray = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class SpatialBias:
    """Mean activation of one layer by position.

    Attributes:
        mean_map: float64 [H, W], mean over examples and channels.
        ratio: mean of the outermost ring of `mean_map` over the mean of its middle half along
            each axis; 1 without bias, nan where the middle's mean is 0.
    """

    mean_map: FloatArray
    ratio: float


def spatial_bias(
    net: nn.Module, input_size: int | tuple[int, int], input: Tensor | None = None
) -> dict[str, SpatialBias]:
    """Average the activations of every layer by position, for an input that holds nothing.

    m_l[u, v] = mean over examples n and channels c of F_l[n, c, u, v]

    A zero input has no content, so whatever varies with the position comes from the network's
    borders. With zero padding and biases, layer l deviates in a border of l - 1 px (3x3 kernels,
    stride 1); without biases and shifts all maps are 0.

    Args:
        net: any module that takes [N, C, H, W]; it runs in evaluation mode and is left as it was.
        input_size: an int or (h, w) in px.
        input: images [N, C, H, W] of that size to average over instead of zeros.

    Returns:
        ``SpatialBias`` by layer, in the order in which they run; layers as in
        ``activation_drift``.

    Raises:
        ConvbookTypeError: an argument has the wrong type.
        ConvbookValueError: the size is below 1, the input has another, the network does not take
            it, or no layer gives maps.

    Example:
        >>> net = nn.Sequential(nn.Conv2d(1, 1, 3, padding=1), nn.AvgPool2d(3, 1, 1))
        >>> _ = nn.init.ones_(net[0].bias)
        >>> {name: round(bias.ratio, 4) for name, bias in spatial_bias(net, 8).items()}
        {'0': 1.0, '1': 0.6349}

    Source: Alsallakh et al., "Mind the Pad", ICLR 2021, mean activation maps for a zero input;
        the ratio is ours.
    See: kernels-and-padding/blind-spots
    """
    name = "spatial_bias"
    net, size = module_of(name, net), image_size(name, input_size)
    if input is None:
        return by_layer(name, net, blank(net, size), _bias_of)
    if image_batch(name, "input", input).shape[-2:] != size:
        rule = f"input must be {size[0]} x {size[1]} px, as input_size says"
        raise ConvbookValueError(message(name, rule, f"shape {tuple(input.shape)}"))
    return by_layer(name, net, input, _bias_of)


def activation_drift(net: nn.Module, input: Tensor) -> dict[str, tuple[float, float]]:
    """Measure how far each layer has moved the content, as the shift of its centre of mass.

    (dh, dw) = t (c(|F_l|) - middle of F_l) - (c(|x|) - middle of x)

    where c is the centre of mass over all examples and channels, and t, in px, is the whole
    number nearest to H / H_l along each axis (1 / t where the map is larger): the map is laid over
    the image, middle on middle. A layer without borders and with symmetric kernels has 0.

    Args:
        net: any module that takes the input; it runs in evaluation mode and is left as it was.
        input: x, floating-point images [N, C, H, W].

    Returns:
        (dh, dw) in px of the input by layer, in the order in which they run; negative is up and
        left, nan where the map or the input is 0 everywhere. A layer is a module without children
        or with parameters of its own, that gives [N, C, H, W]; keys are dotted names, "name (2)"
        for a second call and "name[1]" for a second map.

    Raises:
        ConvbookTypeError: an argument has the wrong type.
        ConvbookValueError: the input has the wrong shape, the network does not take it, or no
            layer gives maps.

    Example:
        >>> pool = nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.AvgPool2d(2, stride=1))
        >>> image = torch.zeros(1, 1, 8, 8)
        >>> image[..., 4, 4] = 1
        >>> activation_drift(pool, image)["1"]
        (-0.5, -0.5)

    Source: Wu et al., "Convolution with even-sized kernels and symmetric padding", NeurIPS 2019,
        the shift problem, which the paper shows as pictures; the measure is ours.
    See: kernels-and-padding/even-kernels
    """
    name = "activation_drift"
    net, image = module_of(name, net), image_batch(name, "input", input)
    height, width = image.shape[-2:]
    start = _offset(image, (height, width))

    def moved(maps: Tensor) -> tuple[float, float]:
        offset = _offset(maps, (height, width))
        return offset[0] - start[0], offset[1] - start[1]

    return by_layer(name, net, image, moved)


def information_erosion(net: nn.Module, input: Tensor) -> dict[str, float]:
    """Measure how much activation each layer has left.

    Q_l = mean over examples, channels and positions of |F_l|

    Args:
        net: any module that takes the input; it runs in evaluation mode and is left as it was.
        input: floating-point images [N, C, H, W].

    Returns:
        Q_l by layer, in the order in which they run; layers as in ``activation_drift``.

    Raises:
        ConvbookTypeError: an argument has the wrong type.
        ConvbookValueError: the input has the wrong shape, the network does not take it, or no
            layer gives maps.

    Example:
        >>> mean = nn.Sequential(nn.AvgPool2d(3, stride=1, padding=1))
        >>> round(information_erosion(mean, torch.ones(1, 1, 4, 4))["0"], 4)
        0.6944

    Source: Wu et al., NeurIPS 2019, information-erosion hypothesis.
    See: kernels-and-padding/information-erosion
    """
    name = "information_erosion"
    net, image = module_of(name, net), image_batch(name, "input", input)
    return by_layer(name, net, image, lambda maps: float(maps.cpu().double().abs().mean()))


def shift_consistency(
    net: nn.Module, images: Tensor, max_shift: int, circular: bool = True
) -> float:
    """Measure how often a classifier gives one answer to two different shifts of one image.

    mean over images of the share of pairs (a, b), a != b, with argmax f(S_a x) = argmax f(S_b x)

    where S_a are all (m + 1)^2 shifts by 0..m px down and to the right. All pairs count, so that
    the result is exact and needs no random numbers.

    Args:
        net: any module that gives [N, classes] for [N, C, H, W]; it runs in evaluation mode and is
            left as it was.
        images: floating-point [N, C, H, W].
        max_shift: m in px, at least 1 and below H and W.
        circular: shift around the border; False crops (H - m) x (W - m) px at every offset, which
            brings new pixels in instead.

    Returns:
        The share, from 0 to 1.

    Raises:
        ConvbookTypeError: an argument has the wrong type.
        ConvbookValueError: the images or `max_shift` do not fit, or the network does not take
            them or gives no [N, classes].

    Example:
        >>> net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        >>> shift_consistency(net, torch.zeros(2, 1, 8, 8), max_shift=2)
        1.0

    Source: Zhang, "Making convolutional networks shift-invariant again", ICML 2019, classification
        consistency, whose pairs are drawn at random.
    See: back-matter/atlas
    """
    name = "shift_consistency"
    net, batch = module_of(name, net), image_batch(name, "images", images)
    most = checks.integer(name, "max_shift", max_shift, minimum=1)
    checks.flag(name, "circular", circular)
    height, width = batch.shape[-2:]
    if most >= min(height, width):
        rule = "max_shift must be below the height and width of the images"
        raise ConvbookValueError(message(name, rule, f"{most} for {height} x {width} px"))
    answers = []
    with torch.no_grad(), evaluating(net):
        for down, right in product(range(most + 1), repeat=2):
            crop = batch[..., down : height - most + down, right : width - most + right]
            shifted = batch.roll((down, right), (2, 3)) if circular else crop
            answers.append(_answers(name, run(name, net, shifted), len(batch)))
    given = torch.stack(answers)
    same = (given[:, None] == given[None]).sum((0, 1)) - len(given)
    return float((same.double() / (len(given) * (len(given) - 1))).mean())


def _answers(function: str, scores: Any, count: int) -> Tensor:
    if not isinstance(scores, Tensor):
        rule = "net must give a tensor [N, classes]"
        raise ConvbookTypeError(message(function, rule, type(scores).__name__))
    if scores.dim() != 2 or len(scores) != count or scores.shape[1] == 0:
        rule = f"net must give [{count}, classes] for {count} images"
        raise ConvbookValueError(message(function, rule, f"shape {tuple(scores.shape)}"))
    return scores.argmax(1).cpu()


def _bias_of(maps: Tensor) -> SpatialBias:
    mean = maps.cpu().double().mean((0, 1)).numpy()
    height, width = mean.shape
    ring = np.ones(mean.shape, np.bool_)
    ring[1:-1, 1:-1] = False
    middle = mean[height // 4 : height - height // 4, width // 4 : width - width // 4].mean()
    ratio = float(mean[ring].mean() / middle) if middle else float("nan")
    return SpatialBias(mean, ratio)


def _offset(maps: Tensor, size: tuple[int, int]) -> tuple[float, float]:
    """Centre of mass from the middle, along (h, w), in px of an image of `size`."""
    mass = maps.cpu().double().abs().sum((0, 1))
    total = mass.sum()
    offsets = []
    for axis, pixels in enumerate(size):
        own = mass.shape[axis]
        places = torch.arange(own, dtype=mass.dtype) - (own - 1) / 2
        step = max(1, round(pixels / own)) if own <= pixels else 1 / round(own / pixels)
        offsets.append(float((mass.sum(1 - axis) * places).sum() / total) * step)
    return offsets[0], offsets[1]
