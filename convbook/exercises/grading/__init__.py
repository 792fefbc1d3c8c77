"""Grades submissions: finds them, reads them, recomputes everything."""
