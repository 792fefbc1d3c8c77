"""Rows of the family deform_kernel."""

from tests.cases.layer import LayerCase
from tests.cases.record import Case

CASES: tuple[Case, ...] = ()
LAYERS: tuple[LayerCase, ...] = ()
