"""Stands in for the namespace of Colab's own package."""
