"""Rows of the family dynamic_pool."""

from tests.cases.layer import LayerCase
from tests.cases.record import Case

CASES: tuple[Case, ...] = ()
LAYERS: tuple[LayerCase, ...] = ()
