"""The class report's sections on what went wrong, with the sentence that corrects it."""

from collections.abc import Mapping, Sequence

from convbook.exercises.family import Family
from convbook.exercises.returning.files import html, prose
from convbook.exercises.returning.page import bar, counted, shorten
from convbook.exercises.returning.statistics import ItemStatistics

TOP = 10


def misconceptions(found: Sequence[ItemStatistics], known: Mapping[str, Family]) -> str:
    """The most frequent ones of all exercises, then all of them, folded by exercise."""
    every = [
        (count, number, key, one)
        for number, one in enumerate(found, 1)
        for key, count in one.misconceptions
    ]
    every.sort(key=lambda row: (-row[0], row[1], row[2]))
    most = max([1, *(row[0] for row in every), *(one.other for one in found)])
    return _frequent(every[:TOP], len(every), most, known) + _folded(found, most, known)


def _frequent(
    rows: Sequence[tuple[int, int, str, ItemStatistics]],
    number: int,
    most: int,
    known: Mapping[str, Family],
) -> str:
    head = '<section class="card"><h2>Most frequent misconceptions</h2>'
    if not rows:
        return f"{head}<p>None was recognized.</p></section>"
    lines = []
    for count, at, key, one in rows:
        family = known.get(one.exercise)
        where = f'<span class="from">{at} {html(_title(one, family))}</span>'
        lines.append(_named(key, count, most, family, where))
    kinds = f"The first {len(rows)} of {number}" if number > len(rows) else f"All {number}"
    return (
        f'{head}<p class="soft">{kinds}, by how many students gave the answer of somebody who '
        "believes it, with its exercise and the sentence that corrects it.</p>"
        f'<ol class="columns">{"".join(lines)}</ol></section>'
    )


def _folded(found: Sequence[ItemStatistics], most: int, known: Mapping[str, Family]) -> str:
    blocks = []
    for number, one in enumerate(found, 1):
        family = known.get(one.exercise)
        lines = [_named(key, count, most, family) for key, count in one.misconceptions]
        if one.other:
            lines.append(_line("<em>none recognized</em>", one.other, most, "quiet"))
        inside = f"<ul>{''.join(lines)}</ul>" if lines else "<p>No wrong answer.</p>"
        wrong = sum(count for _, count in one.misconceptions) + one.other
        blocks.append(
            f'<details class="fold" id="e{number}"><summary><span><span class="soft">{number}'
            f"</span> {html(_title(one, family))}</span> <span class=soft>"
            f"{counted(wrong, 'answer')} below full marks</span></summary>{inside}</details>"
        )
    return (
        '<section class="card"><h2>Misconceptions by exercise</h2><p class="soft">All that were '
        "recognized. Open an exercise; in print all are open.</p>"
        f"{''.join(blocks)}</section>"
    )


def _title(one: ItemStatistics, family: Family | None) -> str:
    return shorten(family.title if family else one.exercise, 160)


def _named(key: str, count: int, most: int, family: Family | None, where: str = "") -> str:
    label = html(shorten(key).replace("-", " "))
    wrong = family.misconceptions.get(key) if family else None
    return _line(label, count, most, "warm", prose(wrong.message) if wrong else "", where)


def _line(label: str, count: int, most: int, kind: str, said: str = "", where: str = "") -> str:
    more = f'<span class="said soft">{said}</span>' if said else ""
    return (
        f"<li><bdi>{label}</bdi><span class=n>{count}</span>{bar(count / most, kind)}"
        f"{where}{more}</li>"
    )
