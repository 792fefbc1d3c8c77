"""The studies, by name."""

from convbook.experiments import dilation, dynopool_toy, even_kernels, octave, padding_bias

STUDIES = {
    "dilation": dilation.STUDY,
    "dynopool-toy": dynopool_toy.STUDY,
    "even-kernels": even_kernels.STUDY,
    "octave": octave.STUDY,
    "padding-bias": padding_bias.STUDY,
}
