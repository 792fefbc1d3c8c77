"""Reductions of the family deform."""

from convbook.ops.reductions.record import Reduction

REDUCTIONS = tuple(value for value in globals().values() if isinstance(value, Reduction))
