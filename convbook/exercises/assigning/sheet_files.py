"""The answers of one attempt, and the file that keeps them; the file is the submission to be."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import convbook
from convbook.errors import ConvbookValueError, message
from convbook.exercises.assigning import sheet_places as places
from convbook.exercises.assigning.sheet_reading import SheetData
from convbook.exercises.course import SCHEMA
from convbook.exercises.grading.submission import RefusedError, Submission, read_submission
from convbook.exercises.returning.files import replace_file


def now() -> str:
    """The time as files state it, in UTC, so that their order is that of the text."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Draft:
    """The answers of one attempt; every change goes to the file at once.

    Another kernel may write the same file: what this one did not touch is taken from there.

    Attributes:
        path: the draft.
        target: the file to hand in.
        answers: what is recorded, None where nothing is.
        when: when each answer was recorded, as far as it is known.
        notes: what happened to the files, in words, for the student.
        trouble: why the last change is not in the file, or "".
    """

    def __init__(self, data: SheetData, attempt: int, folder: Path) -> None:
        self.data, self.attempt = data, attempt
        self.path = places.draft_path(data, attempt, folder)
        self.target = places.target_path(data, attempt, folder)
        self.answers: dict[str, Any] = {item.exercise: None for item in data.items}
        self.when: dict[str, str] = {}
        self.notes: list[str] = []
        self.trouble = ""
        self.saved = now()
        self._touched: set[str] = set()
        self._content = b""
        if not self._take(self.path):
            self._take(self.target)
        self.save()

    def record(self, exercise: str, answer: Any) -> None:
        """Record an answer, None for no answer, and save it.

        Raises:
            ConvbookValueError: no submission can hold it; what was recorded before stays.
        """
        if answer == self.answers[exercise]:
            return
        old, self.answers[exercise] = self.answers[exercise], answer
        try:
            read_submission(self.content())
        except (RefusedError, ValueError, TypeError, RecursionError) as error:
            self.answers[exercise] = old
            rule = "an answer must be JSON that a submission can hold"
            raise ConvbookValueError(message("sheet.answer", rule, error)) from None
        self._touched.add(exercise)
        self.saved = self.when[exercise] = now()
        self.save()

    def save(self) -> None:
        """Write the draft; where that fails, say so in `trouble` and go on in memory."""
        try:
            if self._on_disk() not in (None, self._content):
                self._take(self.path)
            content = self.content()
            replace_file(self.path, content)
        except (OSError, ConvbookValueError) as error:
            self.trouble = f"This change is not saved: {error}"
        else:
            self._content, self.trouble = content, ""

    def content(self, saved: str = "") -> bytes:
        """The bytes of the file."""
        items = [
            {
                "exercise": item.exercise,
                "version": item.version,
                "seed": item.seeds[self.attempt - 1],
                "answer": self.answers[item.exercise],
            }
            for item in self.data.items
        ]
        value = {
            "schema": SCHEMA,
            "course": self.data.course,
            "assignment": self.data.assignment,
            "student": self.data.student,
            "attempt": self.attempt,
            "convbook": convbook.__version__,
            "saved": saved or self.saved,
            "items": items,
        }
        text = json.dumps(value, sort_keys=True, allow_nan=False, separators=(",", ":"))
        return text.encode() + b"\n"

    def hand_in(self) -> bytes:
        """Write the file to hand in, and return its bytes.

        Raises:
            OSError: it cannot be written.
            ConvbookValueError: a file of that name belongs to somebody else.
        """
        self.save()
        self._read(self.target)
        content = self.content(saved=now())
        replace_file(self.target, content)
        return content

    def restore(self, path: Path) -> list[str]:
        """Take the answers of a file handed in or a draft, and return the exercises changed."""
        content = places.content(path)
        try:
            found = read_submission(content)
        except RefusedError as refused:
            rule = "the file must be a submission"
            raise ConvbookValueError(
                message("sheet.restore", rule, f"{path}: {refused.reason}")
            ) from None
        places.refuse_others(path, found, self.data, self.attempt)
        before = dict(self.answers)
        for exercise, answer in self._matching(found).items():
            if answer is not None:
                self.record(exercise, answer)
        return [exercise for exercise in before if before[exercise] != self.answers[exercise]]

    def _take(self, path: Path) -> bool:
        """Take the answers of a file, but for what was changed here; False if there is none."""
        found = self._read(path)
        if found is None:
            return False
        matching = self._matching(found)
        for exercise, answer in matching.items():
            if exercise not in self._touched:
                self.answers[exercise] = answer
                self.when[exercise] = found.saved
        other = [entry for entry in found.entries if entry.exercise not in matching]
        if any(entry.answer is not None for entry in other):
            self.notes.append(
                places.put_aside(path, "it answers exercises or numbers that this sheet has not")
            )
            self.save()
        elif path == self.path:
            self._content, self.saved = self._on_disk() or b"", found.saved or self.saved
        return True

    def _matching(self, found: Submission) -> dict[str, Any]:
        wanted = {
            (item.exercise, item.version, item.seeds[self.attempt - 1]) for item in self.data.items
        }
        return {
            entry.exercise: entry.answer
            for entry in found.entries
            if (entry.exercise, entry.version, entry.seed) in wanted
        }

    def _read(self, path: Path) -> Submission | None:
        """The file's content; a damaged file is put aside."""
        try:
            found = read_submission(places.content(path))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            rule = "the file of this sheet must be readable"
            got = f"{path}: {error.strerror}"
            raise ConvbookValueError(message("open_sheet", rule, got)) from None
        except RefusedError as refused:
            self.notes.append(places.put_aside(path, refused.reason))
            return None
        places.refuse_others(path, found, self.data, self.attempt)
        return found

    def _on_disk(self) -> bytes | None:
        try:
            return places.content(self.path)
        except (FileNotFoundError, NotADirectoryError):
            return None
