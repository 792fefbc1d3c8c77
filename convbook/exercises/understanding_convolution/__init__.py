"""Exercises on what convolution is."""

from convbook.exercises.understanding_convolution import (
    channels,
    factors,
    fields_of_stacks,
    gradients,
    restoring,
    shares,
    shuffles,
    sizes,
    sliding,
    turning,
    two_products,
    unseen,
)

FAMILIES = (
    *sliding.FAMILIES,
    *unseen.FAMILIES,
    *factors.FAMILIES,
    *channels.FAMILIES,
    *restoring.FAMILIES,
    *sizes.FAMILIES,
    *fields_of_stacks.FAMILIES,
    *gradients.FAMILIES,
    *shares.FAMILIES,
    *turning.FAMILIES,
    *two_products.FAMILIES,
    *shuffles.FAMILIES,
)
