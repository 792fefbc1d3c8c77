"""Minimal filtering: the transforms of Winograd, made from points by exact fractions."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import prod

import torch
from torch import Tensor

from convbook import checks

Row = tuple[Fraction, ...]
# Few and simple points keep the entries, and so the rounding errors, small.
POINTS = tuple(
    sign * Fraction(size)
    for size in ("0", "1", "2", "1/2", "4", "1/4", "3", "1/3")
    for sign in ((1,) if size == "0" else (1, -1))
)


def winograd_matrices(m: int, r: int) -> tuple[Tensor, Tensor, Tensor]:
    """Transforms of F(m, r): m outputs of an r-tap filter by m + r - 1 multiplications.

    y = A^T ((G g) * (B^T d)),    y[i] = sum over j of g[j] d[i + j],    i = 0, ..., m - 1

    In two dimensions Y = A^T ((G g G^T) * (B^T d B)) A; * multiplies entry by entry.

    Args:
        m: number of outputs.
        r: number of taps of the filter.

    Returns:
        A^T [m, n], G [n, r] and B^T [n, n] in float64, n = m + r - 1: exact fractions, rounded
        once.

    Raises:
        ConvbookTypeError: an argument is not an integer.
        ConvbookValueError: an argument is below 1, or m + r - 1 exceeds 16: the entries grow so
            fast with the number of points that little precision is left.

    Example:
        >>> at, g, bt = winograd_matrices(2, 3)
        >>> signal = torch.tensor([1.0, 2.0, 3.0, 4.0]).double()
        >>> at @ ((g @ torch.tensor([1.0, 10.0, 100.0]).double()) * (bt @ signal))
        tensor([321., 432.], dtype=torch.float64)

    Source: Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR 2016. The
        matrices come from the construction of Cook and Toom with the points 0, 1, -1, 2, -2, 1/2,
        -1/2, 4, -4, ... and infinity. The first and the last row of B^T have the signs with which
        F(2, 3) and F(4, 3) are the matrices that the paper prints.
    See: understanding-convolution/algorithms
    """
    checks.winograd_size("winograd_matrices", m, r)
    at, g, bt = (torch.tensor(rows, dtype=torch.float64) for rows in _rounded(int(m), int(r)))
    return at, g, bt


# Numbers, not tensors: a tensor made in inference mode could not be differentiated through later.
@lru_cache(maxsize=64)
def _rounded(m: int, r: int) -> list[list[list[float]]]:
    return [[[float(entry) for entry in row] for row in matrix] for matrix in _exact(m, r)]


def _exact(m: int, r: int) -> tuple[list[Row], list[Row], list[Row]]:
    """A^T, G and B^T as fractions.

    A filter of r taps times a polynomial of m coefficients is known from its values at n - 1
    points and its leading coefficient; the transposed algorithm filters. B^T holds what
    interpolates, the products of (x - p) over the other points, and G their common denominators.
    """
    points = POINTS[: m + r - 2]
    g, bt = [], []
    for point in points:
        others = [p for p in points if p != point]
        scale = _product(point - p for p in others)
        sign = -1 if point == 0 and scale < 0 else 1
        g.append(tuple(sign * point**k / scale for k in range(r)))
        bt.append((*(sign * c for c in _with_roots(others)), Fraction(0)))
    sign = -1 if points and _product(-p for p in points[1:]) < 0 else 1
    g.append((*(Fraction(0),) * (r - 1), Fraction(1)))
    bt.append(tuple(sign * c for c in _with_roots(list(points))))
    at = [(*(point**i for point in points), Fraction(sign if i == m - 1 else 0)) for i in range(m)]
    return at, g, bt


def _product(factors: Iterable[Fraction]) -> Fraction:
    return prod(factors, start=Fraction(1))


def _with_roots(roots: Sequence[Fraction]) -> list[Fraction]:
    """Coefficients of the product of (x - root), constant term first."""
    coefficients = [Fraction(1)]
    for root in roots:
        shifted = [Fraction(0), *coefficients]
        scaled = [root * c for c in coefficients] + [Fraction(0)]
        coefficients = [a - b for a, b in zip(shifted, scaled, strict=True)]
    return coefficients
