"""Runs a network and says what every tensor in it sees of the image.

``sequences`` holds intervals for every position along an axis, ``fields`` what a tensor sees,
``windows`` how reading through taps changes that. ``spatial``, ``layout`` and ``arithmetic`` have
the rules of torch's operators, ``operators`` those of this library's own; ``recorder`` applies
them while the network runs.
"""

from convbook.analysis.tracing import arithmetic, layout, spatial
from convbook.analysis.tracing.fields import Axis, Field, image_field
from convbook.analysis.tracing.recorder import Recorder, first_tensor

__all__ = [
    "Axis",
    "Field",
    "Recorder",
    "arithmetic",
    "first_tensor",
    "image_field",
    "layout",
    "spatial",
]
