"""Settings that every test shares: seeds, one thread, and how far hypothesis searches."""

import random

import hypothesis
import numpy as np
import pytest
import torch

torch.set_num_threads(1)

# Derandomised: a run that passed passes again. "long" searches further (make test-long).
hypothesis.settings.register_profile("default", derandomize=True, deadline=None, max_examples=60)
hypothesis.settings.register_profile("long", deadline=None, max_examples=2000)
hypothesis.settings.load_profile("default")


@pytest.fixture(autouse=True)
def seeds() -> None:
    random.seed(0)
    np.random.seed(0)
    torch.manual_seed(0)
