"""The trainings of a study, done here or shared out between processes of this machine."""

import multiprocessing
import os
import re
import signal
import sys
import threading
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, NamedTuple

import torch

from convbook import default_device
from convbook.errors import ConvbookError, message
from convbook.experiments import parallel
from convbook.experiments.pictures import Pictures, load_pictures
from convbook.experiments.progress import Progress
from convbook.experiments.studies import STUDIES
from convbook.experiments.study import Arm, Preset, Study
from convbook.experiments.training import Outcome, train

POLL = 0.2  # seconds between two looks at how far the workers are


class WorkerStoppedError(ConvbookError, RuntimeError):
    """A process that trained for a study ended before its work was done."""


class Job(NamedTuple):
    """One training: of which arm, with which seed, and which of how many it is."""

    arm: Arm
    seed: int
    number: int
    total: int

    @property
    def name(self) -> str:
        """What its files are called."""
        return f"{re.sub('[^a-z0-9]+', '-', self.arm.name.lower())}-seed-{self.seed}"


class Places(NamedTuple):
    """Folders of checkpoints and of logs, the second if there are to be any."""

    work: Path
    logs: Path | None = None

    def checkpoint(self, job: Job) -> Path:
        """Return the checkpoint of a training."""
        return self.work / f"{job.name}.pt"

    def log(self, job: Job) -> Path | None:
        """Return the log of a training."""
        return None if self.logs is None else self.logs / f"{job.name}.csv"


def device_of(settings: Preset) -> torch.device:
    """Return the device of this process."""
    best = settings.device == "best"
    return parallel.own_device(default_device() if best else torch.device(settings.device))


def jobs_of(study: Study, settings: Preset) -> list[Job]:
    """List the trainings in their order: all arms with the first seed come first."""
    pairs = [(arm, seed) for seed in settings.seeds for arm in study.arms]
    return [Job(arm, seed, i, len(pairs)) for i, (arm, seed) in enumerate(pairs, 1)]


def num_steps(jobs: list[Job], settings: Preset, pictures: Pictures) -> int:
    """Return how many steps all trainings take together."""
    recipe = settings.recipe
    return len(jobs) * recipe.epochs * (len(pictures.train_images) // recipe.batch_size)


def train_one(
    job: Job,
    study: Study,
    settings: Preset,
    pictures: Pictures,
    places: Places,
    progress: Progress,
) -> Outcome:
    """Do one training, or what is left of it."""

    def tell(line: str) -> None:
        place = f"{job.number} of {job.total}, {job.arm.name}, seed {job.seed}"
        progress.tell(f"{place}: {line}")

    if job.arm.prepare is not None:
        pictures = job.arm.prepare(pictures)
    build = partial(job.arm.build, settings, pictures.train_images.shape[1], pictures.num_classes)
    shape = f"{settings.data}, width {settings.width}, depth {settings.depth}"
    shape += f", {settings.size} px" if settings.size else ""
    identity = f"{job.arm.name}; {shape}; {len(pictures.train_images)} images"
    arguments = settings.recipe, job.seed, places.checkpoint(job), identity, tell, study.measure
    log, advance = places.log(job), progress.advance
    return train(build, pictures, *arguments, job.arm.task, log=log, advance=advance)


def share_out(name: str, preset: str, num_workers: int, places: Places, total_steps: int) -> None:
    """Let several processes do the trainings, each taking the next one that nobody has.

    Raises:
        WorkerStoppedError: a process ended before its work was done.
    """
    context = multiprocessing.get_context("spawn")
    taken, done = context.Value("i", 0), context.Value("q", 0)
    progress = Progress(total_steps, done)
    arguments = name, preset, places, taken, done
    workers = [context.Process(target=_work, args=arguments) for _ in range(num_workers)]
    try:
        for worker in workers:
            worker.start()
        while alive := [worker.sentinel for worker in workers if worker.is_alive()]:
            wait(alive, POLL)
            progress.draw()
    finally:
        progress.end()
        for worker in workers:
            if worker.is_alive():
                worker.terminate()
    codes = [worker.exitcode for worker in workers]
    if any(codes):
        rule = "every process that trains must end with code 0"
        raise WorkerStoppedError(message("run", rule, codes, "the same call resumes the run"))


def _work(name: str, preset: str, places: Places, taken: Any, done: Any) -> None:
    """Do trainings until none is left; the body of a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this one stops it
    threading.Thread(target=_end_with_parent, daemon=True).start()
    study = STUDIES[name]
    settings = study.presets[preset]
    pictures = load_pictures(settings.data, settings.limit, device_of(settings), settings.size)
    jobs = jobs_of(study, settings)
    progress = Progress(num_steps(jobs, settings, pictures), done, draws=False)
    while True:
        with taken.get_lock():
            index, taken.value = taken.value, taken.value + 1
        if index >= len(jobs):
            return
        try:
            train_one(jobs[index], study, settings, pictures, places, progress)
        except ConvbookError as error:
            print(error, file=sys.stderr)
            sys.exit(1)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
