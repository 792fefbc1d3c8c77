"""The photographs: small, in the public domain, part of the package."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

FOLDER = Path(__file__).with_name("photos")


def load(name: str) -> npt.NDArray[np.uint8]:
    """Return the photograph as uint8 array [H, W] (grey) or [H, W, 3] (RGB)."""
    import numpy as np
    from PIL import Image

    with Image.open(FOLDER / f"{name}.png") as image:
        return np.array(image, dtype=np.uint8)
