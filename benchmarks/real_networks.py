"""What the border does to trained networks: spatial bias, and where a face detector is blind.

    python -m benchmarks.real_networks             print the tables (twenty minutes on one core)
    python -m benchmarks.real_networks --write     and keep them in benchmarks/real_networks.json

Needs `convbook assets --all`. The border is exchanged in the trained network: nothing is retrained.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from convbook import nets
from convbook.analysis.activation import spatial_bias
from convbook.analysis.blind_spots import blind_spot_map
from convbook.data import patches

RESULT = Path(__file__).with_suffix(".json")
GREY = 128.0
# The detector's own box about the astronaut's face in the original: rows, columns.
FACE = (73, 175), (181, 264)
HEIGHTS = 36, 40, 44, 48
# Faces are pasted at 0, STEP, ... px from an edge, up to BAND, on a canvas of this size: the first
# head reads 219 px, so the other edges change no score by 0.001. Its cells have CELL px.
BAND, STEP, CELL, CANVAS = 32, 4, 16, 256
MISSED = 0.5
# With borders of one px, "symmetric" is "replicate".
MODES = "zeros", "reflect", "replicate", "circular", "partial"
MAPS = ("same", 512), ("even", 512), ("same", 513)
MAP_STRIDE, MAP_FACE = 32, 2
EDGES = "top", "bottom", "left", "right"
CROPS, SIDE = 2, 224
# The layers whose maps are averaged: the last ReLU of each block of VGG-16, of each resolution.
NETWORKS = {
    "VGG-16": (nets.hed_vgg16, [f"blocks.{b}.{k}" for b, k in enumerate((4, 4, 6, 6, 6))]),
    "MobileNetV2": (
        nets.mobilenet_v2_trunk,
        [f"features.{k}" for k in ("1.conv.2", "3.conv.5", "6.conv.5", "13.conv.5", "18.2")],
    ),
}


def faces() -> list[np.ndarray]:
    """Return the faces that are pasted: four sizes, and their mirror images."""
    (top, bottom), (left, right) = FACE
    box = patches.originals("photographs")["astronaut"][top:bottom, left:right]
    cut = []
    for height in HEIGHTS:
        size = round(height * box.shape[1] / box.shape[0]), height
        face = np.array(Image.fromarray(box).resize(size, Image.Resampling.BOX))
        cut += [face, face[:, ::-1]]
    return cut


def canvas(face: np.ndarray, top: int, left: int, size: int) -> np.ndarray:
    """Return a grey image, [3, size, size], with the face at (top, left)."""
    image = np.full((3, size, size), GREY, np.float32)
    height, width = face.shape[:2]
    image[:, top : top + height, left : left + width] = face.transpose(2, 0, 1)
    return image


@torch.no_grad()
def scores(net: torch.nn.Module, images: list[np.ndarray]) -> np.ndarray:
    """Return the best score of the first head for every image."""
    parts = [torch.from_numpy(np.stack(images[k : k + 8])) for k in range(0, len(images), 8)]
    return np.concatenate([net(part, heads=1)[0].amax((1, 2, 3)).numpy() for part in parts])


def along_edge(net: torch.nn.Module, edge: str, size: int) -> np.ndarray:
    """Return scores [face, distance, phase] of faces 0, STEP, ... px from an edge.

    The phases are four places along the edge, 4 px apart: the detector's cells have 16 px, and
    its score depends on where in a cell a face is.
    """
    rows = []
    for face in faces():
        height, width = face.shape[:2]
        images = []
        for distance in range(0, BAND, STEP):
            for middle in range(size // 2, size // 2 + CELL, STEP):
                place = {
                    "top": (distance, middle - width // 2),
                    "bottom": (size - height - distance, middle - width // 2),
                    "left": (middle - height // 2, distance),
                    "right": (middle - height // 2, size - width - distance),
                }[edge]
                images.append(canvas(face, *place, size))
        rows.append(scores(net, images).reshape(BAND // STEP, CELL // STEP))
    return np.array(rows)


def interior(net: torch.nn.Module, size: int) -> np.ndarray:
    """Return the scores [face, phase] of faces in the middle, at 4 x 4 phases of the grid."""
    rows = []
    for face in faces():
        first = [(size - side) // 2 - 8 for side in face.shape[:2]]
        phases = range(0, CELL, STEP)
        places = [(first[0] + i, first[1] + j) for i in phases for j in phases]
        rows.append(scores(net, [canvas(face, *place, size) for place in places]))
    return np.array(rows)


def blind_spots() -> Iterator[dict[str, Any]]:
    """Yield, for each border, how faces within BAND px of each edge fare."""
    cases = [("zeros", "even", CANVAS)]
    cases += [(mode, "same", size) for mode in MODES for size in (CANVAS, CANVAS + 1)]
    for mode, placement, size in sorted(cases, key=lambda case: case[0] != "zeros"):
        net = nets.face_ssd(mode, placement)
        row: dict[str, Any] = {"padding": mode, "placement": placement, "size_px": size}
        row["middle"] = _fate(interior(net, size))
        for edge in EDGES:
            near = along_edge(net, edge, size)
            means = [round(float(value), 3) for value in near.mean((0, 2))]
            row[edge] = _fate(near) | {"mean_by_distance": means}
        yield row


def score_maps() -> Iterator[dict[str, Any]]:
    """Yield maps of the score of one face over a grey picture, for each placement of zeros."""
    face = torch.from_numpy(canvas(faces()[MAP_FACE], 0, 0, max(HEIGHTS)))
    height, width = faces()[MAP_FACE].shape[:2]
    for placement, size in MAPS:
        net = nets.face_ssd(placement=placement)
        grey = torch.full((3, size, size), GREY)
        seen = blind_spot_map(
            lambda image, net=net: scores(net, [image.numpy()])[0],
            grey,
            face[:, :height, :width].contiguous(),
            MAP_STRIDE,
        )
        yield {
            "placement": placement,
            "size_px": size,
            "stride_px": MAP_STRIDE,
            "face_px": [height, width],
            "score": [[round(float(value), 3) for value in row] for row in seen],
        }


def _fate(values: np.ndarray) -> dict[str, float]:
    return {
        "mean_score": round(float(values.mean()), 3),
        "missed_frac": round(float((values < MISSED).mean()), 3),
    }


def crops() -> torch.Tensor:
    """Return squares of SIDE px, CROPS from each of ten photographs, [60, 3, SIDE, SIDE]."""
    random = np.random.Generator(np.random.PCG64(0))
    cut = []
    for row in patches.ROWS:
        for photograph in patches.originals(row).values():
            for _ in range(CROPS):
                top, left = (int(random.integers(n - SIDE + 1)) for n in photograph.shape[:2])
                cut.append(photograph[top : top + SIDE, left : left + SIDE].transpose(2, 0, 1))
    return torch.from_numpy(np.stack(cut)).float()


def biases() -> Iterator[dict[str, Any]]:
    """Yield, for each network and border, the ratio of the ring to the middle at five depths."""
    images = crops()
    for name, (make, layers) in NETWORKS.items():
        for mode in MODES:
            found = {}
            for kind, x in (("photographs", images), ("black", None)):
                by_layer = spatial_bias(make(mode), SIDE, x)
                found[kind] = [round(by_layer[layer].ratio, 2) for layer in layers]
            yield {"network": name, "padding": mode, "ring_over_middle": found}


def show_blind_spots(rows: list[dict[str, Any]]) -> None:
    """Print one line a border."""
    places = "middle", *EDGES
    print(f"\nFaces missed (score below {MISSED}) within {BAND} px of each edge, and mean score")
    print(f"{'border':<20}{'px':>5}" + "".join(f"{place:>14}" for place in places))
    for row in rows:
        name = f"{row['padding']} {row['placement']}"
        cells = [f"{row[k]['missed_frac']:.0%} ({row[k]['mean_score']:.2f})" for k in places]
        print(f"{name:<20}{row['size_px']:>5}" + "".join(f"{cell:>14}" for cell in cells))


def show_maps(rows: list[dict[str, Any]]) -> None:
    """Print each map as percentages."""
    for row in rows:
        print(f"\nScore in %, zeros {row['placement']}, {row['size_px']} px, every {MAP_STRIDE} px")
        for line in row["score"]:
            print("".join(f"{100 * value:>4.0f}" for value in line))


def show_biases(rows: list[dict[str, Any]]) -> None:
    """Print one line a network and border."""
    print("\nMean activation of the outermost ring over that of the middle half, five depths")
    for row in rows:
        for kind, ratios in row["ring_over_middle"].items():
            cells = "".join(f"{value:>7.2f}" for value in ratios)
            print(f"{row['network']:<14}{row['padding']:<12}{kind:<14}{cells}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help=f"keep the result in {RESULT.name}")
    write = parser.parse_args().write
    started = time.monotonic()
    result: dict[str, Any] = {
        "command": "python -m benchmarks.real_networks --write",
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "numpy": np.__version__,
        },
    }
    for name, measure, show in (
        ("blind_spots", blind_spots, show_blind_spots),
        ("score_maps", score_maps, show_maps),
        ("spatial_bias", biases, show_biases),
    ):
        result[name] = list(measure())
        show(result[name])
    if write:
        result["seconds"] = round(time.monotonic() - started)
        RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
