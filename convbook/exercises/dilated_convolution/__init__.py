"""Exercises on dilated convolution."""

from convbook.exercises.dilated_convolution import stacks

FAMILIES = (*stacks.FAMILIES,)
