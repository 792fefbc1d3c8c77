"""Exercises on dynamic pooling."""

from convbook.exercises.dynamic_pooling import (
    blind,
    budget,
    places,
    ratios,
    reading,
    seeing,
    training,
)

FAMILIES = (
    *ratios.FAMILIES,
    *places.FAMILIES,
    *blind.FAMILIES,
    *reading.FAMILIES,
    *training.FAMILIES,
    *budget.FAMILIES,
    *seeing.FAMILIES,
)
