"""Random legal states of the live figure ``atlas``."""

import random

from convbook.widgets.atlas import OPERATORS
from convbook.widgets.base import Params


def draw(rng: random.Random) -> Params:
    """An operator, which reductions to show, and how many cases of each were run, if any."""
    cases = rng.choice([0, rng.randint(1, 999)])
    return {"operator": rng.choice(OPERATORS), "exact": rng.random() < 0.5, "cases": cases}
