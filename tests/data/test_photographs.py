"""The photographs: what loads, what is refused, and that the files are the ones of the table."""

import hashlib

import numpy as np
import pytest

from convbook import data
from convbook.data import photographs
from convbook.data.assets import table

SHAPES = {
    "camera": (256, 256),
    "astronaut": (256, 256, 3),
    "chelsea": (256, 385, 3),
    "coffee": (256, 384, 3),
}


def test_names_lists_what_loads():
    assert data.names()[:4] == list(SHAPES)
    assert all(data.available(name) for name in SHAPES)


@pytest.mark.parametrize("name", SHAPES)
def test_load_gives_a_picture_in_its_natural_form(name):
    image = data.load(name)
    assert image.shape == SHAPES[name]
    assert image.dtype == np.uint8
    assert image.std() > 20, "a photograph is not flat"


def test_load_returns_a_new_array_each_time():
    data.load("camera")[:] = 0
    assert data.load("camera").any()


@pytest.mark.parametrize("function", [data.load, data.available, data.credit])
def test_unknown_name_is_refused(function):
    with pytest.raises(ValueError, match=rf"{function.__name__}: name must be one of 'camera'"):
        function("nobody")


@pytest.mark.parametrize("name", ["camera", "mri-volume"])
def test_split_of_what_has_no_parts_is_refused(name):
    with pytest.raises(ValueError, match=f"load: split must be None, for {name} is one"):
        data.load(name, split="train")


@pytest.mark.parametrize("asset", table("photo"), ids=lambda asset: asset.name)
def test_committed_file_is_the_one_of_the_table(asset):
    (file,) = asset.files
    content = (photographs.FOLDER / file.path).read_bytes()
    assert hashlib.sha256(content).hexdigest() == file.made_sha256
    assert len(content) < 200_000


def test_photographs_are_free_to_use():
    assert {asset.licence for asset in table("photo")} == {"CC0-1.0", "public domain"}
    assert data.credit("coffee").endswith("Rachel Michetti (CC0-1.0)")
