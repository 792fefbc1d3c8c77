"""Which pixels an output of a network can depend on, by autograd."""

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.func import functional_call
from torch.overrides import TorchFunctionMode

from convbook import checks
from convbook.analysis.running import blank, evaluating, image_channels, image_size, module_of, run
from convbook.analysis.tracing import first_tensor
from convbook.errors import ConvbookValueError, message

SEED = 0
MOST_RUNS = 16
QUIET_RUNS = 2


def receptive_field_mask(
    net: nn.Module,
    input_size: int | tuple[int, int],
    position: tuple[int, int],
    channels: int | None = None,
) -> Tensor:
    """Pixels that one output of a network can depend on, whatever its weights: holes show.

    mask[i, j] = whether d y[:, u, v] / d x[:, i, j] differs from zero

    The gradient is that of a stand-in in float64: weights are positive and random, biases zero,
    normalisation does nothing, ReLU leaks, max pooling averages; so no path is cut by a number that
    happens to be zero or by a competitor that happens to be larger. Parameters of submodules
    called "offset" are left as they are. Where gradients still depend on the data, the union over
    random images is taken until two of them in a row add nothing, 16 at most.

    Args:
        net: network of one image [1, C, H, W], taken in evaluation mode.
        input_size: (H, W) in px, or one int.
        position: (u, v), the output's row and column; of a result without spatial axes any
            position, which then means all its numbers.
        channels: C of the image; None is that of the network's first layer.

    Returns:
        bool [H, W], on the network's device.

    Raises:
        ConvbookTypeError: an argument has the wrong type.
        ConvbookValueError: the size or the position does not fit the network, or nothing in it
            depends on the image.

    Example:
        >>> net = nn.Sequential(nn.ReLU(), nn.Conv2d(1, 1, (1, 3), dilation=2))
        >>> receptive_field_mask(net, (1, 6), (0, 1))
        tensor([[False,  True, False,  True, False,  True]])

    Source: Luo et al., "Understanding the effective receptive field in deep convolutional neural
        networks", 2016, section 1, for the theoretical field; the stand-in is ours.
    See: understanding-convolution/receptive-field
    """
    name = "receptive_field_mask"
    net, size = module_of(name, net), image_size(name, input_size)
    place = checks.integers(name, "position", position, 2, minimum=0)
    image = blank(net, size, image_channels(name, channels)).double()
    generator = torch.Generator().manual_seed(SEED)
    mask = torch.zeros(size, dtype=torch.bool, device=image.device)
    quiet = 0
    with evaluating(net):
        state = _stand_in(net, generator)
        for _ in range(MOST_RUNS):
            drawn = torch.rand(image.shape, generator=generator, dtype=torch.float64) + 0.5
            found = _depends(name, net, state, drawn.to(image.device), place)
            quiet = quiet + 1 if bool((found & ~mask).logical_not().all()) else 0
            mask |= found
            if quiet == QUIET_RUNS:
                break
    return mask


def _depends(
    function: str, net: nn.Module, state: dict[str, Tensor], image: Tensor, place: tuple[int, ...]
) -> Tensor:
    image.requires_grad_()
    with torch.enable_grad(), _Open():
        result = run(function, lambda x: functional_call(net, state, (x,)), image)
        output = first_tensor(result)
    if output is None or not output.requires_grad:
        rule = "the output must depend on the image"
        raise ConvbookValueError(message(function, rule, "one that does not"))
    if output.ndim > 2:
        if any(p >= n for p, n in zip(place, output.shape[-2:], strict=True)):
            rule = f"position must lie in the output, {tuple(output.shape[-2:])}"
            raise ConvbookValueError(message(function, rule, place))
        output = output[..., place[0], place[1]]
    (gradient,) = torch.autograd.grad(output.sum(), image)
    return gradient[0].ne(0).any(0)


def _stand_in(net: nn.Module, generator: torch.Generator) -> dict[str, Tensor]:
    """Return the state with positive random weights of gain about 1, and without biases."""
    state = {}
    for name, value in net.state_dict(keep_vars=False).items():
        last = name.rsplit(".", 1)[-1]
        if value.is_floating_point():
            value = value.detach().double()
        if "offset" not in name and value.ndim > 1:
            fan_in = max(1, value[0].numel())
            drawn = torch.rand(value.shape, generator=generator, dtype=torch.float64)
            value = ((drawn + 0.5) / fan_in).to(value.device)
        elif "offset" not in name and (last.startswith("bias") or last == "running_mean"):
            value = torch.zeros_like(value)
        elif last == "running_var" or (value.ndim == 1 and last == "weight"):
            value = torch.ones_like(value)
        state[name] = value
    return state


class _Open(TorchFunctionMode):
    """Lets every path through: ReLU leaks, and max pooling is an average."""

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        return INSTEAD.get(func, func)(*args, **(kwargs or {}))


def _leaky(input: Tensor, inplace: bool = False) -> Tensor:
    return F.leaky_relu(input, 0.5)


def _mean_pooled(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor:
    """Average every window of a max pooling; what hangs over the end reads zeros."""
    kernel, steps, before, gaps = (
        checks.integers("max_pool2d", "an argument", value, 2, minimum=0)
        for value in (
            kernel_size,
            kernel_size if stride in (None, []) else stride,
            padding,
            dilation,
        )
    )
    outputs = F.max_pool2d(input.detach(), kernel, steps, before, gaps, ceil_mode).shape[-2:]
    sides: list[int] = []
    for n, k, s, p, d, o in zip(
        input.shape[-2:], kernel, steps, before, gaps, outputs, strict=True
    ):
        sides = [p, (o - 1) * s + d * (k - 1) + 1 - n - p, *sides]
    channels = input.shape[-3]
    weight = input.new_full((channels, 1, *kernel), 1 / (kernel[0] * kernel[1]))
    return F.conv2d(F.pad(input, sides), weight, None, steps, 0, gaps, channels)


def _average(input: Tensor, output_size: Any, return_indices: bool = False) -> Tensor:
    return F.adaptive_avg_pool2d(input, output_size)


INSTEAD: dict[Any, Callable[..., Any]] = {
    F.relu: _leaky,
    torch.relu: _leaky,
    Tensor.relu: _leaky,
    F.max_pool2d: _mean_pooled,
    torch.max_pool2d: _mean_pooled,
    F.adaptive_max_pool2d: _average,
}
