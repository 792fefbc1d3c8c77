"""What a student worked on, as HTML: the numbers of the variant, the answer, what it does."""

import json
from collections.abc import Sequence
from typing import Any

from convbook.exercises import blocks
from convbook.exercises.family import Block, Family, Params, cells, rows, text
from convbook.exercises.fields import Answer, AnswerError, Field, normalized
from convbook.exercises.returning.files import clean, html
from convbook.exercises.returning.page import shorten
from convbook.viz import format_number

LONGEST = 1000
# More columns than this may be wider than a phone.
WIDE = 7
STYLE = """
.work{margin-top:14px;border-top:1px solid var(--line);padding-top:8px}
.work h4{font-size:.86rem;margin:14px 0 4px;color:var(--soft)}.work p{margin:.3em 0}
.work table{width:auto;max-width:100%;margin:8px 0;font-size:.92rem}
.work th,.work td{padding:4px 10px}.work td{overflow-wrap:anywhere}
.work caption{text-align:left;color:var(--soft);font-size:.86rem;padding-bottom:4px}
.work .cb-ex-cells td{border:1px solid var(--line);text-align:right;min-width:2.1em;padding:3px 7px;
background:var(--track)}.work .cb-role-kernel td{background:var(--accent-soft)}
.work .cb-role-output td{background:var(--warm-soft)}
@media print{.work::details-content{content-visibility:visible;block-size:auto}}
"""


def work_of(
    family: Family, params: Params | None, answer: Any, opened: bool, *, answered: bool = True
) -> str:
    """The exercise as it was set, the answer as it was recorded, and what the answer does."""
    if params is None:
        return ""
    inside = _html(family.statement(params))
    if answered:
        inside += _answered(family, params, answer)
    summary = "The exercise and your answer" if answered else "The exercise"
    return (
        f'<details class="work"{" open" if opened else ""}>'
        f"<summary>{summary}</summary>{inside}</details>"
    )


def _answered(family: Family, params: Params, answer: Any) -> str:
    form = family.form(params)
    parts = ["<h4>Your answer</h4>"]
    try:
        fits = normalized(form, answer)
    except AnswerError:
        parts.append(_raw(answer))
    else:
        parts.append(_html(answer_blocks(form, fits)))
        shows = family.judge(params, fits).shows
        if shows:
            parts += ["<h4>What your answer does</h4>", _html(shows)]
    return "".join(parts)


def answer_blocks(form: tuple[Field, ...], answer: Answer) -> list[Block]:
    """An answer that fits its form, as blocks.

    Example:
        >>> from convbook.exercises.fields import number
        >>> answer_blocks((number("size", "Size of the kernel", 1, 9),), {"size": 3})
        [{'text': 'Size of the kernel: `3`'}]
    """
    return [_field(field, answer[field.name]) for field in form]


def _field(field: Field, value: Any) -> Block:
    if field.shape == "grid":
        lines = [value[i : i + field.columns] for i in range(0, len(value), field.columns)]
        return cells(field.label, lines, field.role)
    if field.shape == "table":
        width = len(field.heads)
        lines = [value[i : i + width] for i in range(0, len(value), width)]
        return rows([head.label for head in field.heads], lines)
    if field.shape == "choice":
        return text(f"{field.label}: {dict(field.options)[value]}")
    values = value if field.shape == "list" else [value]
    return text(f"{field.label}: `{', '.join(map(format_number, values)) or 'empty'}`")


def _html(parts: Sequence[str | Block]) -> str:
    """Blocks as HTML; one that may be wide scrolls by itself, by keyboard too."""
    return "".join(_scrolling(part, clean(blocks.to_html([part]))) for part in parts)


def _scrolling(block: str | Block, made: str) -> str:
    if isinstance(block, str) or max(_widths(block)) <= WIDE:
        return made
    label = html(str(block.get("label", "Table")))
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">{made}</div>'


def _widths(block: Block) -> list[int]:
    lines: list[list[Any]] = block.get("cells") or block.get("rows") or []
    return [0, *map(len, lines)]


def _raw(answer: Any) -> str:
    if answer is None:
        return "<p>It is too long to be shown.</p>"
    shown = json.dumps(answer, ensure_ascii=False, sort_keys=True)
    return f"<p><code>{html(shorten(shown, LONGEST))}</code></p>"
