"""Rows of the family padding."""

from tests.cases.layer import LayerCase
from tests.cases.record import Case

CASES: tuple[Case, ...] = ()
LAYERS: tuple[LayerCase, ...] = ()
