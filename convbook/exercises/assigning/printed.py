"""The printable page of a sheet: the notebook's numbers, and room for the answers."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from convbook.exercises import blocks
from convbook.exercises.assigning.paper import STYLE, corner, room
from convbook.exercises.family import Family
from convbook.exercises.registry import families
from convbook.exercises.returning.files import html, points
from convbook.exercises.returning.page import name, page

Sheet = Mapping[str, Any]


def printed_of(sheet: Sheet, record: Mapping[str, Any] | None = None) -> str:
    """The page of a sheet: each attempt begins on a new page of paper.

    Args:
        sheet: what the notebook embeds.
        record: what `parameters.json` keeps of the student; without it numbers are drawn again.
    """
    body = "".join(_attempt(sheet, record, at) for at in range(1, sheet["attempts"] + 1))
    style = STYLE + corner("@page", f"{sheet['name']} ({sheet['student']})")
    return page(f"{sheet['title']}: {sheet['student']}", body, kind="sheet", style=style)


def class_page(pairs: Iterable[tuple[Sheet, Mapping[str, Any]]]) -> str:
    """One page with the first attempt of every student, for printing a class at once."""
    bodies, style, title = [], STYLE, ""
    for number, (sheet, record) in enumerate(pairs):
        who = f"{sheet['name']} ({sheet['student']})"
        style += corner(f"@page s{number}", who) + f".s{number}{{page:s{number}}}"
        bodies.append(f'<div class="s{number}">{_attempt(sheet, record, 1)}</div>')
        title = sheet["title"]
    return page(f"{title}: the class", "".join(bodies), kind="sheet", style=style)


def _attempt(sheet: Sheet, record: Mapping[str, Any] | None, attempt: int) -> str:
    known = {family.id: family for family in families()}
    items = []
    for number, item in enumerate(sheet["items"], 1):
        found = known[item["exercise"]]
        params = (
            record["exercises"][found.id][attempt - 1]["params"]
            if record
            else found.generate(item["seeds"][attempt - 1])
        )
        items.append(_item(number, item, found, params, attempt))
    return f'<section class="attempt">{_head(sheet, attempt)}{"".join(items)}</section>'


def _head(sheet: Sheet, attempt: int) -> str:
    total = points(sum(item["points"] for item in sheet["items"]))
    facts = [f"{total} points"]
    if sheet["attempts"] > 1:
        facts.append(f"attempt {attempt} of {sheet['attempts']}, each with other numbers")
    if sheet["due"]:
        facts.append(f"due {_moment(sheet['due'])}")
    return (
        f'<header><p class="kicker">{html(sheet["course"])}</p>'
        f"<h1>{html(sheet['title'])}</h1>"
        f'<dl class="who"><div><dt>Name</dt><dd>{name(sheet["name"], " ")}</dd></div>'
        f"<div><dt>Number</dt><dd>{name(sheet['student'])}</dd></div></dl>"
        f'<p class="soft">{html("; ".join(facts))}</p></header>'
    )


def _item(
    number: int, item: Mapping[str, Any], found: Family, params: dict[str, Any], attempt: int
) -> str:
    worth = f"{points(item['points'])} point{'' if item['points'] == 1 else 's'}"
    fields = "".join(room(field) for field in found.form(params))
    mark = f"{found.id}@{found.version} {item['seeds'][attempt - 1][:8]}"
    return (
        f'<article class="card"><div class="unit top"><h2>{number}. {html(found.title)}</h2>'
        f'<p class="got">{worth}</p></div>'
        f'<div class="task">{blocks.to_html(found.statement(params))}</div>'
        f'<div class="unit answer">{fields}</div><p class="mark">{html(mark)}</p></article>'
    )


def _moment(text: str) -> str:
    when = datetime.fromisoformat(text)
    return f"{when.day} {when:%B %Y, %H:%M} (UTC{when.isoformat()[-6:]})"
