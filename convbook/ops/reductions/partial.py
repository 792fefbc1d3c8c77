"""Reductions of the family partial."""

from convbook.ops.reductions.record import Reduction

REDUCTIONS = tuple(value for value in globals().values() if isinstance(value, Reduction))
