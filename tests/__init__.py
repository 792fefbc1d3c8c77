"""Tests of convbook, of the book and of the tools."""
