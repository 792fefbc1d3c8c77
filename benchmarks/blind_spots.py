"""Where is a face detector blind, and how do VGG-16's maps look at the border? The maps themselves.

    python -m benchmarks.blind_spots             print what is kept, and what is not measured yet
    python -m benchmarks.blind_spots --write     measure it, and keep it in convbook/data/results

Needs `convbook assets --all` and a quarter of an hour of a core. Every map is kept as soon as it is
measured, so that the command goes on where it was stopped; remove the file to begin afresh. The
border is exchanged in trained networks: nothing is retrained. The averages over more faces, sizes
and borders are copied from benchmarks/real_networks.json, since pages read only what is installed.
"""

from __future__ import annotations

import argparse
import base64
import json
import platform
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
import torch
from PIL import Image

from benchmarks import real_networks
from benchmarks.crossover import machine
from benchmarks.real_networks import GREY, NETWORKS, SIDE, canvas, crops
from convbook import nets
from convbook.analysis.activation import spatial_bias
from convbook.data import patches
from convbook.data.results import FOLDER

RESULT = FOLDER / "blind-spots.json"
COMMAND = "python -m benchmarks.blind_spots --write"
# Rows and columns of the astronaut's face in the original, and the size at which it is pasted.
FACE = (73, 175), (181, 263)
HEIGHT, WIDTH = 40, 32
# Its corner visits every STEP px of a grey picture; scores are whole multiples of UNIT.
STEP, BATCH, UNIT = 2, 8, 0.004
# Name, what fills the border, where it is, and the size of the picture in px.
BORDERS = (
    ("same", "zeros", "same", 192),
    ("even", "zeros", "even", 192),
    ("odd", "zeros", "even", 193),
    ("reflect", "reflect", "same", 192),
)
# Mean maps of VGG-16, over the mean of the middle, in whole multiples of RATIO_UNIT.
TRUNK_MODES = "zeros", "reflect", "replicate", "circular"
TRUNK_BLOCKS = 3, 4, 5
RATIO_UNIT = 0.02


def face() -> np.ndarray:
    """Return the face that is pasted, uint8 [HEIGHT, WIDTH, 3]."""
    (top, bottom), (left, right) = FACE
    box = patches.originals("photographs")["astronaut"][top:bottom, left:right]
    return np.array(Image.fromarray(box).resize((WIDTH, HEIGHT), Image.Resampling.BOX))


def places(size: int) -> tuple[range, range]:
    """Return the rows and columns of the face's top left corner in a picture of size px."""
    return range(0, size - HEIGHT + 1, STEP), range(0, size - WIDTH + 1, STEP)


@torch.no_grad()
def score_map(net: torch.nn.Module, pasted: np.ndarray, size: int) -> np.ndarray:
    """Return the best score of the first head for the face at every place, [rows, columns]."""
    rows, columns = places(size)
    corners = [(top, left) for top in rows for left in columns]
    found = []
    for k in range(0, len(corners), BATCH):
        images = np.stack([canvas(pasted, *corner, size) for corner in corners[k : k + BATCH]])
        found.append(net(torch.from_numpy(images), heads=1)[0].amax((1, 2, 3)).numpy())
    scores: np.ndarray = np.concatenate(found).reshape(len(rows), len(columns))
    return scores


def packed(values: np.ndarray, unit: float) -> str:
    """Return values as base64 of bytes, in row-major order: each the nearest multiple of unit."""
    steps = np.rint(np.asarray(values, np.float64) / unit).clip(0, 255).astype(np.uint8)
    return base64.b64encode(steps.tobytes()).decode()


def detector_map(padding: str, placement: str, size: int) -> dict[str, Any]:
    """Measure one border of the detector."""
    scores = score_map(nets.face_ssd(padding, placement), face(), size)
    return {
        "padding": padding,
        "placement": placement,
        "size_px": size,
        "shape": list(scores.shape),
        "scores": packed(scores, UNIT),
    }


def trunk_maps(padding: str) -> dict[str, Any]:
    """Measure one border of VGG-16: mean maps over photographs, and over a black picture."""
    make, layers = NETWORKS["VGG-16"]
    net, found = make(padding), {}
    for kind, images in (("photographs", crops()), ("black", None)):
        by_layer = spatial_bias(net, SIDE, images)
        found[kind] = [
            {"block": block, **_over_middle(by_layer[layers[block - 1]].mean_map)}
            for block in TRUNK_BLOCKS
        ]
    return {"padding": padding, **found}


def _over_middle(mean_map: np.ndarray) -> dict[str, Any]:
    height, width = mean_map.shape
    middle = mean_map[height // 4 : height - height // 4, width // 4 : width - width // 4].mean()
    return {"shape": [height, width], "over_middle": packed(mean_map / middle, RATIO_UNIT)}


def averages() -> dict[str, Any]:
    """Return what benchmarks/real_networks.py measured, as far as pages read it."""
    measured = json.loads(real_networks.RESULT.read_text(encoding="utf-8"))
    photographs = sum(len(patches.originals(row)) for row in patches.ROWS)
    return {
        "command": measured["command"],
        "versions": measured["versions"],
        "faces": 2 * len(real_networks.HEIGHTS),
        "distances_px": list(range(0, real_networks.BAND, real_networks.STEP)),
        "missed_below": real_networks.MISSED,
        "detector": measured["blind_spots"],
        "crops": photographs * real_networks.CROPS,
        "trunk": [row for row in measured["spatial_bias"] if row["network"] == "VGG-16"],
    }


def begun() -> dict[str, Any]:
    """Return what is kept already, or an empty result that says how it will come about."""
    if RESULT.is_file():
        kept: dict[str, Any] = json.loads(RESULT.read_text(encoding="utf-8"))
        return kept
    picture = base64.b64encode(face().tobytes()).decode()
    return {
        "command": COMMAND,
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
        "seconds": 0,
        "face": {"rows": FACE[0], "columns": FACE[1], "shape": [HEIGHT, WIDTH, 3], "rgb": picture},
        "grey": GREY,
        "step_px": STEP,
        "unit": UNIT,
        "detector": {},
        "ratio_unit": RATIO_UNIT,
        "trunk_px": SIDE,
        "trunk": {},
    }


def missing(kept: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield (part, name, measurement) of what is not kept yet."""
    for name, *border in BORDERS:
        if name not in kept["detector"]:
            yield "detector", name, lambda border=border: detector_map(*border)
    for padding in TRUNK_MODES:
        if padding not in kept["trunk"]:
            yield "trunk", padding, lambda padding=padding: trunk_maps(padding)


def keep(found: dict[str, Any]) -> None:
    RESULT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help=f"measure, and keep in {RESULT.name}")
    write = parser.parse_args().write
    torch.set_num_threads(1)
    kept = begun()
    for part, name, measure in missing(kept):
        if not write:
            print(f"{part} {name}: not measured yet")
            continue
        started = time.monotonic()
        kept[part][name] = measure()
        kept["seconds"] += round(time.monotonic() - started)
        keep(kept)
        print(f"{part} {name}: {kept['seconds']} s", flush=True)
    if write:
        keep(kept | {"averages": averages()})
    for part in ("detector", "trunk"):
        print(f"{part}: {', '.join(kept[part])}")


if __name__ == "__main__":
    main()
