"""The definitions: NumPy loops in float64, each the equation and nothing else.

They are slow and obvious, and share no code with ``convbook.ops``; the tests hold every operator
against its definition here. Input is converted to float64 (complex128 if complex).
"""

from convbook.reference.backward import conv2d_backward
from convbook.reference.cond import cond_conv2d
from convbook.reference.conv import conv1d, conv2d, conv3d
from convbook.reference.convolution import convolve, cross_correlate
from convbook.reference.deform import deform_conv2d
from convbook.reference.deform_kernel import deform_kernel_conv2d, sample_kernel
from convbook.reference.depthwise import depthwise_conv2d, pointwise_conv2d
from convbook.reference.dynamic_pool import dynamic_pool2d, gmacs_loss
from convbook.reference.matrix import conv_matrix
from convbook.reference.octave import octave_conv2d
from convbook.reference.pad import pad2d
from convbook.reference.partial import partial_conv2d
from convbook.reference.separable import separable_conv2d
from convbook.reference.shuffle import channel_shuffle
from convbook.reference.symmetric import symmetric_pad2d
from convbook.reference.transposed import conv_transpose2d
from convbook.reference.winograd import winograd_matrices
from convbook.reference.zeros import dilate_kernel, zero_insert

__all__ = [
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
