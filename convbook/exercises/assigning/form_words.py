"""How an answer is entered from code: the fields of a form in words."""

from convbook.exercises.fields import Field
from convbook.viz import format_number


def field_words(field: Field) -> str:
    """What a field takes, as a line of Markdown.

    Example:
        >>> from convbook.exercises.fields import number, numbers
        >>> field_words(number("size", "Size", 1, 9))
        '`size`: a whole number from 1 to 9'
        >>> field_words(numbers("rates", "Rates", 1, 9, fewest=1, most=4))
        '`rates`: a list of 1 to 4 whole numbers from 1 to 9'
    """
    return f"`{field.name}`: {_kind(field)}"


def skeleton(exercise: str, form: tuple[Field, ...]) -> str:
    """The line of code that records an answer, with a gap for each value."""
    fields = ", ".join(f'"{field.name}": {_gap(field)}' for field in form)
    return f'sheet.answer("{exercise}", {{{fields}}})'


def _gap(field: Field) -> str:
    return "..." if field.shape in ("number", "choice") else "[...]"


def _kind(field: Field) -> str:
    if field.shape == "choice":
        return "one of " + ", ".join(f'`"{value}"` ({text})' for value, text in field.options)
    if field.shape == "table":
        heads = ", ".join(f"{head.label} ({head.low} to {head.high})" for head in field.heads)
        rows = _count(field.fewest, field.most)
        return f"one flat list of whole numbers, row by row: {rows} rows of {heads}"
    if field.shape == "number":
        return f"a {_numbers(field, '')}"
    if field.shape == "grid":
        count = f"{field.rows * field.columns}"
        order = f", row by row ({field.rows} rows of {field.columns})" if field.rows > 1 else ""
    else:
        count, order = _count(field.fewest, field.most), ""
    return f"a list of {count} {_numbers(field, 's')}{order}"


def _numbers(field: Field, plural: str) -> str:
    whole = "whole number" if field.step == 1 else "number"
    step = "" if field.step == 1 else f" in steps of {format_number(field.step)}"
    low, high = format_number(field.low), format_number(field.high)
    return f"{whole}{plural} from {low} to {high}{step}"


def _count(fewest: int, most: int) -> str:
    return f"{most}" if fewest == most else f"{fewest} to {most}"
