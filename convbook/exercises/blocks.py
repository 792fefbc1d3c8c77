"""Blocks as HTML, for pages without a script, printed sheets and feedback."""

import html
from typing import Any

from convbook.viz import format_number


def to_html(blocks: list[Any]) -> str:
    """A list of blocks (see `family`) as HTML without scripts.

    Example:
        >>> to_html(["Take `3` taps & go."])
        '<p>Take <code>3</code> taps &amp; go.</p>'
    """
    return "\n".join(map(_block, blocks))


def framed(title: str, body: str) -> str:
    """HTML in the frame of a card, below its title.

    Example:
        >>> "<p>C</p>" in framed("A & B", "<p>C</p>")
        True
    """
    head = f'<div class="cb-head"><p class="cb-title">{html.escape(title)}</p></div>'
    body = f'<div class="cb-body">{body}</div>'
    return f'<div class="cb-figure cb-exercise">{head}{body}</div>'


def _block(block: Any) -> str:
    if isinstance(block, str):
        return f"<p>{_words(block)}</p>"
    if "text" in block:
        return f'<p class="cb-ex-fact">{_words(block["text"])}</p>'
    if "cells" in block:
        body = "".join(_row("td", row, ' class="cb-cell"') for row in block["cells"])
        caption = f"<caption>{_words(block['label'])}</caption>"
        css = f"cb-ex-cells cb-role-{html.escape(block['role'])}"
        return _scrolled(f'<table class="{css}">{caption}<tbody>{body}</tbody></table>')
    # A head without words is no head: a screen reader would announce nothing.
    head = _row("th", block["heads"], ' scope="col"').replace('<th scope="col"></th>', "<td></td>")
    body = "".join(_row("td", row, "") for row in block["rows"])
    return _scrolled(
        f'<table class="cb-ex-rows"><thead>{head}</thead><tbody>{body}</tbody></table>'
    )


def _scrolled(table: str) -> str:
    return f'<div class="cb-ex-scroll">{table}</div>'


def _row(tag: str, values: list[Any], attributes: str) -> str:
    full = [f"<{tag}{attributes}>{_text(v)}</{tag}>" if v != "" else "<td></td>" for v in values]
    return "<tr>" + "".join(full) + "</tr>"


def _text(value: Any) -> str:
    return format_number(value) if isinstance(value, int | float) else _words(str(value))


def _words(text: str) -> str:
    parts = html.escape(text, quote=False).split("`")
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))
