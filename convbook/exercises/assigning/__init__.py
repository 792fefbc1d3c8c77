"""Hands an assignment out: keys, seeds, notebooks, printed sheets."""
