"""Exercises on deformable kernels."""

from convbook.exercises.deformable_kernels import (
    clamping,
    counts,
    mixtures,
    moved_paths,
    offsets,
    paths,
    slopes,
    spread,
    taps,
)

FAMILIES = (
    *paths.FAMILIES,
    *moved_paths.FAMILIES,
    *taps.FAMILIES,
    *spread.FAMILIES,
    *clamping.FAMILIES,
    *counts.FAMILIES,
    *slopes.FAMILIES,
    *offsets.FAMILIES,
    *mixtures.FAMILIES,
)
