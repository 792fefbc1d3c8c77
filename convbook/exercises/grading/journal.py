"""What was graded so far, one line of JSON each, so that an interrupted run goes on."""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import convbook
from convbook.exercises.course import Assignment, Student
from convbook.exercises.grading.packed import Packer
from convbook.exercises.grading.results import AttemptResult, ItemResult
from convbook.exercises.grading.secret import Key, secret


@dataclass(frozen=True)
class Outcome:
    """What grading one file gave: an attempt, or the reason of a refusal."""

    student: str | None
    reason: str
    attempt: AttemptResult | None = None
    doubts: tuple[str, ...] = ()
    saved: str = ""


def context(assignment: Assignment, students: Iterable[Student], key: Key) -> str:
    """What a grade depends on besides the file: release, exercises, points, roster, key."""
    parts = [
        convbook.__version__,
        assignment.course,
        assignment.id,
        [asdict(item) for item in assignment.items],
        assignment.attempts,
        sorted([student.id, student.reseed] for student in students),
        hmac.new(secret(key), b"convbook journal", hashlib.sha256).hexdigest(),
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


class Journal:
    """An append-only file of outcomes; lines that are torn or not of this key are passed over."""

    def __init__(self, path: Path | None, key: Key, about: str) -> None:
        self._path, self._about = path, about
        self._key = hmac.new(secret(key), b"convbook journal line", hashlib.sha256).digest()
        self._known: dict[str, Outcome] = {}
        if path is not None and path.exists():
            packed = Packer()
            with path.open("rb") as lines:
                for line in lines:
                    self._take(line, packed)

    def get(self, digest: str) -> Outcome | None:
        """The outcome of the file with that digest, if it is known."""
        return self._known.get(digest)

    def add(self, outcomes: dict[str, Outcome]) -> None:
        """Append outcomes by the digests of their files; what could not be checked is left out."""
        lines = b""
        for digest, outcome in outcomes.items():
            if outcome.attempt and any(item.flagged for item in outcome.attempt.items):
                continue
            body = {"about": self._about, "digest": digest, "outcome": asdict(outcome)}
            lines += _dump({"body": body, "mac": self._mac(body)}) + b"\n"
        if self._path is None or not lines:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        with open(handle, "a+b") as stream:
            # A line torn by a kill must not swallow the first one written now.
            end = stream.seek(0, os.SEEK_END)
            if end:
                stream.seek(end - 1)
                lines = lines if stream.read(1) == b"\n" else b"\n" + lines
            stream.write(lines)
            stream.flush()
            os.fsync(stream.fileno())

    def _mac(self, body: Any) -> str:
        return hmac.new(self._key, _dump(body), hashlib.sha256).hexdigest()

    def _take(self, line: bytes, packed: Packer) -> None:
        try:
            value = json.loads(line)
            body = value["body"]
            genuine = hmac.compare_digest(str(value["mac"]).encode(), self._mac(body).encode())
            if genuine and body["about"] == self._about:
                self._known[body["digest"]] = _outcome(body["outcome"], packed)
        except (ValueError, KeyError, TypeError, RecursionError):
            return


def _dump(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _outcome(value: dict[str, Any], packed: Packer) -> Outcome:
    attempt = value["attempt"]
    if attempt is not None:
        items = packed([ItemResult(**item) for item in attempt["items"]])
        attempt = AttemptResult(**{**attempt, "items": items})
    return Outcome(**{**value, "attempt": attempt, "doubts": tuple(value["doubts"])})
