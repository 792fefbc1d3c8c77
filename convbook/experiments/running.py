"""Runs every training of a study, here or in several processes, and writes the result."""

import contextlib
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from convbook import analysis
from convbook.checks import choice
from convbook.experiments import jobs, parallel
from convbook.experiments.jobs import Job, Places
from convbook.experiments.pictures import Pictures, load_pictures
from convbook.experiments.progress import Progress
from convbook.experiments.record import provenance, write_json
from convbook.experiments.studies import STUDIES
from convbook.experiments.study import Arm, Preset, Study
from convbook.experiments.training import Outcome


def names() -> list[str]:
    """Return the names of the studies.

    >>> names()
    ['deformable-kernels', 'dilation', 'dynopool-toy', 'even-kernels', 'octave', 'padding-bias']
    """
    return list(STUDIES)


def run(
    name: str,
    preset: str,
    out: str | os.PathLike[str],
    work: str | os.PathLike[str] | None = None,
    logs: str | os.PathLike[str] | None = None,
) -> dict[str, Any]:
    """Train every arm of a study with every seed, and write one result.

    The result has the keys "command", "preset", "date", "machine", "versions", "device", "seeds",
    "seconds" (spent in training, summed over all trainings), "data", "recipe", "note", and
    "arms": a list with the name of each, what sets it apart, its multiply-adds and parameters on
    one image, and for each seed the accuracy and the loss on the test images and what the study
    measures beyond them. A study may add "exhibit", something to look at.

    A run that is stopped, at whatever moment, is resumed by the same call, and on a CPU comes
    to the same numbers; at most the epoch under way is repeated. A preset with several workers
    starts processes: a script that calls it needs the guard ``if __name__ == "__main__"``.

    Under torchrun, on one machine or several that share the folder, all processes train each
    network together instead: ``torchrun --nproc-per-node 2 -m convbook experiment octave``. Every
    one takes its share of a batch, gradients are averaged, and batch normalisation is that of the
    whole batch; results agree with those of one process up to rounding, where a network draws no
    random numbers. The first process prints and writes.

    Args:
        name: one of `names()`.
        preset: "smoke" (seconds), "cpu" (half an hour on 2 cores at most) or "paper".
        out: file of the result, JSON; written last and in one piece.
        work: folder of the checkpoints, `out` with ".work" behind it by default; removed at the
            end.
        logs: folder for the course of every training, a CSV file each with one row an epoch
            ("epoch", "rate", "loss", "seconds"); none by default.

    Returns:
        The result.

    Raises:
        ConvbookValueError: `name` or `preset` is unknown, `work` holds another run, or a batch
            cannot be shared out evenly between the processes.
        AssetUnavailableError: the images are not on this machine.
        WorkerStoppedError: a process that trained ended before its work was done.
    """
    study = STUDIES[choice("run", "name", name, names())]
    settings = study.presets[choice("run", "preset", preset, list(study.presets))]
    device = jobs.device_of(settings)
    with parallel.together(device):
        pictures = load_pictures(settings.data, settings.limit, device, settings.size)
        folder = Path(work) if work is not None else Path(f"{os.fspath(out)}.work")
        folder.mkdir(parents=True, exist_ok=True)
        places = Places(folder, None if logs is None else Path(logs))
        trainings = jobs.jobs_of(study, settings)
        num_steps = jobs.num_steps(trainings, settings, pictures)
        if settings.workers > 1 and parallel.num_processes() == 1:
            jobs.share_out(name, preset, settings.workers, places, num_steps)
        # Trainings that the workers have done are read back here.
        progress = Progress(num_steps, draws=parallel.is_first())
        arguments = study, settings, pictures, places, progress
        outcomes = [jobs.train_one(job, *arguments) for job in trainings]
        progress.end()
        result: dict[str, Any] = {}
        if parallel.is_first():
            result = _result(name, preset, study, pictures, outcomes)
            write_json(Path(out), result)
            _clear(places, trainings)
        return parallel.from_first(result)


def _result(
    name: str, preset: str, study: Study, pictures: Pictures, outcomes: list[Outcome]
) -> dict[str, Any]:
    """Put together what a study came to."""
    settings = study.presets[preset]
    by_arm = [outcomes[i :: len(study.arms)] for i in range(len(study.arms))]
    rows = zip(study.arms, by_arm, strict=True)
    device = pictures.train_images.device
    result: dict[str, Any] = provenance(name, preset, device, settings.seeds) | {
        "seconds": round(sum(outcome.seconds for outcome in outcomes), 1),
        "data": settings.data,
        "recipe": json.loads(json.dumps(asdict(settings.recipe))),
        "note": settings.note,
        "arms": [_row(arm, study, settings, pictures, found) for arm, found in rows],
    }
    if study.exhibit is not None:
        result["exhibit"] = study.exhibit(pictures)
    return result


def _row(
    arm: Arm, study: Study, settings: Preset, pictures: Pictures, outcomes: list[Outcome]
) -> dict[str, Any]:
    """Describe one arm: its cost on one image, and what each seed came to."""
    if arm.prepare is not None:
        pictures = arm.prepare(pictures)
    channels, height, width = pictures.train_images.shape[1:]
    net = arm.build(settings, channels, pictures.num_classes)
    cost = analysis.count_cost(net, (height, width), channels)
    measured = {key: [found.measured[key] for found in outcomes] for key in outcomes[0].measured}
    return {
        "name": arm.name,
        **arm.about,
        "macs": cost.macs,
        "params": cost.params,
        "accuracy": [outcome.accuracy for outcome in outcomes],
        "loss": [outcome.loss for outcome in outcomes],
        **{key: found[0] if key in study.once else found for key, found in measured.items()},
    }


def _clear(places: Places, trainings: list[Job]) -> None:
    """Remove the checkpoints, those half written as well, and the folder if nothing is left."""
    for job in trainings:
        for file in places.work.glob(f"{places.checkpoint(job).name}*"):
            file.unlink()
    with contextlib.suppress(OSError):
        places.work.rmdir()
