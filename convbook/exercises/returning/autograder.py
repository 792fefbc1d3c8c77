"""The zip that Gradescope takes as an autograder: a setup, a runner, and the students' seeds.

https://gradescope-autograders.readthedocs.io/en/latest/specs/ says what must be in it.
"""

import io
import zipfile
from collections import Counter
from collections.abc import Iterable
from importlib.metadata import metadata
from pathlib import Path

import convbook
from convbook.errors import ConvbookValueError, message
from convbook.exercises.assigning.seeds import variant_seed
from convbook.exercises.course import Assignment, Student
from convbook.exercises.grading.autograder import Seeds, Source, address
from convbook.exercises.returning.files import replace_file

SETUP = """\
#!/usr/bin/env bash
# Prepares the machine, once: a Python of its own, torch without CUDA, convbook {version}.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y ca-certificates git tzdata
for version in 3.13 3.12 3.11; do
  if apt-get install -y "python$version" "python$version-venv"; then
    "python$version" -m venv /opt/convbook
    break
  fi
done
/opt/convbook/bin/pip install --no-cache-dir "torch>=2.8,<3" \\
  --index-url https://download.pytorch.org/whl/cpu
/opt/convbook/bin/pip install --no-cache-dir "{requirement}"
"""
RUN = """\
#!/usr/bin/env bash
# Grades one upload; the two variables are there so that it can be tried elsewhere.
set -euo pipefail
exec "${CONVBOOK_PYTHON:-/opt/convbook/bin/python}" -m convbook.exercises.grading.autograder \\
  "${CONVBOOK_AUTOGRADER:-/autograder}"
"""
# Zips of the same content have the same bytes.
MOMENT = (2020, 1, 1, 0, 0, 0)


def seeds_of(assignment: Assignment, students: Iterable[Student], key: bytes) -> Seeds:
    """The seeds of every student, attempt and exercise; the course key cannot be got from them."""
    return {
        student.id: {
            str(attempt): {
                item.exercise: variant_seed(
                    key, assignment.course, item.exercise, item.version, student, attempt
                )
                for item in assignment.items
            }
            for attempt in range(1, assignment.attempts + 1)
        }
        for student in students
    }


def write_autograder(
    out: Path, assignment: Assignment, students: Iterable[Student], seeds: Seeds
) -> None:
    """Write the zip, for nobody else to read: whoever has it knows every student's variant.

    Raises:
        ConvbookValueError: an email address, by which Gradescope says who handed in, is missing
            or occurs twice.
    """
    students = tuple(students)
    _addressed(students)
    source = Source(assignment, students, seeds)
    setup = SETUP.format(version=convbook.__version__, requirement=requirement())
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text, mode in (
            ("run_autograder", RUN, 0o755),
            ("setup.sh", setup, 0o755),
            ("source.json", source.text(), 0o600),
        ):
            info = zipfile.ZipInfo(name, MOMENT)
            info.external_attr = (0o100000 | mode) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
    replace_file(out, stream.getvalue(), 0o600)


def requirement() -> str:
    """What pip is asked for: this release, from the repository that the package names."""
    for line in metadata("convbook").get_all("Project-URL") or []:
        label, _, address = line.partition(", ")
        if label == "Repository":
            return f"convbook @ git+{address}@v{convbook.__version__}"
    return f"convbook=={convbook.__version__}"


def _addressed(students: tuple[Student, ...]) -> None:
    function = "convbook autograder"
    lacking = [student.id for student in students if not address(student)]
    if lacking:
        rule = "every student of the roster must have an email address"
        got = f"{len(lacking)} without: {', '.join(lacking[:5])}"
        raise ConvbookValueError(message(function, rule, got, "Gradescope knows them by it"))
    counts = Counter(address(student).casefold() for student in students)
    twice = next((one for one, count in counts.items() if count > 1), None)
    if twice:
        rule = "every email address must be of one student"
        raise ConvbookValueError(message(function, rule, twice))
