"""Exercises on what convolution is."""

from convbook.exercises.family import Family

FAMILIES: tuple[Family, ...] = ()
