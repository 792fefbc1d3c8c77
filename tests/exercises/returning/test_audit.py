"""The log grows by decisions that are new, and by nothing else."""

import json
from dataclasses import replace

from convbook.exercises.returning import audit
from tests.exercises.returning.classes import HOSTILE, hostile, small

KEY = "5ec2e7" * 8


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_every_decision_is_there_once(tmp_path):
    path = tmp_path / "audit.jsonl"
    result = small([[1, 0.5, 0], None])
    assert audit.append(path, result, ("Bo: not in the gradebook",)) == 5
    first = path.read_bytes()
    assert audit.append(path, result, ("Bo: not in the gradebook",)) == 0
    assert path.read_bytes() == first
    found = lines(path)
    assert [line["event"] for line in found] == ["rules", "attempt", "total", "total", "gradebook"]
    (attempt,) = (line for line in found if line["event"] == "attempt")
    assert attempt["sha256"] == result.students[0].attempts[0].digest
    assert attempt["convbook"]
    assert [one["points"] for one in attempt["items"]] == [1, 0.5, 0]
    assert attempt["items"][0]["seed_sha256"] == audit.digest("c0ffeerates-without-gaps")
    assert found[0]["policy"] == "best"
    assert found[0]["late_per_day"] == 0.1
    assert path.stat().st_mode & 0o077 == 0


def test_no_seed_and_no_reseed_is_written(tmp_path):
    path = tmp_path / "audit.jsonl"
    result = small([[1, 0.5, 0]])
    one = replace(result.students[0], student=replace(result.students[0].student, reseed=KEY))
    audit.append(path, replace(result, students=(one,)))
    assert "c0ffee" not in path.read_text()
    assert KEY not in path.read_text()
    assert lines(path)[1]["reseed_sha256"] == audit.digest(KEY)


def test_changed_decisions_add_lines_even_back_to_what_was(tmp_path):
    path = tmp_path / "audit.jsonl"
    one, other = small([[1, 1, 1]]), small([[1, 1, 0]])
    assert audit.append(path, one) == 3
    start = path.read_bytes()
    assert audit.append(path, other) == 2
    assert audit.append(path, one) == 2
    assert path.read_bytes().startswith(start)
    assert [line["total"] for line in lines(path) if line["event"] == "total"] == [3, 2, 3]


def test_line_that_was_cut_off_is_written_again(tmp_path):
    path = tmp_path / "audit.jsonl"
    result = small([[1, 1, 1]])
    audit.append(path, result)
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    assert audit.append(path, result) == 1
    assert path.read_bytes() == whole[:-20] + b"\n" + whole.splitlines(keepends=True)[-1]


def test_hostile_text_stays_in_its_line(tmp_path):
    path = tmp_path / "audit.jsonl"
    count = audit.append(path, hostile())
    assert len(lines(path)) == count == 1 + 3 * len(HOSTILE)
    assert audit.append(path, hostile()) == 0
