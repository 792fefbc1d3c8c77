"""What the study of deformable kernels records of a trained network, and what it shows."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from convbook.experiments import kernel_codes as codes_of
from convbook.experiments.locating import Locator, box_iou
from convbook.experiments.objects import BOX, CLASS, SIZE, with_objects
from convbook.experiments.pictures import Pictures
from convbook.experiments.record import pack
from convbook.experiments.tsne import tsne

DIGITS = 4
THIRDS, FIFTHS, TENTHS = 3, 5, 10
FIELDS, POINTS, EXAMPLES = 150, 240, 24
BATCH = 125
NO_CODES = dict.fromkeys(
    ("read_class", "read_size", "read_shuffled", "near_class", "near_size", "near_shuffled")
)


def centres(boxes: Tensor) -> Tensor:
    """Return the middles of boxes [N, 4] as row and column, [N, 2]."""
    return (boxes[:, :2] + boxes[:, 2:]) / 2


def measure(net: Locator, pictures: Pictures) -> Mapping[str, Any]:
    """Return every row of the result; the docstring of the study lists them."""
    images, labels = pictures.test_images, pictures.test_labels
    outputs = torch.cat([net(batch) for batch in torch.split(images, BATCH)])
    overlap = box_iou(outputs[:, -4:], labels[:, BOX])
    right = (outputs[:, :-4].argmax(1) == labels[:, CLASS]).double()
    thirds = codes_of.bins_of(labels[:, SIZE], THIRDS)
    return {
        "iou": _rounded(overlap.mean()),
        "accuracy_by_size": _means(right, thirds, THIRDS),
        "iou_by_size": _means(overlap, thirds, THIRDS),
        **_field_rows(net, images, labels, thirds),
        **_code_rows(net, images, labels),
    }


def _field_rows(net: Locator, images: Tensor, labels: Tensor, thirds: Tensor) -> dict[str, Any]:
    """Return how effective receptive fields of small and of large objects lie."""
    inside, area, whole = [], [], []
    for third in (0, THIRDS - 1):
        chosen = (thirds == third).nonzero()[:FIELDS, 0]
        boxes = labels[chosen][:, BOX]
        edges = boxes * images.shape[-1]
        with codes_of.offsets_held(net):
            maps = codes_of.fields(net.trunk, images[chosen], centres(boxes))
        alive = (maps.sum((1, 2)) > 0) | (not maps.any())  # a dead unit has no field
        inside.append(_rounded(codes_of.shares_inside(maps, edges)[alive].mean()))
        area.append(_rounded(codes_of.half_areas(maps)[alive].double().mean()))
        maps = codes_of.fields(net.trunk, images[chosen], centres(boxes))
        whole.append(_rounded(codes_of.shares_inside(maps, edges)[alive].mean()))
    shown = list(shown_objects(labels))
    with codes_of.offsets_held(net):
        maps = codes_of.fields(net.trunk, images[shown], centres(labels[shown][:, BOX]))
    grey = (255 * (maps / maps.amax((1, 2), keepdim=True).clamp(min=1e-12)).sqrt()).round()
    rows = {"field_inside": inside, "field_area": area, "field_inside_whole": whole}
    return rows | {"field_shown": pack(grey.to("cpu", torch.uint8).numpy())}


def _code_rows(net: Locator, images: Tensor, labels: Tensor) -> dict[str, Any]:
    """Return what codes of the last adaptive layer, and the features behind it, know."""
    places = centres(labels[:, BOX])
    classes, sizes = labels[:, CLASS].long(), labels[:, SIZE]
    features = codes_of.at_places(_in_parts(net.trunk, images), places)
    rows: dict[str, Any] = {
        "feature_class": _rounded(codes_of.read_class(features, classes)),
        "feature_size": _rounded(codes_of.read_size(features, sizes)),
        **NO_CODES,
        "moved": None,
        "kernel_spread": None,
        "spread_with_size": None,
        "tsne": None,
    }
    parts = [
        codes_of.kernel_codes(net, *batch)
        for batch in zip(torch.split(images, BATCH), torch.split(places, BATCH), strict=True)
    ]
    found = {key: torch.cat([part[key] for part in parts]) for key in parts[0]}
    return rows | _knowledge(found, classes, sizes) if found else rows


def _knowledge(found: dict[str, Tensor], classes: Tensor, sizes: Tensor) -> dict[str, Any]:
    """Return what codes know of class and size, and how kernels spread, where there are some."""
    code, tenths = found["code"], codes_of.bins_of(sizes, TENTHS)
    mixed = torch.randperm(len(code), generator=torch.Generator().manual_seed(1))
    rows: dict[str, Any] = {
        "read_class": _rounded(codes_of.read_class(code, classes)),
        "read_size": _rounded(codes_of.read_size(code, sizes)),
        "read_shuffled": [
            _rounded(codes_of.read_class(code, classes[mixed])),
            _rounded(codes_of.read_size(code, sizes[mixed])),
        ],
        "near_class": _rounded(codes_of.neighbours_agree(code, classes)),
        "near_size": _rounded(codes_of.neighbours_agree(code, tenths)),
        "near_shuffled": [
            _rounded(codes_of.neighbours_agree(code, classes[mixed])),
            _rounded(codes_of.neighbours_agree(code, tenths[mixed])),
        ],
        "moved": [_rounded(part.square().mean().sqrt()) for part in torch.split(code, 18, 1)],
        "tsne": pack(_plane(code[:POINTS]).numpy()),
    }
    if "kernels" in found:
        spread = codes_of.kernel_spread(found["kernels"]).double()
        fifths = codes_of.bins_of(sizes, FIFTHS)
        pair = torch.stack((spread, sizes.double().log()))
        rows["kernel_spread"] = _means(spread, fifths, FIFTHS)
        rows["spread_with_size"] = _rounded(torch.corrcoef(pair)[0, 1].nan_to_num())
    return rows


def exhibit(pictures: Pictures) -> Any:
    """Return test scenes with their labels, and class and size of t-SNE's points."""
    scenes = with_objects(pictures)
    labels = scenes.test_labels
    chosen = [*shown_objects(labels), *range(min(EXAMPLES, len(labels)))]
    grey = (255 * (scenes.test_images[chosen] + 1) / 4).round().clamp(0, 255)
    points = labels[:POINTS]
    return {
        "numbers": chosen,
        "images": pack(grey.to("cpu", torch.uint8).numpy()),
        "labels": [[round(x, DIGITS) for x in row] for row in labels[chosen].tolist()],
        "point_class": points[:, CLASS].int().tolist(),
        "point_size": codes_of.bins_of(labels[:, SIZE], TENTHS)[:POINTS].tolist(),
    }


def shown_objects(labels: Tensor) -> tuple[int, int]:
    """Return the numbers of a small and a large object whose fields are shown."""
    order = labels[:, SIZE].argsort(stable=True)
    return int(order[len(order) // 8]), int(order[-1 - len(order) // 8])


def _in_parts(net: torch.nn.Module, images: Tensor) -> Tensor:
    return torch.cat([net(batch) for batch in torch.split(images, BATCH)])


def _plane(code: Tensor) -> Tensor:
    """Return t-SNE's places of standardised codes, 0 to 255 on either axis."""
    scaled = (code - code.mean(0)) / code.std(0).clamp(min=1e-6)
    perplexity = min(30.0, len(code) / 4)
    places = tsne(scaled.cpu(), perplexity)
    low, high = places.amin(), places.amax()
    return (255 * (places - low) / (high - low).clamp(min=1e-12)).round().to(torch.uint8)


def _means(values: Tensor, bins: Tensor, count: int) -> list[float]:
    return [_rounded(values[bins == i].double().mean()) for i in range(count)]


def _rounded(value: Any) -> float:
    return round(float(value), DIGITS)
