"""How a result came about, and how it is written."""

import base64
import datetime
import json
import os
import platform
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

import convbook
from convbook.experiments.parallel import num_processes


def provenance(name: str, preset: str, device: torch.device, seeds: tuple[int, ...]) -> Any:
    """Return what every result says of itself, the time it took apart."""
    command = f"convbook experiment {name} --preset {preset}"
    if num_processes() > 1:
        command = f"torchrun --nproc-per-node {num_processes()} -m {command}"
    return {
        "command": command,
        "preset": preset,
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "machine": f"{processor()}, {os.cpu_count()} cores",
        "versions": {"convbook": convbook.__version__, "torch": torch.__version__},
        "device": _device_name(device),
        "seeds": list(seeds),
    }


def processor() -> str:
    """Return the model name of the processor, without the host's."""
    table = Path("/proc/cpuinfo")
    if table.exists():
        for line in table.read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "model name":
                return " ".join(value.split())
    return platform.processor() or platform.machine()


def write_json(file: Path, content: Any) -> None:
    """Write a JSON file that is at every moment the old one or the new one in full."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
    unfinished.write_text(text + "\n", encoding="utf-8")
    unfinished.replace(file)


def pack(image: npt.NDArray[np.uint8]) -> dict[str, Any]:
    """Return an array of bytes as a text that JSON can hold, and its shape; see `unpack`."""
    text = base64.b64encode(zlib.compress(np.ascontiguousarray(image).tobytes(), 9))
    return {"shape": list(image.shape), "bytes": text.decode()}


def unpack(packed: dict[str, Any]) -> npt.NDArray[np.uint8]:
    """Return the array that `pack` made a text of.

    >>> unpack(pack(np.array([[1, 2], [3, 255]], np.uint8)))
    array([[  1,   2],
           [  3, 255]], dtype=uint8)
    """
    content = zlib.decompress(base64.b64decode(packed["bytes"]))
    return np.frombuffer(content, np.uint8).reshape(packed["shape"])


def _device_name(device: torch.device) -> str:
    if device.type == "cuda":
        return f"cuda, {torch.cuda.get_device_name(device)}"
    return device.type
