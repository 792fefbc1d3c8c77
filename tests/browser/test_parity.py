"""The script of every live figure computes what the library computes: 1,000 states, no mismatch."""

import json
import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import Browser, Page

from convbook.widgets import bundle, figure_class, kinds
from tests.widgets.states import STATES

NUM_STATES = 1000
NUM_EXECUTED = 60
# What the copied code calls `result`, where it is no tensor (a tensor is the output).
LISTED = ("result", "output_size", "edges")
JUNK = [
    {},
    {"kernel": None, "photo": 3, "padding": "many", "stride": -1, "dilation": 1e9},
    {"signal": ["x", {}], "kernel": [1e300], "input": "1,2", "weight": [], "bias": None},
    {"height": -3, "width": "NaN", "in_channels": 1e9, "position": -5, "look": 1e9, "mode": "?"},
]


# A photograph's 65,536 results are compared by exact integer-weighted sums and a sample.
LONG = 4096
DIGEST_JS = """(value) => Object.fromEntries(Object.entries(value).map(([key, list]) => {
  if (!Array.isArray(list) || list.length <= 4096) return [key, list];
  let sum = 0, weighted = 0;
  const sample = [];
  for (let i = 0; i < list.length; i += 1) {
    sum += list[i];
    weighted += list[i] * (i % 251);
    if (i % 61 === 0) sample.push(list[i]);
  }
  return [key, [list.length, sum, weighted, ...sample]];
}))"""


def digest(result: dict[str, Any]) -> dict[str, Any]:
    short = dict(result)
    for key, values in result.items():
        if isinstance(values, list) and len(values) > LONG:
            array = np.array(values)
            weighted = array @ (np.arange(len(array)) % 251).astype(float)
            short[key] = [len(array), array.sum(), weighted, *values[::61]]
    return short


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.set_content("<!doctype html><html lang=en><title>parity</title><body></body></html>")
    page.add_script_tag(content=bundle.host())
    for kind in kinds():
        page.add_script_tag(content=bundle.classic(kind.replace("-", "_"), kind))
    yield page
    page.close()


def run(page: Page, kind: str, call: str, states: list[Any], baked: dict[str, Any]) -> Any:
    """Evaluate a call of the figure's module on each state `s`, inside the page."""
    script = (
        f"([states, baked]) => {{ const digest = {DIGEST_JS};"
        f"const figure = convbook.modules['{kind}']; return states.map((s) => {call}); }}"
    )
    return page.evaluate(script, [states, baked])


def random_states(kind: str, count: int) -> list[dict[str, Any]]:
    rng = random.Random(f"{kind} states")
    figure = figure_class(kind)
    states = [dict(figure.defaults) | STATES[kind](rng) for _ in range(count)]
    assert len({json.dumps(state, sort_keys=True) for state in states}) > count // 2
    return states


@pytest.mark.parametrize("kind", kinds())
def test_script_computes_what_the_library_computes(blank: Page, kind: str) -> None:
    figure = figure_class(kind)
    baked = figure.bake(dict(figure.defaults))
    states = random_states(kind, NUM_STATES)
    for start in range(0, NUM_STATES, 20):
        chunk = states[start : start + 20]
        for state, result in zip(chunk, _computed(blank, kind, chunk, baked), strict=True):
            figure.check(state)
            assert result == digest(figure.compute(state)), state


def _computed(page: Page, kind: str, states: list[Any], baked: dict[str, Any]) -> list[Any]:
    results: list[Any] = run(page, kind, "digest(figure.compute(s, baked))", states, baked)
    return results


@pytest.mark.parametrize("kind", kinds())
def test_normalize_keeps_legal_states_and_mends_any_other(blank: Page, kind: str) -> None:
    figure = figure_class(kind)
    states = random_states(kind, NUM_STATES)
    assert run(blank, kind, "figure.normalize(s)", states, {}) == states
    rng = random.Random(7)
    mixed = [_damaged(state, rng) for state in states[:300]] + JUNK
    mended = run(blank, kind, "figure.normalize(s)", mixed, {})
    for before, after in zip(mixed, mended, strict=True):
        assert after.keys() == figure.defaults.keys(), before
        figure.check(after)
    assert run(blank, kind, "figure.normalize(s)", mended, {}) == mended


def _damaged(state: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    junk = [None, -1, 0, 1e9, 0.3, "x", "", [], [1], [None] * 4, {}, True]
    return state | {key: rng.choice(junk) for key in rng.sample(sorted(state), k=2)}


@pytest.mark.parametrize("kind", kinds())
def test_copied_code_runs_and_gives_the_result(blank: Page, kind: str) -> None:
    figure = figure_class(kind)
    states = random_states(kind, NUM_EXECUTED)
    for state, code in zip(
        states, run(blank, kind, "figure.torchCode(s)", states, {}), strict=True
    ):
        names: dict[str, Any] = {}
        exec(compile(code, f"<{kind}>", "exec"), names)
        expected = figure.compute(state)
        result = names["result"]
        if isinstance(result, torch.Tensor):
            assert result.flatten().tolist() == expected["output"], code
        else:
            assert list(result) == expected[next(key for key in LISTED if key in expected)], code
