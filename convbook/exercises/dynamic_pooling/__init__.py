"""Exercises on dynamic pooling."""

from convbook.exercises.dynamic_pooling import (
    agreeing,
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
    *agreeing.FAMILIES,
    *reading.FAMILIES,
    *training.FAMILIES,
    *budget.FAMILIES,
    *seeing.FAMILIES,
)
