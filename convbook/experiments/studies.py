"""The studies, by name."""

from convbook.experiments import (
    deformable_kernels,
    dilation,
    dynopool_toy,
    even_kernels,
    octave,
    padding_bias,
)

STUDIES = {
    "deformable-kernels": deformable_kernels.STUDY,
    "dilation": dilation.STUDY,
    "dynopool-toy": dynopool_toy.STUDY,
    "even-kernels": even_kernels.STUDY,
    "octave": octave.STUDY,
    "padding-bias": padding_bias.STUDY,
}
