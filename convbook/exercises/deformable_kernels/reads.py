"""Reading between numbers, and what the families of this chapter share."""

from convbook.exercises import fields
from convbook.exercises.fields import Field

CHAPTER = "deformable-kernels"
MOST_OFFSET = 4
Pairs = list[list[float]]


def plain(value: float) -> float:
    """A whole number as an integer, and no negative zero."""
    return int(value) if value == int(value) else float(value)


def places(kernel: list[int]) -> list[tuple[int, int]]:
    """The taps (a, b) of a kernel, row by row."""
    return [(a, b) for a in range(kernel[0]) for b in range(kernel[1])]


def pairs(flat: list[float]) -> Pairs:
    """A flat list as pairs (y, x)."""
    return [list(flat[i : i + 2]) for i in range(0, len(flat), 2)]


def flat(values: Pairs) -> list[float]:
    """Pairs as a flat list of plain numbers."""
    return [plain(value) for pair in values for value in pair]


def swapped(values: Pairs) -> Pairs:
    """Pairs (x, y) in place of (y, x)."""
    return [[x, y] for y, x in values]


def offsets_form(taps: int, most: int = MOST_OFFSET) -> tuple[Field, ...]:
    """A grid with a row (dy, dx) for every tap."""
    label = "Offsets, a row (dy, dx) for each tap"
    return (fields.grid("offsets", label, taps, 2, low=-most, high=most, step=0.125),)


def splat(weights: list[float], positions: Pairs, low: int, size: int) -> list[list[float]]:
    """The kernel that taps of these weights make up at these positions, bilinearly.

    Entry (0, 0) of the result belongs to the pixel (low, low).
    """
    found = [[0.0] * size for _ in range(size)]
    for weight, (y, x) in zip(weights, positions, strict=True):
        top, left = int(y // 1), int(x // 1)
        u, v = y - top, x - left
        for i, j, share in (
            (top, left, (1 - u) * (1 - v)),
            (top, left + 1, (1 - u) * v),
            (top + 1, left, u * (1 - v)),
            (top + 1, left + 1, u * v),
        ):
            if share and low <= i < low + size and low <= j < low + size:
                found[i - low][j - low] += weight * share
    return [[plain(value) for value in row] for row in found]


def sampled(scope: list[list[float]], offsets: list[float], taps: int, clamp: bool) -> list[float]:
    """The kernel of taps x taps that these offsets read in the scope, row by row.

    The same as ``reference.sample_kernel``, in the time that a check of thousands allows.

    Example:
        >>> sampled([[0, 4], [8, 12]], [0, -0.25], 1, True)
        [5]
    """
    rest, found = (len(scope) - taps) / 2, []
    for (a, b), (dy, dx) in zip(places([taps, taps]), pairs(offsets), strict=True):
        found.append(plain(_read(scope, a + rest + dy, b + rest + dx, clamp)))
    return found


def _read(values: list[list[float]], y: float, x: float, clamp: bool) -> float:
    if clamp:
        y = min(max(y, 0), len(values) - 1)
        x = min(max(x, 0), len(values[0]) - 1)
    total = 0.0
    for i in range(max(0, int(y)), min(len(values), int(y) + 2)):
        for j in range(max(0, int(x)), min(len(values[0]), int(x) + 2)):
            total += max(0, 1 - abs(y - i)) * max(0, 1 - abs(x - j)) * values[i][j]
    return total
