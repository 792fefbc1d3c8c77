"""The studies, by name."""

from convbook.experiments import dilation, even_kernels, octave, padding_bias

STUDIES = {
    "dilation": dilation.STUDY,
    "even-kernels": even_kernels.STUDY,
    "octave": octave.STUDY,
    "padding-bias": padding_bias.STUDY,
}
