"""tools/pages.py: the pages of a table of contents."""

import pytest

from tools import pages

TOC = """
format: jb-book
root: book/index
parts:
  - caption: One
    chapters:
      - file: book/one/index
        sections:
          - file: book/one/first
  - caption: Two
    chapters:
      - url: https://example.org
      - file: book/two
"""


@pytest.fixture
def root(tmp_path):
    (tmp_path / "_toc.yml").write_text(TOC)
    (tmp_path / "book" / "one").mkdir(parents=True)
    for name in ("index.ipynb", "one/index.md", "one/first.ipynb", "two.md", "loose.ipynb"):
        (tmp_path / "book" / name).touch()
    return tmp_path


def test_names_are_in_reading_order(root):
    assert pages.names(root) == ["book/index", "book/one/index", "book/one/first", "book/two"]


def test_notebooks_are_those_of_the_table_only(root):
    found = [path.relative_to(root).as_posix() for path in pages.notebooks(root)]
    assert found == ["book/index.ipynb", "book/one/first.ipynb"]


@pytest.mark.parametrize(("change", "count"), [("unlink", 0), ("twin", 2)])
def test_a_page_has_one_source(root, change, count):
    if change == "unlink":
        (root / "book/two.md").unlink()
    else:
        (root / "book/two.ipynb").touch()
    with pytest.raises(ValueError, match=f"book/two needs exactly one source .* found {count}"):
        pages.sources(root)
