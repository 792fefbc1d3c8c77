"""What a lecturer sees first: which exercises went badly and why, and what needs a look."""

from collections.abc import Mapping, Sequence

from convbook.exercises.family import Family
from convbook.exercises.grading.results import ClassResult
from convbook.exercises.returning.files import html
from convbook.exercises.returning.page import bar, counted, percent, shorten
from convbook.exercises.returning.statistics import POOR, ItemStatistics, Totals

MOST = 4


def overview(
    result: ClassResult,
    totals: Totals,
    found: Sequence[ItemStatistics],
    known: Mapping[str, Family],
    notes: int,
) -> str:
    """Two sections beside each other; `notes` is how many lines the gradebook lacks."""
    inside = _attention(result, totals, found, notes)
    if totals.values:
        inside = _worst(found, known) + inside
    return f'<div class="two">{inside}</div>'


def _worst(found: Sequence[ItemStatistics], known: Mapping[str, Family]) -> str:
    order = sorted(enumerate(found, 1), key=lambda pair: pair[1].difficulty or 0)
    missed = [(number, one) for number, one in order if (one.difficulty or 0) < 1]
    lines = "".join(_line(number, one, known) for number, one in missed[:MOST])
    inside = f'<ol class="worst">{lines}</ol>' if lines else "<p>All exercises were solved.</p>"
    return (
        '<section class="card"><h2>What went worst</h2>'
        '<p class="soft">The lowest mean shares, with the most frequent misconception.</p>'
        f"{inside}</section>"
    )


def _line(number: int, one: ItemStatistics, known: Mapping[str, Family]) -> str:
    family = known.get(one.exercise)
    title = html(shorten(family.title if family else one.exercise, 100))
    why = "no misconception recognized"
    if one.misconceptions:
        key, count = one.misconceptions[0]
        label = html(shorten(key, 60).replace("-", " "))
        why = f"<bdi>“{label}”</bdi>: {counted(count, 'student')}"
    return (
        f'<li><a href="#e{number}"><span class="n">{number}</span> {title}</a>'
        f"<b>{percent(one.difficulty)}</b>{bar(one.difficulty or 0)}<span>{why}</span></li>"
    )


def _attention(
    result: ClassResult, totals: Totals, found: Sequence[ItemStatistics], notes: int
) -> str:
    failed = sum(not one.graded for one in result.problems)
    doubts = len(result.problems) - failed
    flagged = sum(one.flagged for one in found)
    lines = [
        (failed, "file was not graded", "files were not graded", "problems"),
        (doubts, "file was graded with a doubt", "files were graded with a doubt", "problems"),
        (flagged, "answer could not be checked", "answers could not be checked", "problems"),
        (totals.missing, "student handed in nothing", "students handed in nothing", "class"),
        (notes, "note on the gradebook", "notes on the gradebook", "gradebook"),
    ]
    shown = [
        f'<li><b>{count}</b><a href="#{place}">{one if count == 1 else many}</a></li>'
        for count, one, many, place in lines
        if count
    ]
    weak = [n for n, one in enumerate(found, 1) if _weak(one)]
    if weak:
        which = ", ".join(map(str, weak[:8])) + (", …" if len(weak) > 8 else "")
        what = "exercise says" if len(weak) == 1 else "exercises say"
        shown.append(
            f'<li><b>{len(weak)}</b><span><a href="#exercises">{what} little</a> about who can do '
            f"the rest (no. {which})</span></li>"
        )
    inside = f'<ul class="look">{"".join(shown)}</ul>' if shown else "<p>Nothing.</p>"
    return f'<section class="card"><h2>What needs a look</h2>{inside}</section>'


def _weak(one: ItemStatistics) -> bool:
    return one.discrimination is not None and one.discrimination < POOR
