"""Rows of the family cond."""

from tests.cases.layer import LayerCase
from tests.cases.record import Case

CASES: tuple[Case, ...] = ()
LAYERS: tuple[LayerCase, ...] = ()
