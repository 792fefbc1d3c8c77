"""The class report: one page that stands alone, for those who teach."""

from collections.abc import Mapping, Sequence

from convbook.exercises.family import Family
from convbook.exercises.grading.results import ClassResult
from convbook.exercises.returning import charts, statistics
from convbook.exercises.returning.feedback import POLICIES, moment
from convbook.exercises.returning.files import html, points
from convbook.exercises.returning.misconceptions import misconceptions
from convbook.exercises.returning.overview import overview
from convbook.exercises.returning.page import bar, counted, name, page, percent, shorten, wide
from convbook.exercises.returning.report_style import SCRIPT, STYLE
from convbook.exercises.returning.statistics import POOR, ItemStatistics, Totals
from convbook.exercises.returning.students import students_table
from convbook.exercises.returning.timeline import timeline

MOST_NOTES = 200


def report(
    result: ClassResult,
    known: Mapping[str, Family] | None = None,
    notes: Sequence[str] = (),
) -> str:
    """The page; `known` are the families by their ids, `notes` say what the gradebook lacked."""
    known = known or {}
    totals, found = statistics.totals(result), statistics.items(result)
    parts = [_head(result), _numbers(result, totals)]
    parts.append(overview(result, totals, found, known, len(notes)))
    if totals.values:
        parts += [
            misconceptions(found, known),
            _items(found, known),
            _carpet(result, found),
            _distribution(result, totals),
            timeline(result),
        ]
    parts += [_problems(result), _notes(notes), students_table(result)]
    parts.append(
        "<footer><p>This page names students: keep it among those who teach. It loads nothing and "
        "sends nothing.</p></footer>"
    )
    title = f"{result.assignment.title}: class report"
    return page(title, "\n".join(parts), kind="report", style=STYLE, script=SCRIPT)


def _head(result: ClassResult) -> str:
    work = result.assignment
    facts = [f"{counted(len(work.items), 'exercise')}, {counted(work.possible, 'point')}."]
    if work.due:
        facts.append(f"Due {moment(work.due.isoformat())}.")
    if work.attempts > 1:
        facts.append(f"Up to {work.attempts} attempts. {POLICIES[work.policy]}")
    if work.late_per_day:
        facts.append(f"Each day late costs {percent(work.late_per_day)}.")
    return (
        f'<header><p class="kicker">{html(work.course)}</p>'
        f"<h1>{html(shorten(work.title, 300))}</h1>"
        f'<p class="soft">{html(" ".join(facts))}</p></header>'
    )


def _numbers(result: ClassResult, totals: Totals) -> str:
    possible = result.assignment.possible
    handed = totals.handed_in / totals.enrolled if totals.enrolled else None
    share = totals.mean / possible if totals.mean is not None and possible else None
    tiles = [("Handed in", f"{totals.handed_in}", f"of {totals.enrolled} ({percent(handed)})")]
    if totals.mean is not None and totals.middle is not None and totals.spread is not None:
        half = f"middle half {points(totals.quarter or 0)} to {points(totals.three_quarters or 0)}"
        tiles += [
            ("Mean", points(totals.mean), f"of {counted(possible, 'point')} ({percent(share)})"),
            ("Median", points(totals.middle), half),
            ("Spread", points(totals.spread), "standard deviation"),
        ]
    tiles.append(("Late", f"{totals.late}", "of the attempts that count"))
    failed = sum(not one.graded for one in result.problems)
    tiles.append(("Problems", f"{len(result.problems)}", f"files, {failed} not graded"))
    inside = "".join(
        f"<div><dt>{label}</dt><dd><b>{number}</b><span>{more}</span></dd></div>"
        for label, number, more in tiles
    )
    return f'<dl class="tiles">{inside}</dl>'


def _distribution(result: ClassResult, totals: Totals) -> str:
    possible = result.assignment.possible
    rows = "".join(
        f"<tr><th scope=row>{points(low)} to {points(high)}</th><td class=n>{count}</td></tr>"
        for low, high, count in charts.bins(totals.values, possible)
    )
    return (
        '<section class="card"><h2>Distribution of totals</h2>'
        '<p class="soft">Students by points, after lateness. The line below the axis spans the '
        "middle half of the class.</p>"
        f"{wide(charts.histogram(totals, possible), 'Distribution of totals')}"
        "<details><summary>The numbers</summary><table><thead><tr><th scope=col>Points</th>"
        f"<th scope=col class=n>Students</th></tr></thead><tbody>{rows}</tbody></table></details>"
        "</section>"
    )


def _title(exercise: str, known: Mapping[str, Family]) -> str:
    return html(shorten(known[exercise].title if exercise in known else exercise, 160))


def _items(found: Sequence[ItemStatistics], known: Mapping[str, Family]) -> str:
    heads = "".join(
        f'<th scope=col class="{kind}">{head}</th>'
        for head, kind in (
            ("No.", "n"),
            ("Exercise", ""),
            ("Mean share", ""),
            ("Full marks", "n"),
            ("Answered", "n"),
            ("Discrimination", "n"),
        )
    )
    rows = "".join(_item_row(number, one, known) for number, one in enumerate(found, 1))
    return (
        '<section class="card" id="exercises"><h2>Exercises</h2>'
        '<p class="soft">The mean share says how hard an exercise was. '
        "Discrimination is the correlation of its points with the points of "
        "all the others: below 0.2 an exercise says little about who can do the rest, so look at "
        "its wording.</p>"
        f"{wide(charts.scatter(found), 'Exercises by mean share and discrimination')}"
        + wide(
            f'<table class="items"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>',
            "Table of exercises",
        )
        + "</section>"
    )


def _item_row(number: int, one: ItemStatistics, known: Mapping[str, Family]) -> str:
    value = one.discrimination
    shown = "–" if value is None else f"{value:.2f}".replace("-", "−")
    if value is not None and value < POOR:
        shown = f'<span class="tag warm">{shown}</span>'
    share = one.difficulty or 0
    return (
        f'<tr><td class="n soft">{number}</td><th scope=row>{_title(one.exercise, known)}</th>'
        f'<td><span class="pair">{bar(share)}<span>{percent(one.difficulty)}</span></span></td>'
        f"<td class=n>{percent(one.full)}</td><td class=n>{percent(one.answered)}</td>"
        f"<td class=n>{shown}</td></tr>"
    )


def _carpet(result: ClassResult, found: Sequence[ItemStatistics]) -> str:
    names = ("0", "to a third", "to two thirds", "below full", "full", "no answer")
    keys = "".join(f'<li><i class="k{i}"></i>{label}</li>' for i, label in enumerate(names))
    return (
        '<section class="card"><h2>The class at a glance</h2><p class="soft">Each column is a '
        "student, each row an exercise (by its number above), easy ones at the top.</p>"
        f"{wide(charts.fingerprint(result.students, found), 'The class at a glance')}"
        f'<ul class="keys" aria-label="Share of an exercise">{keys}</ul></section>'
    )


def _problems(result: ClassResult) -> str:
    head = '<section class="card" id="problems"><h2>Files with a problem</h2>'
    if not result.problems:
        return f"{head}<p>None.</p></section>"
    rows = "".join(
        f"<tr><th scope=row><code>{name(one.file, '(no name)')}</code></th>"
        f"<td class=id>{name(one.student) if one.student else '–'}</td>"
        f'<td><span class="tag {"" if one.graded else "warm"}">'
        f"{'graded' if one.graded else 'not graded'}</span></td>"
        f"<td><bdi>{html(shorten(one.reason, 600))}</bdi></td></tr>"
        for one in sorted(result.problems, key=lambda one: one.graded)
    )
    table = (
        '<table class="problems"><thead><tr><th scope=col>File</th><th scope=col>Student</th>'
        "<th scope=col>Outcome</th><th scope=col>Reason</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )
    return f"{head}{wide(table, 'Table of files with a problem', 'tall')}</section>"


def _notes(notes: Sequence[str]) -> str:
    if not notes:
        return ""
    lines = "".join(
        f"<li><bdi>{html(shorten(note, 300))}</bdi></li>" for note in notes[:MOST_NOTES]
    )
    if len(notes) > MOST_NOTES:
        lines += f"<li>and {len(notes) - MOST_NOTES} more, all in audit.jsonl</li>"
    head = '<section class="card" id="gradebook"><h2>What the gradebook lacks</h2>'
    return f"{head}<ul>{lines}</ul></section>"
