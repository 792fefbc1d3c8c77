"""The volume figure: numbers worked by hand, an independent way to compute them, bad input."""

import random
from typing import Any

import numpy as np
import pytest
from scipy import ndimage

from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.widgets import VolumeSlices
from convbook.widgets.volume_slices import AXES, LAPLACIAN, SOBEL, voxels
from tests.widgets.states.volume_slices import draw as volume_slices

FLAT = [0] * 9
IDENTITY = [*FLAT, 0, 0, 0, 0, 1, 0, 0, 0, 0, *FLAT]


def result(**params: Any) -> dict[str, Any]:
    full = VolumeSlices.defaults | params
    VolumeSlices.check(full)
    return VolumeSlices.compute(full)


def test_identity_returns_the_slice_of_every_cut() -> None:
    brain = voxels("brain")
    slices = {"depth": brain[11], "height": brain[:, 11], "width": brain[:, :, 11]}
    for axis, expected in slices.items():
        found = result(axis=axis, slice=11, kernel=IDENTITY)
        assert found["output"] == expected.flatten().tolist()
        assert found["range"] == [expected.min(), expected.max()]


def test_a_weight_reads_the_same_neighbour_whatever_the_cut() -> None:
    """The first weight lies one before along all three axes."""
    brain = voxels("brain").astype(int)
    first = [1] + [0] * 26
    for axis in AXES:
        shown = {"depth": (20, 24, 19), "height": (24, 20, 19), "width": (19, 20, 24)}[axis]
        place = dict(zip(("slice", "y", "x"), shown, strict=True))
        found = result(axis=axis, kernel=first, **place)
        assert found["window"][0] == found["sums"][3] == brain[19, 23, 18]


def test_corner_of_the_torus_volume_by_hand() -> None:
    # In the corner one weight in eight meets a voxel: 8 of 27, and 8 outputs read that voxel.
    found = result(volume="torus", slice=0, y=0, x=0, kernel=[1] * 27)
    assert found["readers"] == 8
    assert found["output"][0] == found["sums"][3] == 0
    middle = result(volume="torus", slice=9, y=7, x=16, kernel=[1] * 27)
    assert middle["readers"] == 27
    assert middle["sums"] == [9, 9, 9, 27], "deep inside, all 27 voxels are filled"
    assert result(volume="torus", slice=9, y=7, x=16, kernel=LAPLACIAN)["sums"] == [1, -2, 1, 0]


def test_kernels_are_the_outer_products_and_the_laplacian_of_scipy() -> None:
    step, smooth = [-1, 0, 1], [1, 2, 1]
    for at, kernel in enumerate(SOBEL.values()):
        factors = [step if axis == at else smooth for axis in range(3)]
        assert kernel == np.einsum("i,j,k->ijk", *factors).flatten().tolist()
    impulse = np.zeros((3, 3, 3))
    impulse[1, 1, 1] = 1
    expected = ndimage.laplace(impulse, mode="constant")
    assert expected.flatten().tolist() == LAPLACIAN


def test_agrees_with_scipy() -> None:
    rng = random.Random("volume-slices by scipy")
    for _ in range(40):
        params = VolumeSlices.defaults | volume_slices(rng)
        kernel = np.reshape(np.array(params["kernel"], float), (3, 3, 3))
        volume = voxels(params["volume"]).astype(float)
        full = ndimage.correlate(volume, kernel, mode="constant")
        expected = np.moveaxis(full, AXES.index(params["axis"]), 0)[params["slice"]]
        found = VolumeSlices.compute(params)
        assert np.array_equal(np.reshape(found["output"], expected.shape), expected)
        assert found["sums"][3] == expected[params["y"], params["x"]]
        assert sum(found["products"]) == found["sums"][3]


@pytest.mark.parametrize(
    ("params", "kind", "reason"),
    [
        ({"volume": "head"}, ConvbookValueError, "volume must be one of 'brain', 'torus'"),
        ({"axis": "d"}, ConvbookValueError, "axis must be one of 'depth', 'height', 'width'"),
        ({"slice": 40}, ConvbookValueError, "slice must be at most 39"),
        ({"axis": "height", "slice": 48}, ConvbookValueError, "slice must be at most 47"),
        ({"volume": "torus", "y": 24}, ConvbookValueError, "y must be at most 23"),
        ({"x": -1}, ConvbookValueError, "x must be at least 0"),
        ({"x": 1.5}, ConvbookTypeError, "x must be an integer"),
        ({"kernel": [1] * 9}, ConvbookValueError, "kernel must be a list of 27 multiples of 1/8"),
        ({"kernel": [0.1] * 27}, ConvbookValueError, r"got 0\.1 \(plane by plane"),
    ],
)
def test_refuses(params: dict[str, Any], kind: type[Exception], reason: str) -> None:
    with pytest.raises(kind, match=f"VolumeSlices: .*{reason}|{reason}"):
        VolumeSlices(**params)


def test_description_names_slice_and_range() -> None:
    text = VolumeSlices.describe(dict(VolumeSlices.defaults))
    assert text.startswith("Slice 11 across the depth of a volume of voxels, the brain")
    assert "-2811 to 2707" in text
