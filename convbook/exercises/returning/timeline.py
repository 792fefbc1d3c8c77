"""The class report's section on when attempts were handed in."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from convbook.exercises.grading.results import ClassResult
from convbook.exercises.returning.charts import levels, svg
from convbook.exercises.returning.files import html
from convbook.exercises.returning.page import wide

HOUR = timedelta(hours=1)
STEPS = tuple(hours * HOUR for hours in (1, 3, 6, 12, 24, 48, 168))
MOST = 48


@dataclass(frozen=True)
class Span:
    """A stretch of time, and how many attempts came in it, in time and late."""

    start: datetime
    end: datetime
    in_time: int
    late: int


def spans(result: ClassResult) -> list[Span]:
    """All attempts by when they came, in at most 48 steps of an hour up to some weeks."""
    zone = _zone(result)
    came = sorted(
        (datetime.fromisoformat(attempt.submitted).astimezone(zone), attempt.days_late > 0)
        for one in result.students
        for attempt in one.attempts
        if attempt.submitted
    )
    if not came:
        return []
    first, last = came[0][0], came[-1][0]
    week = STEPS[-1]
    step = next((one for one in STEPS if (last - first) / one < MOST - 1), None)
    step = step or week * (1 + (last - first) // (week * (MOST - 1)))
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    start = midnight + step * ((first - midnight) // step)
    count = 1 + (last - start) // step
    found = [[0, 0] for _ in range(count)]
    for when, late in came:
        found[(when - start) // step][late] += 1
    return [Span(start + i * step, start + (i + 1) * step, *pair) for i, pair in enumerate(found)]


def _zone(result: ClassResult) -> tzinfo:
    return (result.assignment.due and result.assignment.due.tzinfo) or UTC


def timeline(result: ClassResult) -> str:
    """The section, or nothing where no time is known."""
    found = spans(result)
    if not found:
        return ""
    rows = "".join(
        f"<tr><th scope=row>{_moment(one.start)}</th><td class=n>{one.in_time}</td>"
        f"<td class=n>{one.late}</td></tr>"
        for one in found
        if one.in_time or one.late
    )
    hours = (found[0].end - found[0].start) / HOUR
    step = f"{hours:.0f} hours" if hours > 1 else "1 hour"
    step = f"{hours / 24:.0f} days" if hours > 24 else step
    return (
        '<section class="card"><h2>When attempts came</h2>'
        f'<p class="soft">All attempts, in steps of {step}; late ones in the warm colour. '
        "Times are those of the files, or those given with the command.</p>"
        f"{wide(_chart(found, result.assignment.due), 'When attempts came')}"
        "<details><summary>The numbers</summary><table><thead><tr><th scope=col>From</th>"
        "<th scope=col class=n>In time</th><th scope=col class=n>Late</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></details></section>"
    )


def _chart(found: list[Span], due: datetime | None) -> str:
    broad, high, left, top = 720.0, 170.0, 36.0, 30.0
    step = broad / len(found)
    most = max(one.in_time + one.late for one in found)
    parts = []
    for level in levels(most):
        y = top + high * (1 - level / most)
        parts.append(
            f'<path class="grid" d="M{left} {y:.1f}h{broad}"/>'
            f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{level}</text>'
        )
    for at, one in enumerate(found):
        x, y = left + at * step, top + high
        label = f"{_moment(one.start)}: {one.in_time} in time, {one.late} late"
        for kind, count in (("column", one.in_time), ("column late", one.late)):
            tall = high * count / most
            y -= tall
            if count:
                parts.append(
                    f'<rect class="{kind}" x="{x + 1:.1f}" y="{y:.1f}" '
                    f'width="{max(1, step - 2):.1f}" height="{tall:.1f}">'
                    f"<title>{html(label)}</title></rect>"
                )
    parts += _days(found, left, step, top + high)
    start, whole = found[0].start, found[-1].end - found[0].start
    if due and start <= due <= found[-1].end:
        x = left + broad * ((due - start) / whole)
        anchor, shift = ("end", -7) if x > left + broad / 2 else ("start", 7)
        parts.append(
            f'<path class="mean" d="M{x:.1f} {top - 12}V{top + high}"/>'
            f'<text class="strong" x="{x + shift:.1f}" y="{top - 6}" '
            f'text-anchor="{anchor}">due</text>'
        )
    label = f"When {sum(one.in_time + one.late for one in found)} attempts came; see the table."
    return svg(label, left + broad + 16, top + high + 30, "".join(parts))


def _days(found: list[Span], left: float, step: float, y: float) -> list[str]:
    """At most eight labels below the axis."""
    every = -(-len(found) // 8)
    return [
        f'<text x="{left + at * step:.1f}" y="{y + 20}">{_short(one.start)}</text>'
        for at, one in enumerate(found)
        if at % every == 0 and at + every / 2 <= len(found)
    ]


def _short(when: datetime) -> str:
    day = f"{when.day} {when:%b}"
    return f"{day} {when:%H}h" if when.hour else day


def _moment(when: datetime) -> str:
    return f"{when.day} {when:%B %Y, %H:%M}"
