"""The sheet of a student in a notebook: cards that are saved as they change, and handing in."""

import importlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from convbook.errors import ConvbookValueError, message
from convbook.exercises.assigning.sheet_files import Draft
from convbook.exercises.assigning.sheet_places import handed_in
from convbook.exercises.assigning.sheet_reading import SheetData, read_sheet
from convbook.exercises.assigning.sheet_view import Overview, overview
from convbook.exercises.card import Exercise
from convbook.exercises.fields import AnswerError, normalized


def open_sheet(sheet: Mapping[str, Any] | str | Path, folder: str | Path = ".") -> "Sheet":
    """Open a sheet; what was answered before in this folder is there again.

    Args:
        sheet: the sheet as the notebook embeds it, or a JSON file of it.
        folder: where the draft and the file to hand in are kept.

    Raises:
        ConvbookValueError: it is no sheet of this release, or the folder holds a draft of
            another student.
    """
    return Sheet(read_sheet(sheet), Path(folder))


class Sheet:
    """A student's sheet: its exercises as cards, one for each cell of the notebook.

    Attributes:
        data: what the sheet says.
        folder: where its files are.
    """

    def __init__(self, data: SheetData, folder: Path) -> None:
        self.data, self.folder = data, folder
        self._drafts: dict[int, Draft] = {}
        self._cards: dict[tuple[int, str], Exercise] = {}
        self._attempt = data.attempts
        for attempt in range(1, data.attempts + 1):
            if handed_in(data, attempt, folder) is None:
                self._attempt = attempt
                break
        self._opened(self._attempt)

    @property
    def attempt(self) -> int:
        """The attempt that is worked on; at first, the first one not yet handed in."""
        return self._attempt

    @attempt.setter
    def attempt(self, number: int) -> None:
        if number not in range(1, self.data.attempts + 1):
            rule = f"the attempt must lie within 1 and {self.data.attempts}"
            raise ConvbookValueError(message("sheet.attempt", rule, repr(number)))
        self._attempt = int(number)
        print(f"Attempt {number} of {self.data.attempts}; run the cells of the exercises again.")

    @property
    def _draft(self) -> Draft:
        return self._opened(self._attempt)

    def _opened(self, attempt: int) -> Draft:
        if attempt not in self._drafts:
            self._drafts[attempt] = Draft(self.data, attempt, self.folder)
        return self._drafts[attempt]

    def show(self, exercise: str) -> Exercise:
        """The card of an exercise, with what is recorded; each change of it is saved."""
        item = self.data.item(exercise, "sheet.show")
        draft = self._draft
        key = (draft.attempt, exercise)
        if key not in self._cards:
            seed = item.seeds[draft.attempt - 1]
            card = Exercise(family=exercise, seed=seed, answer=_text(draft.answers[exercise]))
            card.observe(lambda change: self._changed(draft, exercise, change.new), names="params")
            self._cards[key] = card
        _say(draft.trouble)
        return self._cards[key]

    def answer(self, exercise: str, answer: Any) -> None:
        """Record an answer from code: an object with the exercise's fields; None empties it.

        Raises:
            ConvbookValueError: it does not fit the exercise; the text says why.
        """
        item = self.data.item(exercise, "sheet.answer")
        draft = self._draft
        if answer is not None:
            form = item.family.form(item.params(draft.attempt))
            try:
                plain = json.loads(json.dumps(answer, default=_plain))
                answer = normalized(form, plain)
            except (AnswerError, TypeError, ValueError) as error:
                raise ConvbookValueError(
                    message("sheet.answer", str(error), repr(answer))
                ) from None
        draft.record(exercise, answer)
        self._refresh(draft)
        _say(draft.trouble)

    def check(self, exercise: str) -> None:
        """Say what the check of the recorded answer says."""
        item, draft = self.data.item(exercise, "sheet.check"), self._draft
        answer = draft.answers[exercise]
        if answer is None:
            print("Nothing is recorded yet.")
            return
        feedback = item.family.check(item.params(draft.attempt), answer)
        share = f"Partly right ({100 * feedback.points:.0f} %)." if feedback.points else "Not yet."
        print("Right." if feedback.correct else share, feedback.message)

    def points(self, exercise: str) -> float:
        """The points of an answer: of the last attempt handed in, or else of the draft."""
        item = self.data.item(exercise, "sheet.points")
        attempt, answer = self._attempt, self._draft.answers[exercise]
        for number in range(1, self.data.attempts + 1):
            found = handed_in(self.data, number, self.folder)
            if found is not None:
                attempt = number
                answer = {e.exercise: e.answer for e in found.entries}.get(exercise)
        return float(item.points * item.family.check(item.params(attempt), answer).points)

    def restore(self, file: str | Path) -> None:
        """Take the answers of a file that was handed in, or of a draft, for this attempt.

        Raises:
            ConvbookValueError: it is no such file, or that of another student or attempt.
        """
        draft = self._draft
        changed = draft.restore(Path(file))
        self._refresh(draft)
        print(f"Answers taken from {Path(file).name}: {', '.join(changed) or 'none that is new'}.")
        _say(draft.trouble)

    def hand_in(self) -> Overview:
        """Write the file to hand in and show what it holds; in Colab, download it.

        A sheet without any answer is not handed in, so that running all cells uses no attempt.

        Raises:
            ConvbookValueError: the file cannot be written; its text is printed before.
        """
        draft = self._draft
        if all(answer is None for answer in draft.answers.values()):
            return overview(draft, "Nothing is answered, so nothing is handed in")
        try:
            content = draft.hand_in()
        except (OSError, ConvbookValueError) as error:
            print(f"Copy the text between the lines into a file named {draft.target.name}:")
            print("-" * 20, draft.content().decode().rstrip(), "-" * 20, sep="\n")
            rule = "the file to hand in must be writable"
            raise ConvbookValueError(message("sheet.hand_in", rule, error)) from None
        _colab_download(draft.target)
        first = f"Written: {draft.target.resolve()} ({len(content)} bytes). Hand in this file."
        return overview(draft, "To hand in", first, (draft.target.name, content))

    def _changed(self, draft: Draft, exercise: str, params: Mapping[str, Any]) -> None:
        text = params.get("answer")
        try:
            draft.record(exercise, json.loads(text) if text else None)
        except (TypeError, ValueError) as error:
            _say(f"This change is not saved: {error}")
        else:
            self._refresh(draft)
            _say(draft.trouble)

    def _refresh(self, draft: Draft) -> None:
        """Let the cards show what is recorded, where code or another kernel changed it."""
        for (attempt, exercise), card in self._cards.items():
            answer = draft.answers[exercise]
            if attempt == draft.attempt and _shown(card) != answer:
                card.params = {**card.params, "answer": _text(answer)}

    def __repr__(self) -> str:
        return repr(overview(self._draft, "Your sheet"))

    def _repr_html_(self) -> str:
        return overview(self._draft, "Your sheet")._repr_html_()


def _text(answer: Any) -> str:
    return "" if answer is None else json.dumps(answer, separators=(",", ":"))


def _shown(card: Exercise) -> Any:
    """What the card holds; None where a front end sent what is no JSON."""
    try:
        return card.answer()
    except (TypeError, ValueError):
        return None


def _plain(value: Any) -> Any:
    """Arrays and tensors as lists."""
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} is no number, text or list")


def _say(trouble: str) -> None:
    if trouble:
        print(trouble)


def _colab_download(path: Path) -> None:
    try:
        files = importlib.import_module("google.colab.files")
    except ImportError:
        return
    files.download(str(path))
