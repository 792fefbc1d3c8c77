"""The notebook of a sheet: valid, the same each time, safe, and it runs."""

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell

from convbook import exercises
from convbook.errors import ConvbookValueError
from convbook.exercises.assigning.form_words import field_words, skeleton
from convbook.exercises.assigning.notebooks import notebook_of
from convbook.exercises.grading.submission import read_submission
from tests.exercises.assigning.sheets import HOSTILE, NAMES, a_sheet, solution
from tools import project

FIRST, SECOND, THIRD = NAMES


def as_read(sheet: dict[str, Any]) -> nbformat.NotebookNode:
    """The notebook as it is read from a file."""
    return nbformat.reads(json.dumps(notebook_of(sheet)), as_version=4)


def run(notebook: nbformat.NotebookNode, folder: Path) -> nbformat.NotebookNode:
    resources = {"metadata": {"path": str(folder)}}
    client = NotebookClient(notebook, timeout=120, kernel_name="python3", resources=resources)
    return client.execute()


def cell(notebook: nbformat.NotebookNode, name: str) -> nbformat.NotebookNode:
    return next(one for one in notebook.cells if one.id == name)


def test_notebook_is_valid_and_the_same_each_time() -> None:
    nbformat.validate(as_read(a_sheet()))
    assert notebook_of(a_sheet()) == notebook_of(a_sheet())
    ids = [one["id"] for one in notebook_of(a_sheet())["cells"]]
    assert len(set(ids)) == len(ids)
    assert ids[:5] == ["setup", "about", "sheet", f"statement-{FIRST}", f"card-{FIRST}"]


def test_first_cell_is_that_of_every_page() -> None:
    assert notebook_of(a_sheet())["cells"][0]["source"] == project.read().setup_cell()


def test_sheet_of_all_families_is_valid_and_names_every_field() -> None:
    families = exercises.families()
    items = [
        {"exercise": f.id, "version": f.version, "points": 1.5, "seeds": ["1", "2"]}
        for f in families
    ]
    notebook = as_read(a_sheet(items=items))
    nbformat.validate(notebook)
    for family in families:
        source = cell(notebook, f"statement-{family.id}").source
        form = family.form(family.generate("1"))
        assert skeleton(family.id, form) in source
        for field in form:
            assert f"`{field.name}`: " in field_words(field)
            assert field_words(field) in source
        assert "<details><summary>Attempt 2</summary>" in source


def test_names_are_data_in_code_and_plain_text_in_markdown() -> None:
    sheet = a_sheet(name=HOSTILE, title=HOSTILE, course=HOSTILE)
    notebook = as_read(sheet)
    text = json.dumps(notebook)
    assert "</script" not in text
    assert "BEGIN SOLUTION" not in text
    assert "END HIDDEN TESTS" not in text
    source = cell(notebook, "sheet").source
    assert source.isascii()
    names: dict[str, Any] = {}
    exec(source.split("\nfrom convbook")[0], names)  # the cell's own literal
    assert names["SHEET"] == sheet
    about = cell(notebook, "about").source
    assert "&#60;&#47;script&#62;" in about
    assert "\\" not in about


def test_sheet_that_is_none_is_refused() -> None:
    for change in (
        {"schema": "other"},
        {"attempts": True},
        {"attempts": 3},
        {"items": []},
        {"name": None},
        {"due": "2026-12-07"},
        {"due": 7},
        {"items": [a_sheet()["items"][0]] * 2},
        {"items": [a_sheet()["items"][0] | {"exercise": "none"}]},
        {"items": [a_sheet()["items"][0] | {"version": 2}]},
        {"items": [a_sheet()["items"][0] | {"points": float("nan")}]},
        {"items": [a_sheet()["items"][0] | {"seeds": "ab"}]},
        {"items": ["one"]},
    ):
        with pytest.raises(ConvbookValueError, match="open_sheet"):
            notebook_of(a_sheet(**change))


def test_notebook_runs_and_hands_in(tmp_path: Path) -> None:
    notebook = as_read(a_sheet(name=HOSTILE))
    place = next(i for i, one in enumerate(notebook.cells) if one.id == "about-hand-in")
    lines = [f"sheet.answer({name!r}, {solution(name)!r})" for name in (FIRST, THIRD)]
    notebook.cells.insert(place, new_code_cell("\n".join(lines)))
    done = run(notebook, tmp_path)
    found = read_submission((tmp_path / "submission-hw1-s1-1.json").read_bytes())
    assert [entry.answer for entry in found.entries] == [solution(FIRST), None, solution(THIRD)]
    handed = cell(done, "hand-in").outputs[0].data
    assert "2 answered, 1 empty." in handed["text/plain"]
    assert "</script" not in handed["text/html"]
    worth = [cell(done, f"points-{name}").outputs[0].data["text/plain"] for name in NAMES]
    assert worth == ["2.0", "0.0", "2.0"]
    view = "application/vnd.jupyter.widget-view+json"
    assert all(view in cell(done, f"card-{name}").outputs[0].data for name in NAMES)


def test_notebook_that_only_runs_uses_no_attempt(tmp_path: Path) -> None:
    run(as_read(a_sheet()), tmp_path)
    assert not list(tmp_path.glob("submission*"))


def test_restarted_kernel_shows_what_was_answered(tmp_path: Path) -> None:
    notebook = as_read(a_sheet())
    crash = f"sheet.answer({FIRST!r}, {solution(FIRST)!r})\nimport os\nos.kill(os.getpid(), 9)"
    broken = as_read(a_sheet())
    broken.cells.insert(3, new_code_cell(crash))
    with pytest.raises(DeadKernelError):
        run(broken, tmp_path)
    notebook.cells.insert(3, new_code_cell(f"print(sheet.show({FIRST!r}).answer())"))
    done = run(notebook, tmp_path)
    assert done.cells[3].outputs[0].text == f"{solution(FIRST)}\n"
