"""How large are the effective receptive fields of trained networks, and does training change them?

    python -m benchmarks.effective_fields             print what is kept, and what is missing
    python -m benchmarks.effective_fields --write     measure it, keep it in convbook/data/results

Needs `convbook assets --all` and half an hour of a core. Every network is kept as soon as it is
measured, so that the command goes on where it was stopped; remove the file to begin afresh.
Two trunks that ImageNet trained look at photographs, beside the same trunks with random weights;
three plain stacks are trained here on small pictures, and measured before and after.
"""

from __future__ import annotations

import argparse
import base64
import json
import platform
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from benchmarks.crossover import machine
from benchmarks.real_networks import CROPS, SIDE, crops
from convbook import analysis, data, nets
from convbook.data.results import FOLDER

RESULT = FOLDER / "effective-fields.json"
COMMAND = "python -m benchmarks.effective_fields --write"
STATES = "random", "trained"
# Layers by the number of leading parts of the trunk.
DEPTHS = {"VGG-16": (1, 2, 3, 4, 5), "MobileNetV2": (2, 4, 7, 11, 14)}
# The map of the last layer is kept as the mean of squares of BIN px, relative to the largest.
BIN = 4
SHARE = 0.95
PLAIN_LAYERS, PLAIN_WIDTH, EPOCHS, BATCH, SEEDS = 10, 16, 6, 40, (0, 1, 2)


class Part(nn.Module):
    """The first layers of a trunk, on RGB images of values 0 to 255."""

    def __init__(self, scale: nn.Module, layers: list[nn.Module]) -> None:
        super().__init__()
        self.scale, self.layers = scale, nn.Sequential(*layers)

    def forward(self, images: Tensor) -> Tensor:
        """Return what those layers make of the images."""
        result: Tensor = self.layers(self.scale(images))
        return result


def part(network: str, state: str, depth: int) -> Part:
    """Return the leading `depth` parts of a trunk, trained or with torch's random weights."""
    torch.manual_seed(0)
    trained = state == "trained"
    if network == "VGG-16":
        vgg = nets.hed_vgg16(pretrained=trained)
        return Part(vgg.scale, list(vgg.blocks)[:depth]).eval()
    mobile = nets.mobilenet_v2_trunk(pretrained=trained)
    return Part(mobile.scale, list(mobile.features)[:depth]).eval()


def spread(field: np.ndarray) -> dict[str, Any]:
    """Return the size of a field by three rules, in px."""
    deviations = []
    for axis in (1, 0):
        line = field.sum(axis)
        at = np.arange(len(line))
        mean = line @ at / line.sum()
        deviations.append(round(float(np.sqrt(line @ (at - mean) ** 2 / line.sum())), 3))
    return {
        "sigma_px": deviations,
        "above_threshold_px": round(analysis.erf_radius(field), 2),
        "side_of_95_px": _square(field),
    }


def _square(field: np.ndarray) -> int:
    """Return the side of the smallest square about the centre that holds SHARE of the field."""
    middle = [n // 2 for n in field.shape]
    for reach in range(max(field.shape)):
        rows, columns = (slice(max(0, m - reach), m + reach + 1) for m in middle)
        if field[rows, columns].sum() >= SHARE * field.sum():
            return 2 * reach + 1
    return max(field.shape)


def measured(net: nn.Module, images: Tensor) -> tuple[np.ndarray, dict[str, Any]]:
    """Return the field of the output in the middle, cut to what it sees, and its sizes."""
    size = images.shape[-1]
    seen = analysis.receptive_field(net, size)
    middle = len(seen.rows) // 2
    low, high = (int(v) for v in seen.rows[middle])
    low, high = max(low, 0), min(high, size - 1)
    field = analysis.effective_receptive_field(net, size, (middle, middle), images=images)
    cut = field[low : high + 1, low : high + 1].double().numpy()
    row = {"field_px": seen.size[0], "stride_px": seen.stride[0], "in_image_px": high - low + 1}
    return cut, row | spread(cut)


def packed(field: np.ndarray) -> dict[str, Any]:
    """Return the root of the field over its largest value as bytes, in squares of BIN px."""
    side = len(field) // BIN * BIN
    start = (len(field) - side) // 2
    whole = field[start : start + side, start : start + side]
    means = whole.reshape(side // BIN, BIN, side // BIN, BIN).mean((1, 3))
    steps = np.rint(255 * np.sqrt(means / means.max())).astype(np.uint8)
    return {"shape": list(steps.shape), "root": base64.b64encode(steps.tobytes()).decode()}


def trunk(network: str, state: str) -> dict[str, Any]:
    """Measure a trunk at five depths on one crop of every photograph."""
    images, rows = crops()[::CROPS], []
    for depth in DEPTHS[network]:
        field, row = measured(part(network, state, depth), images)
        rows.append({"depth": depth} | row)
    return {"network": network, "state": state, "rows": rows, "map": packed(field)}


def plain_stack() -> nn.Sequential:
    """Return PLAIN_LAYERS 3x3 convolutions of stride 1, normalised, with ReLU."""
    layers: list[nn.Module] = []
    for index in range(PLAIN_LAYERS):
        conv = nn.Conv2d(PLAIN_WIDTH if index else 1, PLAIN_WIDTH, 3, padding=1, bias=False)
        layers += [conv, nn.BatchNorm2d(PLAIN_WIDTH), nn.ReLU()]
    return nn.Sequential(*layers)


def pictures(split: str) -> tuple[Tensor, Tensor]:
    images, labels = data.load("fashion-mnist-mini", split)
    values = torch.from_numpy(images)[:, None].float() / 255
    return (values - 0.3) / 0.35, torch.from_numpy(labels).long()


def plain(seed: int) -> dict[str, Any]:
    """Train one plain stack, and measure it before and after."""
    torch.manual_seed(seed)
    stack, head = plain_stack(), nn.Linear(PLAIN_WIDTH, 10)
    images, labels = pictures("train")
    held, answers = pictures("test")
    stack(images[:400])  # so that normalisation knows the pictures before it is measured
    _, before = measured(stack, held[::4])
    rates = torch.optim.AdamW([*stack.parameters(), *head.parameters()], lr=0.003)
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(images)).split(BATCH):
            loss = F.cross_entropy(head(stack(images[batch]).mean((2, 3))), labels[batch])
            rates.zero_grad()
            loss.backward()
            rates.step()
    _, after = measured(stack, held[::4])
    with torch.no_grad():
        right = (head(stack.eval()(held).mean((2, 3))).argmax(1) == answers).float().mean()
    return {"seed": seed, "before": before, "after": after, "accuracy": round(float(right), 4)}


def begun() -> dict[str, Any]:
    """Return what is kept already, or an empty result that says how it will come about."""
    if RESULT.is_file():
        kept: dict[str, Any] = json.loads(RESULT.read_text(encoding="utf-8"))
        return kept
    return {
        "command": COMMAND,
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
        "seconds": 0,
        "crops": len(crops()) // CROPS,
        "crop_px": SIDE,
        "bin_px": BIN,
        "epochs": EPOCHS,
        "trunks": {},
        "plain": {},
    }


def missing(kept: dict[str, Any]) -> Iterator[tuple[str, str, Callable[[], dict[str, Any]]]]:
    """Yield (group, name, measurement) of what is not kept yet."""
    for seed in SEEDS:
        if str(seed) not in kept["plain"]:
            yield "plain", str(seed), lambda seed=seed: plain(seed)
    for network in DEPTHS:
        for state in STATES:
            if f"{network} {state}" not in kept["trunks"]:
                yield "trunks", f"{network} {state}", lambda n=network, s=state: trunk(n, s)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help=f"measure, and keep in {RESULT.name}")
    parser.add_argument("--one", action="store_true", help="stop after one network")
    asked = parser.parse_args()
    write = asked.write or asked.one
    torch.set_num_threads(1)
    kept = begun()
    for group, name, measure in missing(kept):
        if not write:
            print(f"{group} {name}: not measured yet")
            continue
        started = time.monotonic()
        kept[group][name] = measure()
        kept["seconds"] += round(time.monotonic() - started)
        RESULT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        print(f"{group} {name}: {kept['seconds']} s", flush=True)
        if asked.one:
            break
    for group in ("trunks", "plain"):
        print(f"{group}: {', '.join(kept[group])}")


if __name__ == "__main__":
    main()
