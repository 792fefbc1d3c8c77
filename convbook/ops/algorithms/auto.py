"""The algorithm "auto": whatever torch chooses."""

import torch.nn.functional as F
from torch import Tensor

from convbook.geometry import ConvGeometry
from convbook.ops.algorithms.common import is_integer
from convbook.ops.algorithms.direct import direct
from convbook.ops.padding import zero_pad

TORCH_CONV = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}


def auto(
    input: Tensor, weight: Tensor, bias: Tensor | None, geometry: ConvGeometry, groups: int
) -> Tensor:
    """Torch's own convolution; integers, for which torch has it only in part, go to `direct`."""
    if is_integer(input):
        return direct(input, weight, bias, geometry, groups)
    padding = [before for before, _ in geometry.padding]
    if any(before != after for before, after in geometry.padding):
        input, padding = zero_pad(input, geometry.padding), [0 for _ in padding]
    conv = TORCH_CONV[len(geometry.kernel_size)]
    return conv(input, weight, bias, geometry.stride, padding, geometry.dilation, groups)
