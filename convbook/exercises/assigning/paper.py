"""Paper for answers: empty lines, boxes and tables in place of the fields of a form."""

from convbook.exercises.fields import Field
from convbook.exercises.returning.files import html
from convbook.viz import format_number

STYLE = """
main{max-width:820px}.attempt+.attempt{border-top:2px solid var(--line);margin-top:56px;
padding-top:32px}
.who{display:grid;grid-template-columns:2fr 1fr;gap:8px 24px;margin:16px 0 12px}
.who div{border-bottom:1px solid var(--ink);padding-bottom:3px;display:flex;gap:10px;
align-items:baseline}.who dt{color:var(--soft);font-size:.86rem}.who dd{margin:0;font-weight:600;
overflow-wrap:anywhere}
.top{display:flex;justify-content:space-between;gap:16px;align-items:baseline}
.got{white-space:nowrap;color:var(--soft);font-weight:600}
.task{overflow-x:auto}.task table{width:auto;margin:0 0 .9em}.task caption{text-align:left;
color:var(--soft);font-size:.88rem;padding-bottom:4px;white-space:nowrap}
.task .cb-ex-cells tbody td{border:1px solid var(--line)!important;text-align:center;
min-width:2.4em;padding:5px 7px;
background:var(--track)}.task .cb-role-kernel tbody td{background:var(--warm-soft)}
.task .cb-role-output tbody td{background:var(--accent-soft)}
.cb-ex-rows th,.cb-ex-rows td{text-align:right;padding:4px 12px}
.cb-ex-rows tbody tr:last-child>*{border-bottom:1px solid var(--line)}
.answer{border-top:1px dashed var(--line);padding-top:12px;display:grid;gap:12px}
.field{display:grid;gap:4px}.field b{font-weight:600}.field .soft{font-size:.88rem}
.one{grid-template-columns:1fr auto;align-items:end;gap:16px}
.blank{border-bottom:1.5px solid var(--ink);min-width:8.5em;height:1.9em;display:block}
.row .blank{width:100%}
.boxes{border-collapse:collapse;width:auto}.boxes td{border:1px solid var(--soft)!important;
width:3.1em;min-width:2em;height:2.1em;padding:0}.boxes th{padding:2px 8px;text-align:center}
.many td{width:2.3em;min-width:0}.wide{overflow-x:auto}
ul.pick{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:4px 24px}
ul.pick li::before{content:"";display:inline-block;width:.85em;height:.85em;margin-right:.5em;
border:1.5px solid var(--ink);border-radius:2px;vertical-align:-.08em}
.mark{max-width:none;font:11px/1 ui-monospace,Menlo,Consolas,monospace;color:var(--soft);
margin:14px 0 0;text-align:right}
@media (max-width:600px){.who{grid-template-columns:1fr}.one{grid-template-columns:1fr;gap:0}}
@page{margin:16mm 15mm 18mm}
@media print{body{font-size:10.5pt}h1{font-size:19pt;margin:0}.attempt+.attempt{border:0;margin:0;
padding:0}.attempt{break-before:page}.attempt:first-child{break-before:auto}
.card{break-inside:avoid;padding:10px 0 4px}.task,.wide{overflow:visible}.mark{font-size:7pt}
h2{font-size:12.5pt}.who{margin:8px 0}p{margin-bottom:.5em}.answer{gap:8px;padding-top:8px}}
"""


def room(field: Field) -> str:
    """The paper for one field of an answer.

    Example:
        >>> from convbook.exercises.fields import number
        >>> "blank" in room(number("size", "Size", 1, 9))
        True
    """
    label = f"<b>{html(field.label)}</b>"
    bounds = f' <span class="soft">{html(_bounds(field))}</span>'
    if field.shape == "number":
        return f'<div class="field one"><span>{label}{bounds}</span>{BLANK}</div>'
    if field.shape == "choice":
        options = "".join(f"<li>{html(text)}</li>" for _, text in field.options)
        return f'<div class="field"><span>{label}</span><ul class="pick">{options}</ul></div>'
    if field.shape == "grid":
        inside = _boxes(field, field.rows, field.columns, "")
    elif field.shape == "table":
        heads = "".join(f'<th scope="col">{html(head.label)}</th>' for head in field.heads)
        inside = _boxes(field, field.most, len(field.heads), f"<thead><tr>{heads}</tr></thead>")
    else:
        return f'<div class="field row"><span>{label}{bounds}</span>{BLANK}</div>'
    return f'<div class="field"><span>{label}{bounds}</span>{inside}</div>'


BLANK = '<span class="blank" role="img" aria-label="room for the answer"></span>'
MANY = 10


def _boxes(field: Field, rows: int, columns: int, head: str) -> str:
    label = html(f"room for: {field.label}")
    body = ("<tr>" + "<td></td>" * columns + "</tr>") * rows
    kind = "boxes many" if columns > MANY else "boxes"
    table = f'<table class="{kind}" aria-label="{label}">{head}<tbody>{body}</tbody></table>'
    return f'<div class="wide">{table}</div>'


def _bounds(field: Field) -> str:
    """What numbers a field takes."""
    if field.shape == "table":
        parts = [f"{head.label} {head.low} to {head.high}" for head in field.heads]
        count = _count(field)
        return f"({count} row{'' if count == '1' else 's'}; {', '.join(parts)})"
    one, several = ("whole number", "whole numbers")
    if field.step != 1:
        one, several = (
            f"{word} of {format_number(field.step)}" for word in ("multiple", "multiples")
        )
    between = f"from {format_number(field.low)} to {format_number(field.high)}"
    if field.shape == "number":
        return f"({one} {between})"
    count = f"{_count(field)} " if field.shape == "list" else ""
    return f"({count}{several} {between})"


def _count(field: Field) -> str:
    return f"{field.most}" if field.fewest == field.most else f"{field.fewest} to {field.most}"


def corner(rule: str, text: str) -> str:
    r"""A rule of CSS that repeats `text` and the number of the page at the foot of every page.

    Example:
        >>> corner("@page", "Ada </style>")[:50]
        '@page{@bottom-left{content:"Ada \\3c \\2f style\\3e "'
    """
    safe = "".join(
        char if char.isalnum() or char in " ()-.,@_" else f"\\{ord(char):x} " for char in text
    )
    font = "font:8pt sans-serif;color:#444"
    return (
        f'{rule}{{@bottom-left{{content:"{safe}";{font}}}'
        f"@bottom-right{{content:counter(page);{font}}}}}"
    )
