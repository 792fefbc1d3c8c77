"""Parameters of trained networks, read from the files of other packages by name.

No code of those packages is imported, and no pickle is run.
"""

import json
import math
import pickle
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from convbook.data.assets import AssetUnavailableError
from convbook.data.store import asset, locate
from convbook.errors import ConvbookValueError

Parameters = dict[str, Tensor]


def files(name: str) -> list[Path]:
    """Return the verified files of the row `name` of `assets.toml`, in its order.

    Raises:
        AssetUnavailableError: a file is missing, damaged or exchanged.
    """
    return list(locate(asset(name)).values())


def read_hdf5(file: Path) -> Parameters:
    """Return every array of an HDF5 file by its path in the file.

    Raises:
        AssetUnavailableError: h5py is not installed.
        ConvbookValueError: the file is no HDF5 file, or is damaged.
    """
    if find_spec("h5py") is None:
        raise AssetUnavailableError(f"{file.name}: reading it needs h5py: pip install h5py")
    import h5py

    arrays: Parameters = {}

    def keep(name: str, item: object) -> None:
        if isinstance(item, h5py.Dataset):
            arrays[name] = torch.from_numpy(item[()])

    try:
        with h5py.File(file, "r") as stored:
            stored.visititems(keep)
    except (OSError, RuntimeError) as error:
        raise ConvbookValueError(f"{file} cannot be read as HDF5: {error}") from None
    return arrays


def read_manifest(manifest: Path, content: Path) -> Parameters:
    """Return the arrays of a TensorFlow.js model, bytes turned into w = scale q + minimum.

    The manifest lists name, shape, and scale and minimum of every array; the other file holds
    their bytes in that order, or float32 numbers where there is no scale.

    Raises:
        ConvbookValueError: the two files do not fit one another.
    """
    stored = content.read_bytes()
    rows = [row for group in json.loads(manifest.read_bytes()) for row in group["weights"]]
    sizes = [math.prod(row["shape"]) * (1 if "quantization" in row else 4) for row in rows]
    if sum(sizes) != len(stored):
        raise ConvbookValueError(
            f"{content} must hold {sum(sizes)} bytes, as {manifest.name} says, got {len(stored)}"
        )
    arrays, start = {}, 0
    for row, size in zip(rows, sizes, strict=True):
        values = _decoded(stored[start : start + size], row).reshape(row["shape"])
        arrays[row["name"]] = torch.from_numpy(values)
        start += size
    return arrays


def _decoded(stored: bytes, row: dict[str, Any]) -> npt.NDArray[np.float32]:
    if "quantization" not in row:
        return np.frombuffer(stored, "<f4").astype(np.float32)
    scale, minimum = (float(row["quantization"][key]) for key in ("scale", "min"))
    levels = np.frombuffer(stored, np.uint8).astype(np.float64)
    return (levels * scale + minimum).astype(np.float32)


def read_state_dict(file: Path) -> Parameters:
    """Return a state_dict that torch saved; nothing else that the file may hold is run.

    Raises:
        ConvbookValueError: the file holds anything but tensors by name, or is damaged.
    """
    try:
        loaded = torch.load(file, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError) as error:
        reason = str(error).partition("\n")[0]
        raise ConvbookValueError(f"{file} is no state_dict of tensors: {reason}") from None
    if not isinstance(loaded, dict) or not all(isinstance(v, Tensor) for v in loaded.values()):
        raise ConvbookValueError(f"{file} is no state_dict of tensors")
    return dict(loaded)


def pick(arrays: Parameters, name: str, shape: tuple[int, ...]) -> Tensor:
    """Return the array `name` if it has that shape.

    Raises:
        ConvbookValueError: it is absent, or has another shape.
    """
    if name not in arrays or tuple(arrays[name].shape) != shape:
        got = tuple(arrays[name].shape) if name in arrays else "nothing"
        raise ConvbookValueError(f"packaged weights: {name} must have shape {shape}, got {got}")
    return arrays[name]
