"""Stands in for Colab's own package: the part that widgets look for."""

from google.colab import output

__all__ = ["output"]
