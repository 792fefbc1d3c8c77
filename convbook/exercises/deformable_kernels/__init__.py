"""Exercises on deformable kernels."""

from convbook.exercises.family import Family

FAMILIES: tuple[Family, ...] = ()
