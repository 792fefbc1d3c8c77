"""What a study is made of: arms that are compared, and presets that say how they are trained."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from torch import nn

from convbook.experiments.pictures import Pictures
from convbook.experiments.recipe import Recipe
from convbook.experiments.tasks import Task
from convbook.experiments.training import Measure


@dataclass(frozen=True)
class Preset:
    """How a study is run.

    Attributes:
        data: name of a set of labelled images, or of images with tissue maps, that `data.load`
            knows.
        recipe: how each network is trained.
        seeds: one training of every arm each.
        width: channels of the networks, in the unit of the study.
        depth: blocks of the networks, likewise.
        note: what the result says about its setting, and how that differs from the paper's.
        workers: trainings that run at once, each a process with one thread.
        device: "cpu", or "best" for the one that `convbook.default_device` chooses.
        limit: images taken from each part of the data, 0 for all.
        size: px a side to which images are shrunk, 0 to leave them as they are.
    """

    data: str
    recipe: Recipe
    seeds: tuple[int, ...]
    width: int
    depth: int
    note: str
    workers: int = 1
    device: str = "cpu"
    limit: int = 0
    size: int = 0


@dataclass(frozen=True)
class Arm:
    """One of the networks that a study compares.

    Attributes:
        name: as the result and the progress call it.
        about: what sets it apart, for the result.
        build: from the preset, the channels of an image and the number of classes, to a new net.
        prepare: from the images of the preset to those of this arm, where they are others.
        task: what the network is trained for.
    """

    name: str
    about: Mapping[str, Any]
    build: Callable[[Preset, int, int], nn.Module]
    prepare: Callable[[Pictures], Pictures] | None = None
    task: Task = field(default_factory=Task)


@dataclass(frozen=True)
class Study:
    """Arms and presets, "smoke", "cpu" and "paper"; every arm is trained in the same way.

    Attributes:
        arms: what is compared.
        presets: by name.
        measure: from a trained network to further rows of the result, one value a seed.
        once: those of these rows that the result keeps for the first seed alone.
        exhibit: from the images to what the result says of them, under "exhibit".
    """

    arms: tuple[Arm, ...]
    presets: Mapping[str, Preset]
    measure: Measure | None = None
    once: tuple[str, ...] = ()
    exhibit: Callable[[Pictures], Any] | None = None
