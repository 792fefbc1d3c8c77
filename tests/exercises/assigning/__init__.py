"""Tests of assigning."""
