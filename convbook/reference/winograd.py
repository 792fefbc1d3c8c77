"""Definition of the transforms of minimal filtering."""

from fractions import Fraction

import numpy as np

from convbook import checks
from convbook.reference.arrays import Array

Matrix = list[list[Fraction]]
POINTS = "0 1 -1 2 -2 1/2 -1/2 4 -4 1/4 -1/4 3 -3 1/3 -1/3"


def winograd_matrices(m: int, r: int) -> tuple[Array, Array, Array]:
    """Transforms of F(m, r): m outputs of an r-tap filter by m + r - 1 multiplications.

    y = A^T ((G g) * (B^T d)),    y[i] = sum over j of g[j] d[i + j],    i = 0, ..., m - 1

    Args:
        m: number of outputs.
        r: number of taps of the filter.

    Returns:
        A^T [m, n], G [n, r] and B^T [n, n], float64, n = m + r - 1.

    Raises:
        ConvbookTypeError, ConvbookValueError: as ``convbook.ops.winograd_matrices``.

    Example:
        >>> winograd_matrices(2, 3)[0]
        array([[ 1.,  1.,  1.,  0.],
               [ 0.,  1., -1., -1.]])

    Source: Toom and Cook. A polynomial of m and one of r coefficients are multiplied by their
        values at n points, one of them infinity: the values of the product, and so the product
        itself, are V c = (V_m a) * (V_r g), with V the matrix of powers of the points. Transposed,
        the same n multiplications filter: A^T = V_m^T, G = V_r, B^T = V^-T. The rows of G are
        divided by the product of the distances of their point from the others, and those of B^T
        multiplied by it, up to the sign (see ``convbook.ops.winograd_matrices``).
    See: understanding-convolution/algorithms
    """
    m, r = checks.winograd_size("winograd_matrices", m, r)
    n = m + r - 1
    points = [Fraction(point) for point in POINTS.split()[: n - 1]]
    at = [list(column) for column in zip(*powers(points, m), strict=True)]
    g = powers(points, r)
    bt = [list(column) for column in zip(*inverse(powers(points, n)), strict=True)]
    for row, point in enumerate(points):
        scale = Fraction(1)
        for other in points:
            scale *= point - other if other != point else 1
        if row == 0:
            scale = abs(scale)
        g[row] = [entry / scale for entry in g[row]]
        bt[row] = [entry * scale for entry in bt[row]]
    leading = next(entry for entry in bt[-1] if entry)
    if leading < 0:
        bt[-1] = [-entry for entry in bt[-1]]
        at = [[*row[:-1], -row[-1]] for row in at]
    matrices = [np.array([[float(x) for x in row] for row in matrix]) for matrix in (at, g, bt)]
    return matrices[0], matrices[1], matrices[2]


def powers(points: list[Fraction], count: int) -> Matrix:
    """Powers 0 to count - 1 of every point, and of infinity, where only the highest counts."""
    at_infinity = [Fraction(int(k == count - 1)) for k in range(count)]
    return [*([point**k for k in range(count)] for point in points), at_infinity]


def inverse(matrix: Matrix) -> Matrix:
    """Invert a matrix by elimination, in fractions."""
    n = len(matrix)
    rows = [[*row, *(Fraction(int(i == k)) for k in range(n))] for i, row in enumerate(matrix)]
    for column in range(n):
        pivot = next(row for row in range(column, n) if rows[row][column])
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [entry / rows[column][column] for entry in rows[column]]
        for row in range(n):
            if row != column:
                factor = rows[row][column]
                pairs = zip(rows[row], rows[column], strict=True)
                rows[row] = [a - factor * b for a, b in pairs]
    return [row[n:] for row in rows]
