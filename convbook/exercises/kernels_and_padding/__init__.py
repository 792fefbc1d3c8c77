"""Exercises on kernels and padding."""

from convbook.exercises.family import Family

FAMILIES: tuple[Family, ...] = ()
