"""The operators, on torch tensors: [N, C, ...], differentiable, on any device.

Each has its definition as NumPy loops under the same name in ``convbook.reference``.
"""

from convbook.ops.backward import conv2d_backward
from convbook.ops.cond import CondConv2d, cond_conv2d
from convbook.ops.conv import conv1d, conv2d, conv3d
from convbook.ops.convolution import convolve, cross_correlate
from convbook.ops.deform import DeformConv2d, deform_conv2d
from convbook.ops.deform_kernel import DeformKernelConv2d, deform_kernel_conv2d
from convbook.ops.depthwise import depthwise_conv2d, pointwise_conv2d
from convbook.ops.dynamic_pool import DynOPool2d, dynamic_pool2d
from convbook.ops.gmacs import gmacs_loss
from convbook.ops.matrix import conv_matrix
from convbook.ops.octave import OctaveConv2d, octave_conv2d
from convbook.ops.pad import PADDING_MODES, pad2d
from convbook.ops.partial import PartialConv2d, partial_conv2d
from convbook.ops.reductions import REDUCTIONS, Reduction
from convbook.ops.sample_kernel import sample_kernel
from convbook.ops.separable import DepthwiseSeparableConv2d, separable_conv2d
from convbook.ops.shuffle import channel_shuffle
from convbook.ops.symmetric import SymmetricPadConv2d, symmetric_pad2d
from convbook.ops.transposed import conv_transpose2d
from convbook.ops.winograd import winograd_matrices
from convbook.ops.zeros import dilate_kernel, zero_insert

__all__ = [
    "PADDING_MODES",
    "REDUCTIONS",
    "CondConv2d",
    "DeformConv2d",
    "DeformKernelConv2d",
    "DepthwiseSeparableConv2d",
    "DynOPool2d",
    "OctaveConv2d",
    "PartialConv2d",
    "Reduction",
    "SymmetricPadConv2d",
    "channel_shuffle",
    "cond_conv2d",
    "conv1d",
    "conv2d",
    "conv2d_backward",
    "conv3d",
    "conv_matrix",
    "conv_transpose2d",
    "convolve",
    "cross_correlate",
    "deform_conv2d",
    "deform_kernel_conv2d",
    "depthwise_conv2d",
    "dilate_kernel",
    "dynamic_pool2d",
    "gmacs_loss",
    "octave_conv2d",
    "pad2d",
    "partial_conv2d",
    "pointwise_conv2d",
    "sample_kernel",
    "separable_conv2d",
    "symmetric_pad2d",
    "winograd_matrices",
    "zero_insert",
]
