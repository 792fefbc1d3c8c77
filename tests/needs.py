"""Marks of tests that need a file from outside; `make test` fetches all of them."""

import pytest

from convbook.data import store


def needs(*rows: str) -> pytest.MarkDecorator:
    """Skip a test, and say what fetches the file, where a row of assets.toml is not here."""
    missing = [row for row in rows if not store.is_here(store.asset(row))]
    return pytest.mark.skipif(bool(missing), reason=f"run `convbook assets {' '.join(missing)}`")
