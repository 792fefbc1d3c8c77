"""The one place that refuses bad input.

Tensors and arrays are judged by their attributes (shape, dtype, device) alone, so that the same
checks serve the NumPy definitions and the torch operators, and neither library is imported here.

Every check takes the name of the public function it speaks for and the name of the argument.
"""

from convbook.checks.arrays import alike, filled, floating, instances, numbers, shaped
from convbook.checks.conv import conv_arrays, signal_and_kernel
from convbook.checks.deform import (
    flag,
    grouped_channels,
    inferred_groups,
    kernel_offset_field,
    offset_field,
    reach,
    scope,
    scope_fits,
    scoped_arrays,
    window_arguments,
)
from convbook.checks.values import AXES, choice, integer, integers

__all__ = [
    "AXES",
    "alike",
    "choice",
    "conv_arrays",
    "filled",
    "flag",
    "floating",
    "grouped_channels",
    "inferred_groups",
    "instances",
    "integer",
    "integers",
    "kernel_offset_field",
    "numbers",
    "offset_field",
    "reach",
    "scope",
    "scope_fits",
    "scoped_arrays",
    "shaped",
    "signal_and_kernel",
    "window_arguments",
]
