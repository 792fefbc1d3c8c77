"""What an answer is made of: named fields, each a number, a word or a flat list of numbers.

A form is a tuple of fields. The card draws it, `normalized` accepts or refuses an answer by it.
"""

from dataclasses import asdict, dataclass
from typing import Any

Answer = dict[str, Any]


class AnswerError(ValueError):
    """An answer does not fit its form; the text says which field and why."""


@dataclass(frozen=True)
class Column:
    """A column of a table: its name, its label, the bounds of its whole numbers."""

    name: str
    label: str
    low: int
    high: int


@dataclass(frozen=True)
class Field:
    """One part of an answer; made by the functions below.

    `shape` is "number", "choice", "list", "grid" or "table". Numbers lie within [low, high] and
    are multiples of `step`, 1 or 0.125. A list has `fewest` to `most` numbers, a grid `rows` x
    `columns`, a table `fewest` to `most` rows of `heads`; all three are stored row by row in one
    flat list. `options` are the [value, text] pairs of a choice. `start` is what the card shows
    before anything is entered.
    """

    name: str
    label: str
    shape: str
    low: float = 0
    high: float = 0
    step: float = 1
    fewest: int = 0
    most: int = 0
    rows: int = 0
    columns: int = 0
    options: tuple[tuple[str, str], ...] = ()
    heads: tuple[Column, ...] = ()
    role: str = "output"
    start: Any = None

    def spec(self) -> dict[str, Any]:
        """The field as JSON, for the card."""
        return {key: value for key, value in asdict(self).items() if value not in (0, (), None)}


def number(name: str, label: str, low: float, high: float, step: float = 1) -> Field:
    """A field for one number."""
    return Field(name, label, "number", low, high, step)


def choice(name: str, label: str, options: tuple[tuple[str, str], ...]) -> Field:
    """A field for one of several words; `options` are (value, text) pairs."""
    return Field(name, label, "choice", options=options)


def numbers(
    name: str, label: str, low: float, high: float, *, fewest: int, most: int, step: float = 1
) -> Field:
    """A field for a list of numbers, typed with commas."""
    return Field(name, label, "list", low, high, step, fewest, most)


def grid(
    name: str,
    label: str,
    rows: int,
    columns: int,
    *,
    low: float = -99,
    high: float = 99,
    step: float = 1,
    role: str = "kernel",
    start: list[float] | None = None,
) -> Field:
    """A field for `rows` x `columns` numbers; `role` gives its colour."""
    start = [0] * (rows * columns) if start is None else start
    return Field(
        name, label, "grid", low, high, step, rows=rows, columns=columns, role=role, start=start
    )


def table(
    name: str, label: str, heads: tuple[Column, ...], *, fewest: int, most: int, start: list[int]
) -> Field:
    """A field for rows of whole numbers, such as the layers of a network."""
    return Field(name, label, "table", fewest=fewest, most=most, heads=heads, start=start)


def normalized(form: tuple[Field, ...], answer: Any) -> Answer:
    """Return `answer` with its numbers as plain integers where they are whole.

    Raises:
        AnswerError: it is no object, lacks a field, has one too many, or a value does not fit.

    Example:
        >>> normalized((number("size", "Size", 1, 9),), {"size": 3.0})
        {'size': 3}
    """
    if not isinstance(answer, dict):
        raise AnswerError("the answer must be an object of named fields")
    names = [field.name for field in form]
    missing = [name for name in names if name not in answer]
    if missing:
        raise AnswerError(f"{missing[0]} is missing")
    if len(answer) > len(names):
        raise AnswerError(f"the answer must have no fields but {', '.join(names)}")
    return {field.name: _value(field, answer[field.name]) for field in form}


def _value(field: Field, value: Any) -> Any:
    if field.shape == "choice":
        if not isinstance(value, str) or value not in [key for key, _ in field.options]:
            raise AnswerError(f"{field.name} must be one of the choices")
        return value
    if field.shape == "number":
        return _number(field.name, value, field.low, field.high, field.step)
    if not isinstance(value, list):
        raise AnswerError(f"{field.name} must be a list of numbers")
    width = len(field.heads) or 1
    fewest, most = field.fewest * width, field.most * width
    if field.shape == "grid":
        fewest = most = field.rows * field.columns
    if not fewest <= len(value) <= most or len(value) % width:
        wanted = str(fewest) if fewest == most else f"{fewest} to {most}"
        raise AnswerError(f"{field.name} must have {wanted} numbers, not {len(value)}")
    if field.shape == "table":
        return [
            _number(f"{field.name}: {head.label}", item, head.low, head.high, 1)
            for item, head in zip(value, field.heads * (len(value) // width), strict=True)
        ]
    return [_number(field.name, item, field.low, field.high, field.step) for item in value]


def _number(name: str, value: Any, low: float, high: float, step: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise AnswerError(f"{name} must be a number")
    if not low <= value <= high:
        raise AnswerError(f"{name} must lie within {low} and {high}")
    steps = value / step
    if steps != int(steps):
        raise AnswerError(f"{name} must be a multiple of {step}")
    return int(value) if value == int(value) else value
