"""Exercises on dynamic pooling."""

from convbook.exercises.family import Family

FAMILIES: tuple[Family, ...] = ()
