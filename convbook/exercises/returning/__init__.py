"""Gives grades back: files for school systems, feedback, the class report."""
