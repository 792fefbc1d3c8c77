"""Exercises on dynamic pooling."""

from convbook.exercises.dynamic_pooling import budget, places, ratios, reading, seeing, training

FAMILIES = (
    *ratios.FAMILIES,
    *places.FAMILIES,
    *reading.FAMILIES,
    *training.FAMILIES,
    *budget.FAMILIES,
    *seeing.FAMILIES,
)
