"""Tests of what is given back."""
