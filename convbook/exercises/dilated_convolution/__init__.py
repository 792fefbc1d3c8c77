"""Exercises on dilated convolution."""

from convbook.exercises.dilated_convolution import (
    mending,
    paths,
    pyramid,
    rule,
    sharing,
    sizes,
    stacks,
    unread,
    weaving,
    wide,
)

FAMILIES = (
    *stacks.FAMILIES,
    *wide.FAMILIES,
    *mending.FAMILIES,
    *rule.FAMILIES,
    *unread.FAMILIES,
    *paths.FAMILIES,
    *sizes.FAMILIES,
    *pyramid.FAMILIES,
    *sharing.FAMILIES,
    *weaving.FAMILIES,
)
