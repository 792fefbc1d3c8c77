"""Rows of the family octave."""

from tests.cases.layer import LayerCase
from tests.cases.record import Case

CASES: tuple[Case, ...] = ()
LAYERS: tuple[LayerCase, ...] = ()
