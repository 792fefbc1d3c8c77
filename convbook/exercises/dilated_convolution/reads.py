"""What one output of a stack of dilated layers reads along one axis."""

from collections.abc import Sequence

CHAPTER = "dilated-convolution"


def read_places(rates: Sequence[int], kernel: int) -> list[int]:
    """The places that one output reads, counted from the first of them, in order."""
    reads = {0}
    for rate in rates:
        reads = {place + tap * rate for place in reads for tap in range(kernel)}
    return sorted(reads)


def field_of(rates: Sequence[int], kernel: int) -> int:
    """From the first place that is read to the last."""
    return 1 + (kernel - 1) * sum(rates)


def words(numbers: Sequence[int]) -> str:
    """Numbers of a list as text."""
    return ", ".join(map(str, numbers))
