"""Low and high frequencies of an image."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from convbook import checks
from convbook.errors import ConvbookTypeError, ConvbookValueError, message

FloatArray = np.ndarray[Any, np.dtype[np.float64]]
Array = np.ndarray[Any, np.dtype[Any]]
METHODS = "average", "haar"


@dataclass(frozen=True)
class HaarBands:
    """The four bands of one level of the Haar wavelet, each half as high and wide as the image.

    A 2x2 block a b / c d gives approximation (a + b + c + d) / 4, horizontal
    (a - b + c - d) / 4 (change from left to right), vertical (a + b - c - d) / 4 (from top to
    bottom) and diagonal (a - b - c + d) / 4.
    """

    approximation: FloatArray
    horizontal: FloatArray
    vertical: FloatArray
    diagonal: FloatArray

    def image(self) -> FloatArray:
        """Put the image together again from its bands."""
        bands = self.approximation, self.horizontal, self.vertical, self.diagonal
        a, h, v, d = bands
        rows, columns = a.shape[:2]
        image = np.empty((2 * rows, 2 * columns, *a.shape[2:]))
        image[0::2, 0::2] = a + h + v + d
        image[0::2, 1::2] = a - h + v - d
        image[1::2, 0::2] = a + h - v - d
        image[1::2, 1::2] = a - h - v + d
        return image


def haar_bands(image: Array) -> HaarBands:
    """Split an image into the four bands of one level of the Haar wavelet.

    Args:
        image: real numbers [H, W] or [H, W, C], H and W even.

    Returns:
        ``HaarBands`` in float64, whose ``image()`` is the image again; exactly where its numbers
        are dyadic and of moderate size, 8-bit ones for example.

    Raises:
        ConvbookTypeError: the image is no array of real numbers.
        ConvbookValueError: its shape does not fit.

    Example:
        >>> bands = haar_bands(np.array([[4, 2], [0, 2]]))
        >>> bands.approximation, bands.horizontal, bands.vertical, bands.diagonal
        (array([[2.]]), array([[0.]]), array([[1.]]), array([[1.]]))

    Source: Haar, 1910, with factors 1/4 in place of the orthonormal 1/2, so that the
        approximation is the mean.
    See: understanding-convolution/octave
    """
    pixels = _pixels("haar_bands", image)
    a, b = pixels[0::2, 0::2], pixels[0::2, 1::2]
    c, d = pixels[1::2, 0::2], pixels[1::2, 1::2]
    return HaarBands(
        (a + b + c + d) / 4, (a - b + c - d) / 4, (a + b - c - d) / 4, (a - b - c + d) / 4
    )


def frequency_split(image: Array, method: str = "average") -> tuple[FloatArray, FloatArray]:
    """Split an image into low and high frequencies of its own size, whose sum is the image.

    "average" is the split of octave convolution: low = upsample(pool(image)) with 2x2 average
    pooling and nearest upsampling, high = image - low. "haar" puts the image together from one
    band of the Haar wavelet (low) and from the other three (high). The two are one: the
    approximation band is the 2x2 mean. What differs is how much is kept: a half-sized low map and
    a full-sized high one (5/4 of the numbers), or four half-sized bands (all of them, once), which
    ``haar_bands`` gives.

    Args:
        image: real numbers [H, W] or [H, W, C], H and W even.
        method: "average" or "haar".

    Returns:
        (low, high), float64 arrays of the image's shape. low + high is the image exactly where
        its numbers are dyadic and of moderate size, 8-bit ones for example, else up to rounding.

    Raises:
        ConvbookTypeError: the image is no array of real numbers.
        ConvbookValueError: its shape does not fit, or the method is unknown.

    Example:
        >>> low, high = frequency_split(np.array([[4, 2], [0, 2]]))
        >>> low.tolist(), high.tolist()
        ([[2.0, 2.0], [2.0, 2.0]], [[2.0, 0.0], [-2.0, 0.0]])

    Source: Chen et al., "Drop an octave", ICCV 2019, whose pooling and upsampling these are; the
        equality with the wavelet is ours.
    See: understanding-convolution/octave
    """
    checks.choice("frequency_split", "method", method, METHODS)
    pixels = _pixels("frequency_split", image)
    if method == "average":
        blocks = [pixels[i::2, j::2] for i in (0, 1) for j in (0, 1)]
        low = (sum(blocks[1:], blocks[0]) / 4).repeat(2, axis=0).repeat(2, axis=1)
        return low, pixels - low
    bands = haar_bands(pixels)
    none = np.zeros_like(bands.approximation)
    low = HaarBands(bands.approximation, none, none, none).image()
    high = HaarBands(none, bands.horizontal, bands.vertical, bands.diagonal).image()
    return low, high


def _pixels(function: str, image: Any) -> FloatArray:
    checks.instances(function, np.ndarray, image=image)
    checks.numbers(function, image=image)
    if image.dtype.kind == "c":
        rule = "image must hold real numbers"
        raise ConvbookTypeError(message(function, rule, f"dtype {image.dtype}"))
    if image.ndim not in (2, 3):
        rule = "image must be [H, W] or [H, W, C]"
        raise ConvbookValueError(message(function, rule, f"shape {image.shape}"))
    checks.filled(function, "every axis of image", image.shape)
    if image.shape[0] % 2 or image.shape[1] % 2:
        rule = "height and width must be even"
        raise ConvbookValueError(message(function, rule, f"{image.shape[0]} x {image.shape[1]} px"))
    pixels: FloatArray = image.astype(np.float64)
    return pixels
