"""The arithmetic of shapes: sizes, paddings and costs of convolutions, in plain integers.

Symbols, along one axis: size i, kernel size k, stride s, padding p on each side, dilation d,
output size o. The effective kernel size is the extent of the dilated kernel, d (k - 1) + 1.
"""

from convbook.geometry.cost import conv_macs, conv_params
from convbook.geometry.paddings import (
    effective_kernel_size,
    full_padding,
    half_padding,
    same_padding,
)
from convbook.geometry.sizes import (
    conv_output_size,
    conv_transpose_output_size,
    output_padding_for,
)
from convbook.geometry.windows import ConvGeometry, conv_geometry, convolution_geometry

__all__ = [
    "ConvGeometry",
    "conv_geometry",
    "conv_macs",
    "conv_output_size",
    "conv_params",
    "conv_transpose_output_size",
    "convolution_geometry",
    "effective_kernel_size",
    "full_padding",
    "half_padding",
    "output_padding_for",
    "same_padding",
]
