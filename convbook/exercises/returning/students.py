"""The class report's table of students."""

from convbook.exercises.grading.results import ClassResult, StudentResult
from convbook.exercises.returning.files import file_name, points
from convbook.exercises.returning.page import bar, name, wide


def students_table(result: ClassResult) -> str:
    """The section with every student, linked to the feedback."""
    possible = result.assignment.possible
    rows = "".join(_student(one, possible) for one in result.students)
    heads = ("Student", "Total", "Days late", "Attempt", "Section", "Number")
    cells = "".join(
        f'<th scope=col class="{"n" if 0 < at < 4 else ""}">{head}</th>'
        for at, head in enumerate(heads)
    )
    table = f'<table id="students"><thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table>'
    return (
        '<section class="card" id="class"><h2>Students</h2><div id="find" class="no-print" hidden>'
        '<label for="words">Show those with</label> '
        '<input id="words" type="search" placeholder="name, number or section">'
        '<span id="shown" role="status" class="soft"></span></div>'
        f"{wide(table, 'Table of students', 'tall')}</section>"
    )


def _student(one: StudentResult, possible: float) -> str:
    who, standing = one.student, one.standing
    link = f'<a href="feedback/{file_name(who.id)}.html">{name(who.name, who.id)}</a>'
    front = f"<tr><th scope=row>{link}</th>"
    back = f"<td>{name(who.section, '–')}</td><td class=id>{name(who.id)}</td></tr>"
    if standing is None:
        return front + (
            '<td class="n soft" data-sort="-1">nothing handed in</td>'
            f'<td class=n data-sort="-1">–</td><td class=n>–</td>{back}'
        )
    late = f'<span class="tag warm">{standing.days_late}</span>' if standing.days_late else "0"
    share = one.total / possible if possible else 0
    return front + (
        f'<td class=n data-sort="{one.total:.6f}"><span class="pair">{bar(share)}'
        f"<span>{points(one.total)}</span></span></td>"
        f'<td class=n data-sort="{standing.days_late}">{late}</td>'
        f"<td class=n>{standing.attempt} of {len(one.attempts)}</td>{back}"
    )
