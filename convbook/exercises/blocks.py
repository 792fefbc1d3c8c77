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


def _block(block: Any) -> str:
    if isinstance(block, str):
        return f"<p>{_words(block)}</p>"
    if "text" in block:
        return f'<p class="cb-ex-fact">{_words(block["text"])}</p>'
    if "cells" in block:
        body = "".join(_row("td", row, ' class="cb-cell"') for row in block["cells"])
        caption = f"<caption>{_words(block['label'])}</caption>"
        css = f"cb-ex-cells cb-role-{html.escape(block['role'])}"
        return f'<table class="{css}">{caption}<tbody>{body}</tbody></table>'
    head = _row("th", block["heads"], ' scope="col"')
    body = "".join(_row("td", row, "") for row in block["rows"])
    return f'<table class="cb-ex-rows"><thead>{head}</thead><tbody>{body}</tbody></table>'


def _row(tag: str, values: list[Any], attributes: str) -> str:
    return "<tr>" + "".join(f"<{tag}{attributes}>{_text(v)}</{tag}>" for v in values) + "</tr>"


def _text(value: Any) -> str:
    return format_number(value) if isinstance(value, int | float) else _words(str(value))


def _words(text: str) -> str:
    parts = html.escape(text, quote=False).split("`")
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))
