"""Runs every training of a study, here or in several processes, and writes the result."""

import contextlib
import json
import multiprocessing
import os
import re
import signal
import sys
import threading
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import torch

from convbook import analysis, default_device
from convbook.checks import choice
from convbook.errors import ConvbookError, message
from convbook.experiments import dilation, even_kernels, octave, padding_bias
from convbook.experiments.pictures import Pictures, load_pictures
from convbook.experiments.record import provenance, write_json
from convbook.experiments.study import Arm, Preset, Study
from convbook.experiments.training import Outcome, train

STUDIES = {
    "dilation": dilation.STUDY,
    "even-kernels": even_kernels.STUDY,
    "octave": octave.STUDY,
    "padding-bias": padding_bias.STUDY,
}


class WorkerStoppedError(ConvbookError, RuntimeError):
    """A process that trained for a study ended before its work was done."""


def names() -> list[str]:
    """Return the names of the studies.

    >>> names()
    ['dilation', 'even-kernels', 'octave', 'padding-bias']
    """
    return list(STUDIES)


def run(
    name: str, preset: str, out: str | os.PathLike[str], work: str | os.PathLike[str] | None = None
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

    Args:
        name: one of `names()`.
        preset: "smoke" (seconds), "cpu" (half an hour on 2 cores at most) or "paper".
        out: file of the result, JSON; written last and in one piece.
        work: folder of the checkpoints, `out` with ".work" behind it by default; removed at the
            end.

    Returns:
        The result.

    Raises:
        ConvbookValueError: `name` or `preset` is unknown, or `work` holds another run.
        AssetUnavailableError: the images are not on this machine.
        WorkerStoppedError: a process that trained ended before its work was done.
    """
    study = STUDIES[choice("run", "name", name, names())]
    settings = study.presets[choice("run", "preset", preset, list(study.presets))]
    device = _device(settings)
    pictures = load_pictures(settings.data, settings.limit, device, settings.size)
    folder = Path(work) if work is not None else Path(f"{os.fspath(out)}.work")
    folder.mkdir(parents=True, exist_ok=True)
    if settings.workers > 1:
        _share_out(name, preset, settings.workers, folder)
    jobs = _jobs(study, settings)
    # Trainings that the workers have done are read back here.
    outcomes = [_train_one(job, study, settings, pictures, folder) for job in jobs]
    by_arm = [outcomes[i :: len(study.arms)] for i in range(len(study.arms))]
    rows = zip(study.arms, by_arm, strict=True)
    result: dict[str, Any] = provenance(name, preset, device, settings.seeds) | {
        "seconds": round(sum(outcome.seconds for outcome in outcomes), 1),
        "data": settings.data,
        "recipe": json.loads(json.dumps(asdict(settings.recipe))),
        "note": settings.note,
        "arms": [_row(arm, study, settings, pictures, found) for arm, found in rows],
    }
    if study.exhibit is not None:
        result["exhibit"] = study.exhibit(pictures)
    write_json(Path(out), result)
    _clear(folder, jobs)
    return result


def _device(settings: Preset) -> torch.device:
    return default_device() if settings.device == "best" else torch.device(settings.device)


class _Job(NamedTuple):
    """One training: of which arm, with which seed, and which of how many it is."""

    arm: Arm
    seed: int
    number: int
    total: int

    def checkpoint(self, folder: Path) -> Path:
        return folder / f"{re.sub('[^a-z0-9]+', '-', self.arm.name.lower())}-seed-{self.seed}.pt"


def _jobs(study: Study, settings: Preset) -> list[_Job]:
    """List the trainings in their order: all arms with the first seed come first."""
    pairs = [(arm, seed) for seed in settings.seeds for arm in study.arms]
    return [_Job(arm, seed, i, len(pairs)) for i, (arm, seed) in enumerate(pairs, 1)]


def _train_one(
    job: _Job, study: Study, settings: Preset, pictures: Pictures, folder: Path
) -> Outcome:
    """Do one training, or what is left of it."""

    def tell(line: str) -> None:
        place = f"{job.number} of {job.total}, {job.arm.name}, seed {job.seed}"
        print(f"{place}: {line}", file=sys.stderr, flush=True)

    if job.arm.prepare is not None:
        pictures = job.arm.prepare(pictures)
    build = partial(job.arm.build, settings, pictures.train_images.shape[1], pictures.num_classes)
    shape = f"{settings.data}, width {settings.width}, depth {settings.depth}"
    shape += f", {settings.size} px" if settings.size else ""
    identity = f"{job.arm.name}; {shape}; {len(pictures.train_images)} images"
    file = job.checkpoint(folder)
    arguments = settings.recipe, job.seed, file, identity, tell, study.measure
    return train(build, pictures, *arguments, job.arm.task)


def _share_out(name: str, preset: str, num_workers: int, folder: Path) -> None:
    """Let several processes do the trainings, each taking the next one that nobody has."""
    context = multiprocessing.get_context("spawn")
    taken = context.Value("i", 0)
    workers = [
        context.Process(target=_work, args=(name, preset, folder, taken))
        for _ in range(num_workers)
    ]
    try:
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    finally:
        for worker in workers:
            if worker.is_alive():
                worker.terminate()
    codes = [worker.exitcode for worker in workers]
    if any(codes):
        rule = "every process that trains must end with code 0"
        raise WorkerStoppedError(message("run", rule, codes, "the same call resumes the run"))


def _work(name: str, preset: str, folder: Path, taken: Any) -> None:
    """Do trainings until none is left; the body of a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this one stops it
    threading.Thread(target=_end_with_parent, daemon=True).start()
    study = STUDIES[name]
    settings = study.presets[preset]
    device = _device(settings)
    pictures = load_pictures(settings.data, settings.limit, device, settings.size)
    jobs = _jobs(study, settings)
    while True:
        with taken.get_lock():
            index, taken.value = taken.value, taken.value + 1
        if index >= len(jobs):
            return
        try:
            _train_one(jobs[index], study, settings, pictures, folder)
        except ConvbookError as error:
            print(error, file=sys.stderr)
            sys.exit(1)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


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


def _clear(folder: Path, jobs: list[_Job]) -> None:
    """Remove the checkpoints, those half written as well, and the folder if nothing is left."""
    for job in jobs:
        for file in folder.glob(f"{job.checkpoint(folder).name}*"):
            file.unlink()
    with contextlib.suppress(OSError):
        folder.rmdir()
