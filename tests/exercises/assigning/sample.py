"""A small assignment and its class, as files, and the command that hands it out."""

import ast
import json
from pathlib import Path
from typing import Any

from convbook import cli, exercises
from convbook.exercises.assigning.assign import Handout, hand_out
from convbook.exercises.course import Assignment, Item, Student

KEY = b"k" * 32
FAMILIES = exercises.families()[:3]
ITEMS = tuple(Item(family.id, family.version, 2.0) for family in FAMILIES)
WORK = Assignment("course", "hw1", "Homework", ITEMS, attempts=2)
STUDENTS = [Student("s1", "Ada Lovelace"), Student("S2", "Blaise"), Student("a@b.example", "")]
LATE = Student("s9", "Wei")
TOML = 'course = "course"\nid = "hw1"\ntitle = "Homework"\nattempts = 2\n' + "".join(
    f'[[exercises]]\nfamily = "{family.id}"\npoints = 2\n' for family in FAMILIES
)
ROSTER = "id,name\ns1,Ada Lovelace\nS2,Blaise\na@b.example,\n"


def out(folder: Path, students: list[Student] = STUDENTS, work: Assignment = WORK) -> Handout:
    return hand_out(work, students, KEY, folder)


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def record(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "parameters.json").read_text("utf-8"))
    return found


def sheet_in(notebook: Path) -> dict[str, Any]:
    """The sheet that a notebook embeds."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    source = next(cell["source"] for cell in cells if cell["id"] == "sheet")
    literal = source.partition("SHEET = ")[2].partition("\n}\n")[0] + "\n}"
    found: dict[str, Any] = ast.literal_eval(literal)
    return found


def command(folder: Path, toml: str = TOML, roster: str = ROSTER, more: str = "") -> int:
    """Run `convbook assign` in a folder; `more` are accommodations."""
    (folder / "hw1.toml").write_text(toml, encoding="utf-8")
    (folder / "class.csv").write_text(roster, encoding="utf-8")
    words = ["assign", str(folder / "hw1.toml"), "--roster", str(folder / "class.csv")]
    words += ["--key-file", str(folder / "course.key"), "--out", str(folder / "out")]
    if more:
        (folder / "more.csv").write_text(more, encoding="utf-8")
        words += ["--accommodations", str(folder / "more.csv")]
    return cli.main(words)
