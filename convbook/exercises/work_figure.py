"""The live figure that an exercise is worked in: its script and state, loaded once it is opened."""

import json
from functools import cache
from typing import Any

from convbook import widgets
from convbook.widgets import bundle

# What the book's host script provides, where a notebook runs a card.
PRELUDE = """globalThis.convbook ??= {
  modules: {},
  states: {},
  define(kind, module) { this.modules[kind] = module; },
  keep(kind, state) { this.states[kind] = state; },
};
"""


@cache
def state_script(kind: str) -> str:
    """A classic script that hands the figure's defaults and baked numbers to the page.

    A script and no JSON file, since a page that is opened as a file cannot fetch one.

    Example:
        >>> state_script("slide-1d")[:31]
        'convbook.keep("slide-1d", {"bak'
    """
    figure = widgets.figure_class(kind)
    defaults: dict[str, Any] = dict(figure.defaults)
    state = {"baked": figure.bake(defaults), "defaults": defaults}
    return f'convbook.keep("{kind}", {json.dumps(state, separators=(",", ":"))});\n'


@cache
def notebook_script(kind: str) -> str:
    """What a notebook runs before a card, which has no files beside it to load."""
    return PRELUDE + bundle.classic(stem(kind), kind) + state_script(kind)


def stem(kind: str) -> str:
    """The name of the figure's files.

    Example:
        >>> stem("slide-1d")
        'slide_1d'
    """
    return kind.replace("-", "_")
