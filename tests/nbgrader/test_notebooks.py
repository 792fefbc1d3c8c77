"""nbgrader takes the notebooks of sheets, counts their points, and refuses broken ones."""

from collections.abc import Callable
from typing import Any

import nbformat

from convbook import exercises
from convbook.exercises import open_sheet
from convbook.exercises.assigning.notebooks import notebook_of
from tests.exercises.assigning.sheets import HOSTILE, NAMES, a_sheet, solution
from tests.nbgrader.conftest import Course

FIRST, SECOND, THIRD = NAMES
Notebook = dict[str, Any]
SOURCE = "source/hw1/hw1.ipynb"


def about(notebook: Notebook, name: str) -> dict[str, Any]:
    """nbgrader's metadata of a cell."""
    (cell,) = (cell for cell in notebook["cells"] if cell["id"] == name)
    return cell["metadata"]["nbgrader"]


def test_every_family_is_accepted_and_released_as_it_is(course: Course) -> None:
    items = [
        {"exercise": f.id, "version": f.version, "points": 1.5, "seeds": ["1", "2"]}
        for f in exercises.families()
    ]
    notebook = notebook_of(a_sheet(items=items, name=HOSTILE, title=HOSTILE))
    path = course.put(SOURCE, notebook)
    assert course.call("metadata", str(path)) == [None]
    result = course.call("generate", "hw1")
    assert result["success"], result
    released = nbformat.read(course.folder / "release/hw1/hw1.ipynb", as_version=4)
    assert [cell.source for cell in released.cells] == [c["source"] for c in notebook["cells"]]
    worth = {f"points-{family.id}": 1.5 for family in exercises.families()}
    assert course.call("worth", "hw1") == worth


DAMAGES: dict[str, Callable[[dict[str, Any]], Any]] = {
    f"Duplicate grade id: points-{SECOND}": lambda cell: cell.update(grade_id=f"points-{SECOND}"),
    "grade_id is empty": lambda cell: cell.update(grade_id=""),
    "does not have a grade_id": lambda cell: cell.pop("grade_id"),
    "does not have points": lambda cell: cell.pop("points"),
    "Task cells have to be markdown": lambda cell: cell.update(task=True),
}


def test_broken_metadata_is_refused(course: Course) -> None:
    paths = []
    for number, damage in enumerate(DAMAGES.values()):
        notebook = notebook_of(a_sheet())
        damage(about(notebook, f"points-{FIRST}"))
        paths.append(course.put(f"source/hw{number}/hw1.ipynb", notebook))
    found = course.call("metadata", *map(str, paths))
    for reason, said in zip(DAMAGES, found, strict=True):
        assert reason in said
    result = course.call("generate", "hw0")
    assert not result["success"]
    assert next(iter(DAMAGES)) in result["log"]
    assert not (course.folder / "release").exists()


def handed_in(course: Course, student: str, answers: dict[str, Any]) -> Notebook:
    """The notebook of a student, with seeds of her own, put where nbgrader collects it."""
    sheet = a_sheet(student=student, name=HOSTILE)
    folder = course.folder / "submitted" / student / "hw1"
    opened = open_sheet(sheet, folder)
    for name, answer in answers.items():
        opened.answer(name, answer)
    opened.hand_in()
    return notebook_of(sheet)


def test_points_are_those_of_the_check_whatever_the_cells_say(course: Course) -> None:
    course.put(SOURCE, notebook_of(a_sheet(student="source")))
    assert course.call("generate", "hw1")["success"]
    right = {name: solution(name) for name in NAMES}
    course.put("submitted/s1/hw1/hw1.ipynb", handed_in(course, "s1", right))
    forged = handed_in(course, "s2", {SECOND: solution(SECOND)})
    for cell in forged["cells"]:
        if cell["id"].startswith("points-"):
            cell["source"] = "2.0"
    course.put("submitted/s2/hw1/hw1.ipynb", forged)
    points = {f"points-{name}": 2.0 for name in NAMES}
    assert course.call("autograde", "hw1", "s1") == points
    only = {name: value if SECOND in name else 0.0 for name, value in points.items()}
    assert course.call("autograde", "hw1", "s2") == only


def test_students_see_which_exercises_lack_points(course: Course) -> None:
    notebook = handed_in(course, "s1", {FIRST: solution(FIRST), THIRD: solution(THIRD)})
    path = course.put("submitted/s1/hw1/hw1.ipynb", notebook)
    found = course.call("validate", path.name, folder=path.parent)
    assert found == {"failed": [f'sheet.points("{SECOND}")']}
