"""What the book's build needs from the library: live figures, citations, back matter."""

from typing import Any

from sphinx.application import Sphinx

from convbook import __version__
from convbook.sphinx_ext import docstrings, families, figures, ledger, page


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the parts with Sphinx."""
    figures.setup(app)
    page.setup(app)
    docstrings.setup(app)
    ledger.setup(app)
    families.setup(app)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
