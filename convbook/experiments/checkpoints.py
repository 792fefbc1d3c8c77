"""Files in which a training goes on after it was stopped, and in which its course is read."""

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import nn

from convbook.errors import ConvbookValueError, message

COLUMNS = "epoch", "rate", "loss", "seconds"


def save(file: Path, state: dict[str, Any], net: nn.Module, optimizer: Any) -> None:
    """Write a checkpoint; the file is at every moment the old one or the new one in full."""
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    weights = {"net": net.state_dict(), "optimizer": optimizer.state_dict()}
    torch.save(state | weights, unfinished)
    unfinished.replace(file)


def read(file: Path, identity: str) -> dict[str, Any]:
    """Return what a checkpoint holds, or the state before the first epoch if there is none.

    Raises:
        ConvbookValueError: it belongs to another training.
    """
    if not file.exists():
        return {"identity": identity, "epochs": 0, "seconds": 0.0, "history": []}
    state: dict[str, Any] = torch.load(file, map_location="cpu", weights_only=True)
    if state["identity"] != identity:
        rule = f"{file} must be a checkpoint of this training, {identity}"
        hint = "take another folder of work, or remove this one"
        raise ConvbookValueError(message("train", rule, state["identity"], hint))
    return state


def write_log(file: Path, history: Sequence[Sequence[float]]) -> None:
    """Write the course of a training as CSV, one row an epoch, whole or not at all."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(history)
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    unfinished.write_text(text.getvalue(), encoding="utf-8")
    unfinished.replace(file)
