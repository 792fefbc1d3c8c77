"""What is recorded, as a table in words: as text, and as HTML for a notebook."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any

from convbook.exercises.assigning.sheet_files import Draft
from convbook.exercises.assigning.sheet_places import handed_in

HEADS = ("", "Exercise", "Name in code", "Answer", "Recorded")
STYLE = "text-align: left; padding: 0.15em 0.8em 0.15em 0;"


@dataclass(frozen=True)
class Overview:
    """A title, sentences, the table of what is recorded, and a file to download if there is one."""

    title: str
    sentences: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    file: tuple[str, bytes] | None = None

    def __repr__(self) -> str:
        widths = [max(len(row[i]) for row in (HEADS, *self.rows)) for i in range(len(HEADS))]
        table = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in (HEADS, *self.rows)
        ]
        return "\n".join([self.title, *self.sentences, "", *table])

    def _repr_html_(self) -> str:
        sentences = "<br>".join(map(escape, self.sentences))
        return (
            f"<p><strong>{escape(self.title)}</strong></p><p>{sentences}</p>"
            f'<div style="overflow-x: auto"><table><thead>{_row("th", HEADS)}</thead>'
            f"<tbody>{''.join(_row('td', row) for row in self.rows)}</tbody></table></div>"
            f"{self._link()}"
        )

    def _link(self) -> str:
        if self.file is None:
            return ""
        name, content = self.file
        data = base64.b64encode(content).decode()
        return (
            f'<p><a download="{escape(name)}" href="data:application/json;base64,{data}">'
            f"Download {escape(name)}</a></p>"
        )


def overview(
    draft: Draft, title: str, first: str = "", file: tuple[str, bytes] | None = None
) -> Overview:
    """What is recorded of an attempt; `first` is the first sentence, if it was just handed in."""
    rows = []
    for number, item in enumerate(draft.data.items, 1):
        answer = draft.answers[item.exercise]
        fits = item.family.verdict(item.params(draft.attempt), answer) is not None
        when = "" if answer is None else time_words(draft.when.get(item.exercise, ""))
        state = _state(answer, fits)
        rows.append((f"{number}.", item.family.title, item.exercise, state, when))
    return Overview(title, tuple(_sentences(draft, first)), tuple(rows), file)


def _sentences(draft: Draft, first: str) -> list[str]:
    data = draft.data
    empty = sum(answer is None for answer in draft.answers.values())
    said = [first] if first else []
    said.append(f"{data.title}, {data.name} ({data.student}).")
    said.append(f"Attempt {draft.attempt} of {data.attempts}.")
    handed = handed_in(data, draft.attempt, draft.target.parent)
    if handed and not first:
        said.append(f"This attempt was handed in: {time_words(handed.saved)}.")
    said.append(f"{len(data.items) - empty} answered, {empty} empty.")
    if data.due is not None:
        late = ", which is over by this machine's clock" if datetime.now(UTC) > data.due else ""
        said.append(f"Due {moment_words(data.due)}{late}.")
    return [*said, *draft.notes, *([draft.trouble] if draft.trouble else [])]


def _state(answer: Any, fits: bool) -> str:
    if answer is None:
        return "empty"
    return "answered" if fits else "cannot be read yet"


def _row(tag: str, cells: tuple[str, ...]) -> str:
    inner = "".join(f'<{tag} style="{STYLE}">{escape(cell)}</{tag}>' for cell in cells)
    return f"<tr>{inner}</tr>"


def time_words(time: str) -> str:
    """An ISO time as people read it; what is no time stays as it is.

    Example:
        >>> time_words("2026-12-07T10:02:03+00:00")
        '2026-12-07 10:02 UTC'
    """
    try:
        return moment_words(datetime.fromisoformat(time).astimezone(UTC))
    except ValueError:
        return time


def moment_words(moment: datetime) -> str:
    """A moment in its own zone.

    Example:
        >>> moment_words(datetime.fromisoformat("2026-12-07T23:59:00+01:00"))
        '2026-12-07 23:59 UTC+01:00'
    """
    return f"{moment:%Y-%m-%d %H:%M} {moment.tzname()}"
