"""Exercises on kernels and padding."""

from convbook.exercises.kernels_and_padding import (
    alike,
    borders,
    corners,
    drifts,
    even,
    groups,
    partial,
    same,
    sizes,
    zoo,
)

FAMILIES = (
    *even.FAMILIES,
    *drifts.FAMILIES,
    *groups.FAMILIES,
    *borders.FAMILIES,
    *sizes.FAMILIES,
    *same.FAMILIES,
    *zoo.FAMILIES,
    *partial.FAMILIES,
    *alike.FAMILIES,
    *corners.FAMILIES,
)
