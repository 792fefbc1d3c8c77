"""A class that never was, with known mistakes, to show and to check the grading."""
