"""The definitions: NumPy loops in float64, each the equation and nothing else.

They are slow and obvious, and share no code with ``convbook.ops``; the tests hold every operator
against its definition here. Input is converted to float64 (complex128 if complex).
"""

from convbook.reference.conv import conv1d, conv2d, conv3d
from convbook.reference.convolution import convolve, cross_correlate

__all__ = ["conv1d", "conv2d", "conv3d", "convolve", "cross_correlate"]
