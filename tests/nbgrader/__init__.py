"""Tests of the notebooks by nbgrader itself, in an environment of its own."""
