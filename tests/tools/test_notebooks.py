"""tools/notebooks.py: what it drops, what it keeps, and that it can be repeated."""

import json

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import notebooks

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def messy_notebook():
    """A notebook as an editor leaves it."""
    picture = new_output(
        "execute_result",
        {"text/plain": "Slider()", WIDGET_VIEW: {"model_id": "3f2a"}},
        metadata={"noise": 1},
        execution_count=17,
    )
    streams = [new_output("stream", name="stdout", text=text) for text in ("a\n", "b\n")]
    cells = [
        new_markdown_cell("# Title\n", id="dup"),
        new_code_cell("1 + 1\n", execution_count=17, outputs=[picture]),
        new_code_cell("print(1)", execution_count=4, outputs=streams, id="keep-me"),
    ]
    cells[1].metadata = {
        "collapsed": True,
        "execution": {"iopub.execute_input": "2026-01-01T00:00:00Z"},
        "tags": ["remove-cell"],
        "mystnb": {"image": {"alt": "Nine numbers."}},
    }
    notebook = new_notebook(cells=cells)
    cells[1].id = cells[0].id
    notebook.metadata = {
        "kernelspec": {"name": "my-env", "display_name": "My env", "language": "python"},
        "language_info": {"name": "python", "version": "3.11.7"},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}},
    }
    return notebook


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.ipynb"
    path.write_text(nbformat.v4.writes(messy_notebook()))
    return path


def test_normalise_drops_what_differs_between_runs(page):
    notebooks.main(["normalise", str(page)])
    stored = json.loads(page.read_text())
    assert stored["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    title, code, stream = stored["cells"]
    assert code["metadata"] == {
        "mystnb": {"image": {"alt": "Nine numbers."}},
        "tags": ["remove-cell"],
    }
    (result,) = code["outputs"]
    assert result["data"] == {"text/plain": ["Slider()"]}
    assert result["metadata"] == {}
    assert [code["execution_count"], result["execution_count"]] == [1, 1]
    assert stream["execution_count"] == 2
    assert [output["text"] for output in stream["outputs"]] == [["a\n", "b\n"]]
    assert title["source"] == ["# Title"]


def test_normalise_keeps_unique_ids_and_replaces_the_others(page):
    notebooks.main(["normalise", str(page)])
    ids = [cell["id"] for cell in json.loads(page.read_text())["cells"]]
    assert ids[0] == "dup"
    assert ids[2] == "keep-me"
    assert len(set(ids)) == 3


def test_normalise_is_idempotent_and_what_check_wants(page):
    assert notebooks.main(["check", str(page)]) == 1
    notebooks.main(["normalise", str(page)])
    text = page.read_text()
    notebooks.main(["normalise", str(page)])
    assert page.read_text() == text
    assert text.endswith("}\n")
    assert notebooks.main(["check", str(page)]) == 0
    nbformat.validate(nbformat.read(page, as_version=4))


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        (new_code_cell("1"), "cell 0 was never executed"),
        (new_code_cell("  "), "cell 0 is an empty code cell"),
        (
            new_code_cell("1", execution_count=1, outputs=[new_output("error", ename="E")]),
            "cell 0 stores an error and has no tag raises-exception",
        ),
    ],
)
def test_check_names_the_cell(tmp_path, cell, problem):
    path = tmp_path / "page.ipynb"
    notebooks.write(path, new_notebook(cells=[cell]))
    assert notebooks.problems(path) == [problem]


def test_stored_error_with_the_tag_is_allowed(tmp_path):
    path = tmp_path / "page.ipynb"
    cell = new_code_cell("1 / 0", execution_count=1, outputs=[new_output("error", ename="E")])
    cell.metadata.tags = ["raises-exception"]
    notebooks.write(path, new_notebook(cells=[cell]))
    assert notebooks.problems(path) == []


def test_text_and_update_without_an_edit_change_nothing(page):
    notebooks.main(["normalise", str(page)])
    before = page.read_text()
    notebooks.update(page, notebooks.to_text(page))
    assert page.read_text() == before


def test_update_keeps_outputs_of_unchanged_cells_only(page, tmp_path):
    notebooks.main(["normalise", str(page)])
    ids = [cell.id for cell in notebooks.read(page).cells]
    text = tmp_path / "page.md"
    edited = notebooks.to_text(page).replace("1 + 1", "1 + 2").replace("# Title", "# Heading")
    text.write_text(edited)
    notebooks.main(["update", str(page), str(text)])
    title, changed, kept = notebooks.read(page).cells
    assert title.source == "# Heading"
    assert (changed.source, changed.outputs, changed.execution_count) == ("1 + 2", [], None)
    assert changed.metadata.mystnb.image.alt == "Nine numbers."
    assert kept.outputs[0].text == "a\nb\n"
    assert [title.id, changed.id, kept.id] == ids


def test_update_inserts_and_removes_cells(page):
    notebooks.main(["normalise", str(page)])
    text = notebooks.to_text(page).replace("# Title", "# Title\n\n```{code-cell}\nx = 5\n```")
    notebooks.update(page, text.replace("```{code-cell}\nprint(1)\n```", ""))
    assert [cell.source for cell in notebooks.read(page).cells] == ["# Title", "x = 5", "1 + 1"]


def test_text_with_outputs_shows_a_changed_picture(page):
    before = notebooks.to_text(page, outputs=True)
    notebook = notebooks.read(page)
    notebook.cells[1].outputs[0].data["image/svg+xml"] = "<svg/>"
    notebooks.write(page, notebook)
    after = notebooks.to_text(page, outputs=True)
    assert "a\nb\n" in before
    assert "image/svg+xml sha256" in after
    assert "image/svg+xml sha256" not in before


def test_execute_runs_away_from_the_page_and_stores_outputs(tmp_path):
    path = tmp_path / "page.ipynb"
    cells = [new_code_cell("import os\nos.listdir()"), new_code_cell("print('done')")]
    notebooks.write(path, new_notebook(cells=cells))
    notebooks.main(["execute", str(path)])
    first, second = notebooks.read(path).cells
    assert first.outputs[0].data["text/plain"] == "[]"
    assert second.outputs[0].text == "done\n"
    assert notebooks.problems(path) == []


def test_execute_leaves_the_page_when_a_cell_fails(tmp_path):
    path = tmp_path / "page.ipynb"
    notebooks.write(path, new_notebook(cells=[new_code_cell("1 / 0")]))
    before = path.read_text()
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        notebooks.execute(path)
    assert path.read_text() == before


def test_new_starts_a_page_and_refuses_to_overwrite(tmp_path):
    path = tmp_path / "chapter" / "page.ipynb"
    notebooks.main(["new", str(path), "--title", "Stride"])
    title, setup = notebooks.read(path).cells
    assert title.source == "# Stride"
    assert setup.metadata.tags == ["remove-cell"]
    assert "setup_notebook()" in setup.source
    with pytest.raises(SystemExit, match="exists already"):
        notebooks.main(["new", str(path), "--title", "Stride"])
