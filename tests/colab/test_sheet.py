"""The notebook of a student's sheet runs in a Colab-like runtime, and handing in downloads."""

import json

import nbformat

from convbook.exercises.assigning.notebooks import notebook_of
from convbook.exercises.grading.submission import read_submission
from tests.colab.conftest import HERE
from tests.exercises.assigning.sheets import HOSTILE, NAMES, a_sheet, solution


def test_sheet_runs_and_downloads(runtime, tmp_path):
    notebook = nbformat.reads(json.dumps(notebook_of(a_sheet(name=HOSTILE))), as_version=4)
    answer = f"sheet.answer({NAMES[0]!r}, {solution(NAMES[0])!r})"
    notebook.cells.insert(3, nbformat.v4.new_code_cell(answer))
    sheet, result = tmp_path / "sheet.ipynb", tmp_path / "result.ipynb"
    nbformat.write(notebook, sheet)
    folder = tmp_path / "content"
    folder.mkdir()
    runtime.log.write_text("")

    run = runtime.run(HERE / "run_page.py", sheet, result, cwd=folder)

    assert run.returncode == 0, run.stderr[-4000:]
    handed_in = folder / "submission-hw1-s1-1.json"
    found = read_submission(handed_in.read_bytes())
    assert [entry.answer for entry in found.entries] == [solution(NAMES[0]), None, None]
    log = runtime.log.read_text().splitlines()
    assert log.count(f"download {handed_in.name}") == 1, log
    assert "enable_custom_widget_manager" in log, "the cards show"
