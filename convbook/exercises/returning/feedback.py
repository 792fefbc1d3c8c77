"""What a student reads: one page that stands alone and works without a network."""

from collections.abc import Mapping
from datetime import datetime

from convbook.exercises.course import Assignment
from convbook.exercises.family import Family
from convbook.exercises.grading.results import AttemptResult, ItemResult, StudentResult
from convbook.exercises.returning.files import html, points, prose
from convbook.exercises.returning.page import bar, counted, name, page, shorten
from convbook.exercises.returning.work import STYLE as WORK
from convbook.exercises.returning.work import work_of

LONGEST = 4000
KINDS = {"right": "good", "partly right": "warm", "not right yet": "warm", "left empty": ""}
POLICIES = {
    "best": "The best attempt counts.",
    "last": "The last attempt counts.",
    "first": "The first attempt counts.",
}
STYLE = """
main{max-width:760px}.total{font-size:clamp(2.4rem,9vw,3.6rem);font-weight:700;line-height:1;
letter-spacing:-.03em}.total small{font-size:.42em;font-weight:500;color:var(--soft);
letter-spacing:0}.total+.bar{height:12px;margin:16px 0 18px;border-radius:6px}
.unit{display:grid;grid-template-columns:1fr auto;gap:4px 16px;align-items:baseline}
.unit>*{grid-column:1/-1}.unit>h3{grid-column:1;margin:0}.unit>.got{grid-column:2;font-weight:600}
.unit p{margin:.5em 0 0;overflow-wrap:anywhere}.unit .tag{justify-self:start;margin-top:6px}
"""


def page_of(
    one: StudentResult, assignment: Assignment, known: Mapping[str, Family] | None = None
) -> str:
    """The feedback page of a student; `known` are the families by their ids."""
    standing = one.standing
    head = (
        f'<p class="kicker">{html(assignment.course)}</p>'
        f"<h1>{html(shorten(assignment.title, 300))}</h1>"
        f'<p class="soft">Feedback for {name(one.student.name, one.student.id)}</p>'
    )
    if standing is None:
        text = "No attempt of yours was graded, so there is nothing to comment on."
        if one.attempts:
            text = "None of your attempts counts; the table below says when they came."
        body = head + f'<section class="card"><p>{text}</p></section>'
    else:
        body = head + _total(one, standing, assignment)
        families = known or {}
        body += _again(standing, families)
        body += "<h2>Exercise by exercise</h2>"
        body += "".join(
            _item(number, item, families.get(item.exercise))
            for number, item in enumerate(standing.items, 1)
        )
    if len(one.attempts) > 1 or (one.attempts and standing is None):
        body += _attempts(one)
    body += (
        "<footer><p>Every answer was checked from the numbers of your own variant. "
        "This page loads nothing and sends nothing.</p></footer>"
    )
    return page(f"Feedback: {assignment.title}", body, kind="feedback", style=STYLE + WORK)


def _total(one: StudentResult, standing: AttemptResult, assignment: Assignment) -> str:
    possible = assignment.possible
    share = one.total / possible if possible else 0
    facts = []
    if assignment.attempts > 1 or len(one.attempts) > 1:
        facts.append(f"This is attempt {standing.attempt}. {POLICIES[assignment.policy]}")
    facts += lateness(standing, assignment)
    if one.student.extra_days:
        facts.append(f"You had {counted(one.student.extra_days, 'extra day')}.")
    return (
        '<section class="card" aria-label="Your points">'
        f'<p class="total">{points(one.total)}<small> of {counted(possible, "point")}</small></p>'
        f"{bar(share)}{''.join(f'<p>{html(fact)}</p>' for fact in facts)}</section>"
    )


def lateness(attempt: AttemptResult, assignment: Assignment) -> list[str]:
    """What is to be said about when an attempt came, sentence by sentence."""
    when = moment(attempt.submitted)
    facts = [f"Handed in on {when}."] if when else []
    if attempt.days_late > 0:
        late = f"That is late by {counted(attempt.days_late, 'day')}"
        if _closed(attempt, assignment):
            facts.append(
                f"{late}: the assignment had closed, so the {counted(attempt.before, 'point')} "
                "of this attempt cannot count. The comments below are for you all the same."
            )
            return facts
        lost = attempt.before - attempt.total
        facts.append(
            f"{late} (each day that has begun counts): {counted(attempt.before, 'point')} "
            f"less {points(lost)} are {points(attempt.total)}."
        )
    elif when and assignment.due:
        facts.append("That is in time.")
    return facts


def _closed(attempt: AttemptResult, assignment: Assignment) -> bool:
    """Whether it earned less than lateness alone would leave."""
    left = attempt.before * max(0.0, 1 - assignment.late_per_day * attempt.days_late)
    return assignment.closes is not None and attempt.total < left - 0.001


def moment(text: str | None) -> str:
    """An ISO time as people write it; what is no time comes back as it is."""
    if not text:
        return ""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return shorten(text)
    zone = when.strftime("%Z") or ""
    return f"{when.day} {when:%B %Y, %H:%M} {zone}".strip()


def _again(standing: AttemptResult, known: Mapping[str, Family]) -> str:
    """How many are right, and links to those that are not."""
    kinds = [_kind(item) for item in standing.items]
    tags = "".join(
        f'<span class="tag {look}">{kinds.count(kind)} {kind}</span> '
        for kind, look in KINDS.items()
        if kind in kinds
    )
    lines = "".join(
        f'<li><a href="#e{number}">{html(_title(item, known.get(item.exercise)))}</a></li>'
        for number, (item, kind) in enumerate(zip(standing.items, kinds, strict=True), 1)
        if kind != "right"
    )
    more = (
        f"<p>Worth another look:</p><ul>{lines}</ul>" if lines else "<p>All right. Well done!</p>"
    )
    return f'<section class="card"><h2>In short</h2><p>{tags}</p>{more}</section>'


def _kind(item: ItemResult) -> str:
    if not item.answered:
        return "left empty"
    if item.share >= 1:
        return "right"
    return "partly right" if item.share > 0 else "not right yet"


def _title(item: ItemResult, family: Family | None) -> str:
    return shorten(family.title if family else item.exercise, 200)


def _item(number: int, item: ItemResult, family: Family | None) -> str:
    kind = _kind(item)
    text = "You gave no answer to this one."
    if item.answered:
        text = shorten(item.message, LONGEST)
    said = f"<p>{prose(text)}</p>"
    if item.answered and item.misconception:
        shown = shorten(item.misconception).replace("-", " ")
        said += (
            '<p class="soft">Your answer is what follows from the idea '
            f"“<bdi>{html(shown)}</bdi>”.</p>"
        )
    if family and kind != "right":
        said += _reading(family)
    work = ""
    if family and item.params is not None:
        opened = kind != "right"
        work = work_of(family, item.params, item.answer, opened, answered=item.answered)
    return (
        f'<section class="card unit" id="e{number}"><h3><span class="soft">{number}</span> '
        f"{html(_title(item, family))}</h3>"
        f'<span class="got">{points(item.points)} of {points(item.possible)}</span>'
        f'<span class="tag {KINDS[kind]}">{kind}</span>{said}{work}</section>'
    )


def _reading(family: Family) -> str:
    """A hint, and where the book explains it: in words, as its address is not known here."""
    chapter, place = (one.replace("-", " ") for one in (family.chapter, family.page))
    return (
        f"<p><b>Hint.</b> {prose(family.hint)}</p>"
        f'<p class="soft"><b>To read.</b> In the book: {html(chapter)}, {html(place)}.</p>'
    )


def _attempts(one: StudentResult) -> str:
    rows = "".join(
        f"<tr><th scope=row>{attempt.attempt}{_counts(one, attempt)}</th>"
        f"<td>{html(moment(attempt.submitted) or 'not known')}</td>"
        f'<td class="n">{attempt.days_late}</td><td class="n">{points(attempt.before)}</td>'
        f'<td class="n">{points(attempt.total)}</td></tr>'
        for attempt in one.attempts
    )
    return (
        '<section class="card"><h2>Your attempts</h2><div class="scroll" '
        'tabindex="0" role="region" aria-label="Your attempts">'
        "<table><thead><tr><th scope=col>Attempt</th>"
        "<th scope=col>Handed in</th>"
        '<th scope=col class="n">Days late</th><th scope=col class="n">Points</th>'
        '<th scope=col class="n">After lateness</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div></section>"
    )


def _counts(one: StudentResult, attempt: AttemptResult) -> str:
    return ' <span class="tag">counts</span>' if attempt.attempt == one.counted else ""
