"""The definitions on numbers worked by hand, and against NumPy; they judge everything else."""

import numpy as np
import pytest
import torch

from convbook import reference
from convbook.errors import ConvbookTypeError
from tests.cases import CASES, Case
from tests.values import apply, assert_equal, each

X = [1, 2, 3, 4]
H = [1, 10, 100]


def test_convolution_by_hand() -> None:
    # copies of 1, 10, 100, shifted by 0, 1, 2, 3 and weighted by 1, 2, 3, 4
    full = [1, 12, 123, 234, 340, 400]
    assert reference.convolve(X, H).tolist() == full
    assert reference.convolve(X, H, "same").tolist() == full[1:5]
    assert reference.convolve(X, H, "valid").tolist() == full[2:4]


def test_cross_correlation_by_hand() -> None:
    full = [100, 210, 321, 432, 43, 4]
    assert reference.cross_correlate(X, H, "full").tolist() == full
    assert reference.cross_correlate(X, H, "same").tolist() == full[1:5]
    assert reference.cross_correlate(X, H).tolist() == full[2:4]


def test_same_with_an_even_kernel_by_hand() -> None:
    assert reference.convolve(X, [1, 10], "same").tolist() == [1, 12, 23, 34]
    assert reference.cross_correlate(X, [1, 10], "same").tolist() == [10, 21, 32, 43]


def test_correlation_conjugates_and_convolution_does_not() -> None:
    assert reference.cross_correlate([1, 1j], [1j]).tolist() == [-1j, 1]
    assert reference.convolve([1, 1j], [1j]).tolist() == [1j, -1]


def test_two_axes_by_hand() -> None:
    image, kernel = [[1, 2], [3, 4]], [[1, 10]]
    assert reference.convolve(image, kernel).tolist() == [[1, 12, 20], [3, 34, 40]]
    assert reference.cross_correlate(image, kernel).tolist() == [[21], [43]]


@pytest.mark.parametrize("mode", ["full", "same", "valid"])
@pytest.mark.parametrize("k", range(1, 6))
def test_numpy_agrees(k: int, mode: str) -> None:
    x, h = np.arange(1.0, 6.0) ** 2, (-2.0) ** np.arange(k)
    assert np.array_equal(reference.convolve(x, h, mode), np.convolve(x, h, mode))
    assert np.array_equal(reference.cross_correlate(x, h, mode), np.correlate(x, h, mode))


def test_layer_by_hand() -> None:
    # two channels, stride 2, one zero on each side: the windows start at -1, 1 and 3
    x = [[[1, 2, 3, 4, 5], [10, 20, 30, 40, 50]]]
    w = [[[1, 1, 1], [0, 1, 0]], [[0, 0, 1], [1, 0, 0]]]
    b = [0, 1000]
    y = reference.conv1d(x, w, b, stride=2, padding=1)
    assert y.tolist() == [[[13, 39, 59], [1002, 1024, 1040]]]


def test_groups_by_hand() -> None:
    y = reference.conv1d([[1, 2], [10, 20], [100, 200], [1000, 2000]], np.ones((2, 2, 1)), groups=2)
    assert y.tolist() == [[11, 22], [1100, 2200]]


def test_dilated_image_by_hand() -> None:
    image = np.arange(25.0).reshape(1, 1, 5, 5)
    y = reference.conv2d(image, np.ones((1, 1, 2, 2)), dilation=(4, 2), stride=(1, 2))
    assert y.tolist() == [[[[0 + 2 + 20 + 22, 2 + 4 + 22 + 24]]]]


def test_volume_by_hand() -> None:
    volume = np.arange(8.0).reshape(1, 1, 2, 2, 2)
    weight = np.array([1.0, 0, 0, 10, 0, 100, 1000, 0]).reshape(1, 1, 2, 2, 2)
    assert reference.conv3d(volume, weight).item() == 0 + 30 + 500 + 6000


def test_the_bias_alone() -> None:
    y = reference.conv2d(np.zeros((2, 1, 2, 3)), np.ones((3, 1, 1, 1)), [1, 2, 3])
    assert y.shape == (2, 3, 2, 3)
    assert (y == np.array([1, 2, 3]).reshape(3, 1, 1)).all()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_float64_in_and_out(case: Case) -> None:
    expected = case.definition(case.example)
    dtypes = (torch.int64, torch.float32) if torch.int64 in case.dtypes else (torch.float32,)
    for dtype in dtypes:
        call = {k: apply(lambda t, to=dtype: t.to(to), v) for k, v in case.example.items()}
        assert_equal(case.definition(call), expected, bound=1e-6)
    assert {t.dtype for t in each(expected) if t is not None} == {torch.float64}


@pytest.mark.parametrize("name", ["convolve", "cross_correlate", "conv1d", "conv2d", "conv3d"])
def test_other_numbers(name: str) -> None:
    function = getattr(reference, name)
    shape = (1,) * (int(name[4]) + 2) if name[4].isdigit() else (1,)
    for dtype in (np.uint8, np.int64, np.float32):
        assert function(np.full(shape, 200, dtype), np.full(shape, 200, dtype)).item() == 40000
    assert function(np.full(shape, 1j), np.ones(shape)).dtype == np.complex128
    for bad in (np.ones(shape, bool), np.full(shape, "1"), np.full(shape, None)):
        with pytest.raises(ConvbookTypeError, match=f"^{name}: .* must hold integer, floating or"):
            function(bad, np.ones(shape))
