"""Committed results of long computations: what came out, and how, where and when it was run."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convbook.checks import choice

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

FOLDER = Path(__file__).with_name("results")


def result(name: str) -> dict[str, Any]:
    """Return a committed result, as the command that it names under "command" wrote it.

    Every result says how it came about: "command", "date", "machine" (a processor and its number
    of cores), "versions" (name to version); the rest is its own.

    Args:
        name: of a file in ``convbook/data/results``, without its ending.

    Raises:
        ConvbookValueError: there is no result of that name.
    """
    known = sorted(file.stem for file in FOLDER.glob("*.json"))
    choice("result", "name", name, known)
    text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def provenance(found: dict[str, Any]) -> str:
    """Return one sentence that says how a result came about, to stand beside its figure.

    >>> provenance({"command": "make bench", "date": "2026-11-28", "machine": "x86, 2 cores",
    ...             "versions": {"torch": "2.13.0"}})
    'From `make bench`, run on 2026-11-28 (x86, 2 cores; torch 2.13.0).'
    """
    versions = ", ".join(f"{name} {version}" for name, version in found["versions"].items())
    place = f"{found['machine']}; {versions}"
    return f"From `{found['command']}`, run on {found['date']} ({place})."


def unpacked(text: str, shape: Sequence[int]) -> npt.NDArray[np.uint8]:
    """Return the array that a result keeps as base64 of its bytes, in row-major order.

    >>> unpacked("AAECAwQF", [2, 3]).tolist()
    [[0, 1, 2], [3, 4, 5]]
    """
    import numpy as np

    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(shape)
