"""The class report's section on what went wrong, with the sentence that corrects it."""

from collections.abc import Mapping, Sequence

from convbook.exercises.family import Family
from convbook.exercises.returning.files import html, prose
from convbook.exercises.returning.page import bar, shorten
from convbook.exercises.returning.statistics import ItemStatistics


def misconceptions(found: Sequence[ItemStatistics], known: Mapping[str, Family]) -> str:
    """The section, exercise by exercise, the most frequent misconception first."""
    most = max((n for one in found for _, n in one.misconceptions), default=0)
    most = max([most, *(one.other for one in found), 1])
    blocks = []
    for number, one in enumerate(found, 1):
        family = known.get(one.exercise)
        lines = [_named(key, count, most, family) for key, count in one.misconceptions]
        if one.other:
            lines.append(_line("<em>none recognized</em>", one.other, most, "quiet"))
        if lines:
            title = html(shorten(family.title if family else one.exercise, 160))
            blocks.append(
                f'<div class="unit"><h3><span class="soft">{number}</span> {title}</h3>'
                f"<ul>{''.join(lines)}</ul></div>"
            )
    inside = f'<div class="columns">{"".join(blocks)}</div>' if blocks else "<p>None.</p>"
    return (
        '<section class="card"><h2>Misconceptions</h2><p class="soft">How many students gave the '
        "answer of somebody with this misconception, by exercise, and what corrects it.</p>"
        f"{inside}</section>"
    )


def _named(key: str, count: int, most: int, family: Family | None) -> str:
    label = html(shorten(key).replace("-", " "))
    wrong = family.misconceptions.get(key) if family else None
    return _line(label, count, most, "warm", prose(wrong.message) if wrong else "")


def _line(label: str, count: int, most: int, kind: str, said: str = "") -> str:
    more = f'<span class="said soft">{said}</span>' if said else ""
    return f"<li><bdi>{label}</bdi><span class=n>{count}</span>{bar(count / most, kind)}{more}</li>"
