"""What the book's build needs from the library: live figures, and each page's citation."""

from typing import Any

from sphinx.application import Sphinx

from convbook import __version__
from convbook.sphinx_ext import figures, page


def setup(app: Sphinx) -> dict[str, Any]:
    """Register both parts with Sphinx."""
    figures.setup(app)
    page.setup(app)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
