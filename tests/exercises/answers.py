"""Answers to try: solutions, wrong models, small changes of both, and random ones."""

import random
from typing import Any

from convbook.exercises import Family
from convbook.exercises.fields import Field
from tests.exercises.solvers import SOLVERS

JUNK = [None, True, "x", -1, 1e9, 0.3, [], {}, [1, "a"]]


def random_answers(family: Family, params: Any, rng: random.Random, count: int) -> list[Any]:
    """`count` answers, the solution and every wrong model's first."""
    form = family.form(params)
    known = [
        SOLVERS[family.id](params),
        *(wrong(params) for wrong in family.misconceptions.values()),
    ]
    found: list[Any] = [*known, None, [], {}]
    while len(found) < count:
        near = rng.random() < 0.6
        answer = dict(rng.choice(known)) if near else {f.name: draw(f, rng) for f in form}
        if near:
            field = rng.choice(form)
            answer[field.name] = changed(field, answer[field.name], rng)
        if rng.random() < 0.1:
            answer[rng.choice(form).name] = rng.choice(JUNK)
        found.append(answer)
    return found


def changed(field: Field, value: Any, rng: random.Random) -> Any:
    """The value with one number of it one step away, one more, or one less; or another choice."""
    if field.shape == "choice":
        return draw(field, rng)
    if field.shape == "number":
        return value + rng.choice([-1, 1]) * field.step
    if not value:
        return value
    if rng.random() < 0.2:
        return value + value[-1:] if rng.random() < 0.5 else value[:-1]
    at = rng.randrange(len(value))
    return [v + rng.choice([-1, 1]) * field.step * (i == at) for i, v in enumerate(value)]


def draw(field: Field, rng: random.Random) -> Any:
    """A random value that fits the field."""
    if field.shape == "choice":
        return rng.choice(field.options)[0]
    if field.shape == "number":
        return number(field.low, field.high, field.step, rng)
    if field.shape == "table":
        count = rng.randint(field.fewest, min(field.most, field.fewest + 4))
        return [
            rng.randint(h.low, min(h.high, h.low + 6)) for _ in range(count) for h in field.heads
        ]
    count = field.rows * field.columns or rng.randint(field.fewest, min(field.most, 8))
    return [number(field.low, field.high, field.step, rng) for _ in range(count)]


def number(low: float, high: float, step: float, rng: random.Random) -> float:
    """A multiple of `step` within the bounds, small ones more often."""
    small = max(low, -4), min(high, max(low, -4) + 12)
    low, high = small if rng.random() < 0.8 else (low, high)
    value = step * rng.randint(int(low / step), int(high / step))
    return int(value) if value == int(value) else value
