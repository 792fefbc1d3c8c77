"""What the exercises of this chapter share: sizes, points along an axis, multiples of 1/8."""

from convbook.exercises.fields import Answer, Field, number

CHAPTER = "dynamic-pooling"
EIGHTH = 0.125


def count(size: int, alpha: float) -> int:
    """Px of the output along an axis: size / alpha, halves to even, at least 1.

    >>> count(5, 2), count(7, 2), count(3, 8)
    (2, 4, 1)
    """
    return max(1, round(size / alpha))


def points(size: int, alpha: float) -> list[tuple[float, float]]:
    """The two query points of every cell along an axis, in px, before they are moved inside.

    >>> points(4, 2)
    [(0.0, 1.0), (2.0, 3.0)]
    """
    cells = count(size, alpha)
    centres = [(a + 0.5) * size / cells - 0.5 for a in range(cells)]
    return [(centre - alpha / 4, centre + alpha / 4) for centre in centres]


def alphas(low: float, high: float) -> list[float]:
    """All multiples of 1/8 within [low, high]."""
    return [whole(k / 8) for k in range(int(low * 8), int(high * 8) + 1)]


def whole(value: float) -> float:
    """The value as a plain integer where it is one."""
    return int(value) if value == int(value) else value


def eighths(value: float, low: float, high: float) -> float:
    """The multiple of 1/8 within [low, high] that is closest."""
    return whole(min(high, max(low, int(value * 8 + 0.5) / 8)))


def pair(first: str, second: str, one: float, two: float) -> Answer:
    """An answer of two numbers."""
    return {first: whole(one), second: whole(two)}


def alpha_field(name: str, label: str, high: float = 8) -> Field:
    """A field for an alpha in steps of 1/8."""
    return number(name, label, EIGHTH, high, EIGHTH)
