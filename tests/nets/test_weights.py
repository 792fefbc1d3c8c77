"""Reading parameters: what is damaged, exchanged or hostile is refused by name, and never run."""

import json
import pickle

import h5py
import numpy as np
import pytest
import torch

from convbook import nets
from convbook.data import store
from convbook.data.assets import AssetUnavailableError
from convbook.nets import weights

ROWS = {
    "hed-vgg16": nets.hed_vgg16,
    "face-ssd": nets.face_ssd,
    "mobilenet-v2": nets.mobilenet_v2_trunk,
}


class Hostile:
    """Makes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


@pytest.fixture
def downloads(tmp_path, monkeypatch):
    monkeypatch.setenv("CONVBOOK_DATA", str(tmp_path))
    monkeypatch.setattr(store, "_installed", lambda *_: [])
    return tmp_path


@pytest.mark.parametrize("row", ROWS)
def test_missing_weights_are_named_with_the_command(row, downloads):
    with pytest.raises(AssetUnavailableError, match=f"^{row}: .* `convbook assets {row}` fetches"):
        ROWS[row]()


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("content", [b"", b"PK\3\4 not these weights"], ids=["empty", "exchanged"])
def test_exchanged_weights_are_refused_by_name_and_never_opened(
    row, content, downloads, monkeypatch
):
    for reader in ("read_hdf5", "read_manifest", "read_state_dict"):
        monkeypatch.setattr(weights, reader, None)
    (downloads / row).mkdir()
    for file in store.asset(row).files:
        (downloads / row / file.path).write_bytes(content)
    with pytest.raises(AssetUnavailableError, match=rf"{row}: .* is damaged or another file"):
        ROWS[row]()


def test_state_dict_that_would_run_code_is_refused_and_not_run(tmp_path):
    file, trace = tmp_path / "w.pt", tmp_path / "trace"
    torch.save({"weight": Hostile(trace)}, file)
    with pytest.raises(ValueError, match=r"w\.pt is no state_dict of tensors"):
        weights.read_state_dict(file)
    file.write_bytes(pickle.dumps(Hostile(trace), protocol=2))
    with pytest.raises(ValueError, match=r"w\.pt is no state_dict of tensors"):
        weights.read_state_dict(file)
    assert not trace.exists()


def test_state_dict_is_read(tmp_path):
    torch.save({"a": torch.arange(3)}, tmp_path / "w.pt")
    assert weights.read_state_dict(tmp_path / "w.pt")["a"].tolist() == [0, 1, 2]


@pytest.mark.parametrize("saved", [[torch.zeros(2)], {"a": 3}, torch.zeros(2)])
def test_other_things_that_torch_saved_are_refused(saved, tmp_path):
    torch.save(saved, tmp_path / "w.pt")
    with pytest.raises(ValueError, match=r"w\.pt is no state_dict of tensors"):
        weights.read_state_dict(tmp_path / "w.pt")


def test_state_dict_that_is_cut_off_is_refused(tmp_path):
    file = tmp_path / "w.pt"
    torch.save({"a": torch.zeros(1000)}, file)
    content = file.read_bytes()
    for part in (content[: len(content) // 2], b""):
        file.write_bytes(part)
        with pytest.raises(ValueError, match=r"w\.pt is no state_dict of tensors"):
            weights.read_state_dict(file)


def write_manifest(folder, rows, content):
    (folder / "m.json").write_text(json.dumps([{"weights": rows}]))
    (folder / "m.bin").write_bytes(content)
    return folder / "m.json", folder / "m.bin"


def test_manifest_is_decoded(tmp_path):
    rows = [
        {"name": "a", "shape": [2], "quantization": {"scale": 0.5, "min": -1.0}},
        {"name": "b", "shape": []},
        {"name": "c", "shape": [1, 2], "quantization": {"scale": 2, "min": 0}},
    ]
    content = bytes((0, 255)) + np.float32(3.5).tobytes() + bytes((1, 2))
    arrays = weights.read_manifest(*write_manifest(tmp_path, rows, content))
    assert {name: array.tolist() for name, array in arrays.items()} == {
        "a": [-1.0, 126.5],
        "b": 3.5,
        "c": [[2.0, 4.0]],
    }


@pytest.mark.parametrize("content", [b"", b"1", b"123"])
def test_manifest_of_another_file_is_refused(content, tmp_path):
    rows = [{"name": "a", "shape": [2], "quantization": {"scale": 1, "min": 0}}]
    with pytest.raises(ValueError, match=r"m\.bin must hold 2 bytes, as m\.json says, got"):
        weights.read_manifest(*write_manifest(tmp_path, rows, content))


def test_hdf5_is_read_by_path(tmp_path):
    with h5py.File(tmp_path / "w.h5", "w") as file:
        file["a/b"] = np.arange(3.0)
    assert {k: v.tolist() for k, v in weights.read_hdf5(tmp_path / "w.h5").items()} == {
        "a/b": [0.0, 1.0, 2.0]
    }


def test_hdf5_that_is_cut_off_is_refused(tmp_path):
    file = tmp_path / "w.h5"
    with h5py.File(file, "w") as stored:
        stored["a"] = np.arange(3000.0)
    content = file.read_bytes()
    for part in (content[: len(content) // 2], b"text"):
        file.write_bytes(part)
        with pytest.raises(ValueError, match=r"w\.h5 cannot be read as HDF5"):
            weights.read_hdf5(file)


def test_missing_h5py_is_named_with_the_command(tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "find_spec", lambda _: None)
    with pytest.raises(AssetUnavailableError, match="needs h5py: pip install h5py"):
        weights.read_hdf5(tmp_path / "w.h5")


@pytest.mark.parametrize("shape", [(3,), (2, 2)])
def test_array_of_another_shape_is_refused_by_name(shape):
    arrays = {"conv/0": torch.zeros(shape)}
    with pytest.raises(ValueError, match=r"conv/0 must have shape \(2,\), got \("):
        weights.pick(arrays, "conv/0", (2,))
    with pytest.raises(ValueError, match=r"conv/1 must have shape \(2,\), got nothing"):
        weights.pick(arrays, "conv/1", (2,))
