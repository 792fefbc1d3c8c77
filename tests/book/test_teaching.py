"""The instructor guide: its commands run on the sample class, in the page's order."""

import contextlib
import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest

from convbook import cli, exercises
from convbook.exercises.assigning import assignment
from convbook.exercises.assigning.accommodations import read_accommodations
from convbook.sphinx_ext.families import family_lines
from tools import grade_demo
from tools.project import ROOT

PAGE = (ROOT / "book/back-matter/teaching.md").read_text("utf-8")
STUDENTS, EXERCISES = 42, 2


def blocks(kind: str) -> list[str]:
    """What stands in the page's blocks of a kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


LINES = [line for block in blocks("sh") for line in block.replace("\\\n", "").splitlines()]
COMMANDS = [line for line in LINES if line.startswith("convbook ")]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, str, list[Path]]]:
    """Of every command its exit code, what it printed, and the files after it."""
    folder = tmp_path_factory.mktemp("repository") / "_build" / "grade-demo"
    assert grade_demo.run(folder, STUDENTS, EXERCISES).report.differences == []
    found = {}
    for number, command in enumerate(COMMANDS):
        out = folder.parent / f"{number}.txt"
        with contextlib.chdir(folder), out.open("w") as file, contextlib.redirect_stdout(file):
            code = cli.main(shlex.split(command)[1:])
        files = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
        found[command] = code, out.read_text(), files
    return found


@pytest.mark.parametrize("command", COMMANDS)
def test_command_runs(printed, command: str) -> None:
    code, said, files = printed[command]
    assert code == 0, said
    options = shlex.split(command)
    if "--out" in options and "--regrade" not in options:
        out = Path(options[options.index("--out") + 1])
        assert any(file == out or out in file.parents for file in files)


def test_page_names_every_command_of_the_exercises() -> None:
    ours = {"assign", "grade", "autograder", "forget"}
    assert {shlex.split(command)[1] for command in COMMANDS} == ours
    assert ours <= set(cli.COMMANDS)
    for option in re.findall(r"`(--[a-z-]+)", PAGE):
        assert any(option in help_of(name) for name in ours), option


def help_of(name: str) -> str:
    parser = cli.build_parser()
    (commands,) = (a.choices for a in parser._actions if isinstance(a.choices, dict))
    return commands[name].format_help()


def test_other_lines_are_known() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    others = [shlex.split(line) for line in LINES if line not in COMMANDS]
    assert {words[0] for words in others} <= {"make", "source", "cd"}
    assert {words[1] for words in others if words[0] == "make"} <= set(targets)
    assert ["cd", str(grade_demo.OUT)] in others


def test_assignment_file_is_one(tmp_path: Path) -> None:
    (text,) = blocks("toml")
    path = tmp_path / "hw1.toml"
    path.write_text(text, "utf-8")
    found = assignment.read_assignment(path)
    assert found.possible == 3
    assert found.due is not None
    assert found.due.utcoffset() is not None


def test_table_has_every_key_of_an_assignment() -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \|", PAGE, re.MULTILINE)
    wanted = {*assignment.KEYS, *assignment.ITEM_KEYS} - {"exercises"}
    assert set(rows) == wanted


def test_accommodations_are_ones(tmp_path: Path) -> None:
    (text,) = [block for block in blocks("text") if block.startswith("student,")]
    path = tmp_path / "accommodations.csv"
    path.write_text(text, "utf-8")
    first, second = read_accommodations(path)
    assert (first.extra_days, second.reseed) == (2, "second paper")


def test_list_has_every_family() -> None:
    lines = family_lines(exercises.families())
    terms = [(term, said) for term, said in pairwise(lines) if said.startswith(": ")]
    assert len(terms) == len(exercises.families())
    for (term, said), family in zip(terms, exercises.families(), strict=True):
        assert term.endswith(f" `{family.id}`")
        assert (ROOT / "book" / re.search(r"\(\.\./(.+)\)", term)[1]).is_file()
        assert said.startswith(": An object" if family.kind == "certificate" else ": Values")
    assert sum(line.startswith(":::{dropdown}") for line in lines) == 5


def test_family_that_the_page_walks_through_is_there() -> None:
    name, line = "dilated-layer-for-a-size", "DILATED_LAYER_FOR_A_SIZE = Family("
    assert exercises.family(name).id == name
    assert f"`{name}`" in PAGE
    for file in re.findall(r"\{literalinclude\} \.\./\.\./(\S+)", PAGE):
        source = (ROOT / file).read_text("utf-8")
        assert line in source
        for function in re.findall(r":pyobject: (\w+)", PAGE):
            assert f"def {function}(" in source


@pytest.mark.parametrize(
    "said",
    [
        "nobody verifies its seeds",
        "Every upload is graded alone",
        "holds the seeds of all attempts",
        "Do not put that zip inside a folder",
    ],
)
def test_page_states_what_a_lecturer_must_know(said: str) -> None:
    assert said in " ".join(PAGE.split())


def test_changelog_has_every_command_and_the_number_of_families() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"in {len(exercises.families())} families" in " ".join(text.split())
    assert all(f"`convbook {name}" in text for name in ("assign", "grade", "autograder", "forget"))
