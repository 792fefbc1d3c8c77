"""Random legal states of every live figure, for the comparison of script and library.

A figure of kind ``slide-1d`` has ``slide_1d.py`` here, whose ``draw(rng)`` returns the parameters.
"""

import random
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from convbook.widgets.base import Params

_STEMS = sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))
STATES: dict[str, Callable[[random.Random], Params]] = {
    stem.replace("_", "-"): import_module(f"{__name__}.{stem}").draw
    for stem in _STEMS
    if stem != "values"
}
