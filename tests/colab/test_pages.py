"""Every notebook runs in a Colab-like runtime, from its own setup cell, outside the repository."""

import nbformat
import pytest

from convbook.widgets.base import MIME
from tests.colab.conftest import HERE
from tools import pages, project

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
NOTEBOOKS = pages.notebooks()


def cells_with(notebook, mime):
    """Return the numbers of the cells that display `mime`."""
    return [
        number
        for number, cell in enumerate(notebook.cells)
        if any(mime in output.get("data", {}) for output in cell.get("outputs", []))
    ]


def page_name(path):
    return path.relative_to(project.ROOT).as_posix()


@pytest.fixture(scope="module")
def packages_before(runtime):
    return runtime.freeze()


@pytest.mark.parametrize("page", NOTEBOOKS, ids=page_name)
def test_page_runs(page, runtime, packages_before, tmp_path):
    folder = tmp_path / "content"
    folder.mkdir()
    result = tmp_path / "result.ipynb"
    runtime.log.write_text("")

    run = runtime.run(HERE / "run_page.py", page, result, cwd=folder)

    assert run.returncode == 0, run.stderr[-4000:]
    assert list(folder.iterdir()) == [], "a page leaves no files behind"
    live = cells_with(nbformat.read(page, as_version=4), MIME)
    # ipywidgets 7 shows the widget and drops our own type.
    assert cells_with(nbformat.read(result, as_version=4), WIDGET_VIEW) == live
    assert bool(runtime.log.read_text()) == bool(live), "custom widgets enabled where shown"
    assert runtime.freeze() == packages_before


def test_pages_used_the_installed_tag(runtime, tmp_path):
    site = "import convbook, pathlib; print(pathlib.Path(convbook.__file__).parts[-3])"
    assert runtime.run("-c", site, cwd=tmp_path).stdout.strip() == "site-packages"
    frozen = runtime.run("-m", "pip", "freeze").stdout
    assert f"convbook @ git+{project.read().repository}@" in frozen
