"""Calls nbgrader: `python run_api.py COMMAND [ARGUMENT ...]`, in the folder of the course.

Executed by the Python of .venv-nbgrader, so it imports nothing of this repository. The last line
that it prints is the result, as JSON.
"""

import json
import sys

import nbformat
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.nbgraderformat import MetadataValidator, ValidationError
from nbgrader.validator import Validator
from traitlets.config import Config


def api():
    config = Config()
    config.CourseDirectory.root = "."
    config.CourseDirectory.course_id = "course"
    return NbGraderAPI(CourseDirectory(config=config), config=config)


def metadata(*notebooks):
    """Which rule of nbgrader's each notebook breaks, or None."""
    return [broken(nbformat.read(notebook, as_version=4)) for notebook in notebooks]


def broken(notebook):
    try:
        MetadataValidator().validate_nb(notebook)
    except (ValidationError, KeyError) as error:
        return str(error)
    return None


def generate(assignment):
    """Make the version for students; what nbgrader says of it."""
    return api().generate_assignment(assignment, force=True, create=True)


def worth(assignment):
    """The points that nbgrader's database holds for each graded cell of the assignment."""
    with Gradebook("sqlite:///gradebook.db") as gradebook:
        (notebook,) = gradebook.find_assignment(assignment).notebooks
        return {cell.name: cell.max_score for cell in notebook.grade_cells}


def autograde(assignment, student):
    """Grade what a student submitted: the points of each graded cell."""
    result = api().autograde(assignment, student, force=True, create=True)
    if not result["success"]:
        return result
    with Gradebook("sqlite:///gradebook.db") as gradebook:
        (notebook,) = gradebook.find_submission(assignment, student).notebooks
        return {grade.name: grade.auto_score for grade in notebook.grades}


def validate(notebook):
    """What nbgrader tells a student of the notebook."""
    found = Validator().validate(notebook)
    return {kind: [cell["source"] for cell in cells] for kind, cells in found.items()}


COMMANDS = {
    "metadata": metadata,
    "generate": generate,
    "worth": worth,
    "autograde": autograde,
    "validate": validate,
}

print(json.dumps(COMMANDS[sys.argv[1]](*sys.argv[2:])))
