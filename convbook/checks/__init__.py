"""The one place that refuses bad input.

Tensors and arrays are judged by their attributes (shape, dtype, device) alone, so that the same
checks serve the NumPy definitions and the torch operators, and neither library is imported here.

Every check takes the name of the public function it speaks for and the name of the argument.
"""

from convbook.checks.algorithms import matrix_size, winograd_size, winograd_tile
from convbook.checks.arrays import alike, filled, floating, instances, numbers, shaped
from convbook.checks.borders import (
    PADDING_MODES,
    Sides,
    bounded,
    even_kernel,
    four_groups,
    padded_image,
    pixel_mask,
)
from convbook.checks.cond import cond_arrays, cond_channels, cond_input
from convbook.checks.conv import (
    conv_arrays,
    conv_distances,
    conv_gradient,
    conv_weight,
    signal_and_kernel,
)
from convbook.checks.deform import (
    flag,
    inferred_groups,
    kernel_offset_field,
    moving_groups,
    offset_field,
    scope,
    scope_fits,
    scoped_arrays,
)
from convbook.checks.dynamic_pool import counted_model, positives, resized, resizing
from convbook.checks.images import image
from convbook.checks.octave import (
    frequency_share,
    octave_arrays,
    octave_groups,
    octave_input,
    octave_named,
)
from convbook.checks.separable import depthwise_arrays, pointwise_arrays, shuffled
from convbook.checks.transposed import transposed_arrays, transposed_extents
from convbook.checks.values import AXES, choice, integer, integers
from convbook.checks.zeros import dilated, stretch

__all__ = [
    "AXES",
    "PADDING_MODES",
    "Sides",
    "alike",
    "bounded",
    "choice",
    "cond_arrays",
    "cond_channels",
    "cond_input",
    "conv_arrays",
    "conv_distances",
    "conv_gradient",
    "conv_weight",
    "counted_model",
    "depthwise_arrays",
    "dilated",
    "even_kernel",
    "filled",
    "flag",
    "floating",
    "four_groups",
    "frequency_share",
    "image",
    "inferred_groups",
    "instances",
    "integer",
    "integers",
    "kernel_offset_field",
    "matrix_size",
    "moving_groups",
    "numbers",
    "octave_arrays",
    "octave_groups",
    "octave_input",
    "octave_named",
    "offset_field",
    "padded_image",
    "pixel_mask",
    "pointwise_arrays",
    "positives",
    "resized",
    "resizing",
    "scope",
    "scope_fits",
    "scoped_arrays",
    "shaped",
    "shuffled",
    "signal_and_kernel",
    "stretch",
    "transposed_arrays",
    "transposed_extents",
    "winograd_size",
    "winograd_tile",
]
