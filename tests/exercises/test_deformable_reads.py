"""The fast reading of scopes in the exercises is that of the library."""

import random

from convbook import reference
from convbook.exercises.deformable_kernels.reads import sampled


def test_taps_read_as_in_the_library() -> None:
    rng = random.Random(5)
    for _ in range(200):
        size, taps, clamp = rng.randint(3, 5), rng.randint(1, 3), rng.random() < 0.5
        scope: list[list[float]] = [[rng.randint(-9, 9) for _ in range(size)] for _ in range(size)]
        offsets = [rng.randint(-48, 48) / 8 for _ in range(2 * taps**2)]
        column = [[[value]] for value in offsets]
        wanted = reference.sample_kernel([[scope]], column, taps, clamp).ravel().tolist()
        assert sampled(scope, offsets, taps, clamp) == wanted
