"""Handing out: who gets which numbers, what a second run changes, what it refuses."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from convbook import exercises
from convbook.errors import ConvbookValueError
from convbook.exercises.assigning import assign
from convbook.exercises.assigning.parameters import seeds_of
from convbook.exercises.assigning.seeds import variant_seed
from convbook.exercises.course import Assignment, Item, Student
from convbook.exercises.filing import file_name, replace_file
from tests.exercises.assigning.sample import (
    FAMILIES,
    ITEMS,
    KEY,
    LATE,
    STUDENTS,
    WORK,
    content,
    out,
    record,
    sheet_in,
)


def test_everybody_gets_files_named_after_them(tmp_path: Path) -> None:
    done = out(tmp_path / "out")
    assert done.new == ("s1", "S2", "a@b.example")
    assert (done.again, done.stayed, done.left, done.changes) == ((), (), (), ())
    names = [file_name(student.id) for student in STUDENTS]
    wanted = {f"notebooks/{name}/hw1.ipynb" for name in names}
    wanted |= {f"printed/{name}.html" for name in names}
    assert content(tmp_path / "out").keys() == wanted | {"parameters.json", "printed/class.html"}


def test_seeds_are_those_that_the_grader_works_out(tmp_path: Path) -> None:
    out(tmp_path)
    seeds = seeds_of(tmp_path / "parameters.json")
    assert len(seeds) == len(set(seeds.values())) == 3 * 3 * 2
    for student in STUDENTS:
        for item in ITEMS:
            for attempt in (1, 2):
                wanted = variant_seed(KEY, "course", item.exercise, 1, student, attempt)
                assert seeds[student.id, item.exercise, attempt] == wanted


def test_the_notebook_has_the_sheet(tmp_path: Path) -> None:
    out(tmp_path)
    sheet = sheet_in(tmp_path / "notebooks/s1/hw1.ipynb")
    seeds = seeds_of(tmp_path / "parameters.json")
    assert sheet["items"][0] == {
        "exercise": FAMILIES[0].id,
        "version": 1,
        "points": 2,
        "seeds": [seeds["s1", FAMILIES[0].id, attempt] for attempt in (1, 2)],
    }
    assert (sheet["student"], sheet["name"], sheet["due"]) == ("s1", "Ada Lovelace", None)


def test_the_record_has_the_parameters_of_the_seeds(tmp_path: Path) -> None:
    out(tmp_path)
    for student in record(tmp_path)["students"].values():
        for name, variants in student["exercises"].items():
            for variant in variants:
                params = exercises.family(name).generate(variant["seed"])
                assert variant["params"] == json.loads(json.dumps(params))


def test_the_key_is_in_no_file(tmp_path: Path) -> None:
    out(tmp_path)
    everything = b"".join(content(tmp_path).values())
    assert KEY not in everything
    assert KEY.hex().encode() not in everything.lower()


def test_only_the_owner_reads_what_was_written(tmp_path: Path) -> None:
    out(tmp_path / "out")
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_a_second_run_writes_nothing_but_the_same_record(tmp_path: Path) -> None:
    out(tmp_path)
    before = content(tmp_path)
    times = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*/*")}
    done = out(tmp_path)
    assert done.stayed == ("s1", "S2", "a@b.example")
    assert content(tmp_path) == before
    assert {path: path.stat().st_mtime_ns for path in tmp_path.glob("*/*")} == times


def test_late_joiners_change_nothing_for_others(tmp_path: Path) -> None:
    out(tmp_path / "first")
    before = content(tmp_path / "first")
    done = out(tmp_path / "first", [LATE, *reversed(STUDENTS)])
    after = content(tmp_path / "first")
    assert done.new == ("s9",)
    shared = {"parameters.json", "printed/class.html"}
    assert {name: after[name] for name in before.keys() - shared} == {
        name: before[name] for name in before.keys() - shared
    }
    assert after.keys() - before.keys() == {"notebooks/s9/hw1.ipynb", "printed/s9.html"}
    # Who comes late has what they would have had from the start.
    out(tmp_path / "second", [LATE, *reversed(STUDENTS)])
    assert content(tmp_path / "second") == after


def test_nothing_of_those_who_left_is_deleted(tmp_path: Path) -> None:
    out(tmp_path)
    before = content(tmp_path)
    done = out(tmp_path, STUDENTS[:1])
    assert done.left == ("S2", "a@b.example")
    assert before.keys() == content(tmp_path).keys()
    assert seeds_of(tmp_path / "parameters.json")["S2", FAMILIES[0].id, 1]


def test_what_was_lost_is_written_again_as_it_was(tmp_path: Path) -> None:
    out(tmp_path)
    before = content(tmp_path)
    (tmp_path / "notebooks/s1/hw1.ipynb").unlink()
    (tmp_path / "printed/class.html").unlink()
    assert out(tmp_path).again == ("s1",)
    assert content(tmp_path) == before


@pytest.mark.parametrize("writes", range(9))
def test_a_run_that_was_interrupted_is_completed(
    writes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = [replace(STUDENTS[0], reseed="b"), *STUDENTS[1:], LATE]
    out(tmp_path / "whole")
    out(tmp_path / "whole", moved)
    out(tmp_path / "broken")
    write, left = replace_file, [writes]

    def stops(*arguments: object) -> None:
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        write(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(assign, "replace_file", stops)
        patch.setattr("convbook.exercises.assigning.parameters.replace_file", stops)
        if writes < 7:
            with pytest.raises(KeyboardInterrupt):
                out(tmp_path / "broken", moved)
    out(tmp_path / "broken", moved)
    assert content(tmp_path / "broken") == content(tmp_path / "whole")


def test_a_reseed_gives_other_numbers_to_one_student(tmp_path: Path) -> None:
    out(tmp_path)
    before = content(tmp_path)
    done = out(tmp_path, [replace(STUDENTS[0], reseed="b"), *STUDENTS[1:]])
    after = content(tmp_path)
    assert done.again == ("s1",)
    assert done.changes == ("s1: other numbers (reseed), also where they had begun",)
    assert {name for name in before if before[name] != after[name]} == {
        "notebooks/s1/hw1.ipynb",
        "parameters.json",
        "printed/class.html",
        "printed/s1.html",
    }
    with pytest.raises(ConvbookValueError, match=r"none for s1.*give --accommodations"):
        out(tmp_path)
    assert content(tmp_path) == after


def more(work: Assignment = WORK, **fields: object) -> Assignment:
    return replace(work, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (more(items=ITEMS[:2]), f"none new and {ITEMS[2].exercise}@1 missing"),
        (more(items=ITEMS[::-1]), "another order"),
        (more(items=(*ITEMS, Item("rates-without-gaps", 1, 1.0))), "rates-without-gaps@1 new"),
        (more(attempts=1), "attempts must not fall below the 2"),
        (more(course="other"), "the course must be that of the material"),
        (more(id="hw2"), "the assignment must be that of the material"),
        (more(items=(replace(ITEMS[0], version=9), *ITEMS[1:])), "use the release"),
    ],
)
def test_other_numbers_are_refused_once_handed_out(
    work: Assignment, said: str, tmp_path: Path
) -> None:
    out(tmp_path)
    before = content(tmp_path)
    with pytest.raises(ConvbookValueError, match=said):
        out(tmp_path, [*STUDENTS, LATE], work)
    assert content(tmp_path) == before


def test_an_attempt_may_be_added(tmp_path: Path) -> None:
    out(tmp_path)
    before = seeds_of(tmp_path / "parameters.json")
    done = out(tmp_path, work=more(attempts=3))
    assert done.changes == ("attempts: 2 -> 3",)
    assert len(done.again) == 3
    assert before.items() < seeds_of(tmp_path / "parameters.json").items()


def test_rules_that_no_number_depends_on_may_change_and_are_said(tmp_path: Path) -> None:
    out(tmp_path)
    seeds = seeds_of(tmp_path / "parameters.json")
    items = (replace(ITEMS[0], points=0.0), *ITEMS[1:])
    done = out(tmp_path, work=more(items=items, policy="last", title="Sheet"))
    assert done.changes == (
        "title: Homework -> Sheet",
        "policy: best -> last",
        f"points of {ITEMS[0].exercise}: 2 -> 0",
    )
    assert len(done.again) == 3
    assert seeds_of(tmp_path / "parameters.json") == seeds
    # What a notebook does not state changes no notebook.
    done = out(tmp_path, work=more(items=items, policy="best", title="Sheet"))
    assert (len(done.stayed), done.changes) == (3, ("policy: last -> best",))


def test_new_ids_for_the_same_people_are_refused(tmp_path: Path) -> None:
    out(tmp_path)
    with pytest.raises(ConvbookValueError, match="'77' for Ada Lovelace"):
        out(tmp_path, [Student("77", "Ada Lovelace")])
    assert out(tmp_path, [Student("77", "Emmy")]).new == ("77",)


def test_notebooks_without_their_record_are_refused(tmp_path: Path) -> None:
    out(tmp_path)
    (tmp_path / "parameters.json").unlink()
    with pytest.raises(ConvbookValueError, match=r"must hold the parameters.json"):
        out(tmp_path)
