"""Where and how computations run: the device, and the set-up of a notebook."""

import os
import random
import sys
from typing import TYPE_CHECKING, Any

from convbook.errors import ConvbookValueError, message

if TYPE_CHECKING:
    import torch


def default_device() -> "torch.device":
    """Return the device to compute on: ``CONVBOOK_DEVICE`` if set, else cuda, mps or cpu.

    Returns:
        A device on which tensors can be made.

    Raises:
        ConvbookValueError: ``CONVBOOK_DEVICE`` names no device, or one this machine lacks.

    Example:
        >>> default_device().type in ("cuda", "mps", "cpu")
        True
    """
    import torch

    wanted = os.environ.get("CONVBOOK_DEVICE", "").strip()
    if wanted:
        try:
            return torch.empty(0, device=wanted).device
        except (RuntimeError, AssertionError) as error:
            rule = "CONVBOOK_DEVICE must name a device of this machine, such as cpu or cuda:0"
            hint = "unset it to let convbook choose"
            text = message("default_device", rule, repr(wanted), hint)
            raise ConvbookValueError(text) from error
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def setup_notebook() -> None:
    """Make a notebook reproducible: seeds, one thread, deterministic cuBLAS, pictures as SVG.

    Raises:
        ConvbookValueError: ``CONVBOOK_DEVICE`` names no device, or one this machine lacks.

    Example:
        >>> setup_notebook()
    """
    import numpy as np
    import torch

    from convbook import viz

    default_device()
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    random.seed(0)
    np.random.seed(0)
    torch.manual_seed(0)
    torch.set_num_threads(1)
    viz.use_style()
    _draw_inline_as_svg()


def _draw_inline_as_svg() -> None:
    """Let IPython's inline backend store SVG without a date; outside IPython do nothing."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None:
        return
    from matplotlib_inline.config import InlineBackend

    # Backends not yet loaded read this when they are; one that is active follows every change.
    config = InlineBackend.instance(parent=shell)
    undated: dict[str, Any] = {"metadata": {"Date": None}}
    config.print_figure_kwargs = config.print_figure_kwargs | undated
    config.figure_formats = {"svg"}
