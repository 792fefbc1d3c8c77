"""The operators, on torch tensors: [N, C, ...], differentiable, on any device.

Each has its definition as NumPy loops under the same name in ``convbook.reference``.
"""

from convbook.ops.conv import conv1d, conv2d, conv3d
from convbook.ops.convolution import convolve, cross_correlate
from convbook.ops.reductions import REDUCTIONS, Reduction

__all__ = [
    "REDUCTIONS",
    "Reduction",
    "conv1d",
    "conv2d",
    "conv3d",
    "convolve",
    "cross_correlate",
]
