"""Packages whose modules are loaded when something of them is used first."""

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any


def lazily(
    package: str, homes: Mapping[str, Sequence[str]]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The `__getattr__` and `__dir__` of a package whose `homes` map modules to public names.

    Example:
        >>> get, names = lazily("convbook.viz", {"numbers": ("format_number",)})
        >>> get("format_number")(2.0), "format_number" in names()
        ('2', True)
        >>> get("nothing")
        Traceback (most recent call last):
        ...
        AttributeError: module 'convbook.viz' has no attribute 'nothing'
    """
    home = {name: module for module, names in homes.items() for name in names}

    def get(name: str) -> Any:
        if name in homes:
            return import_module(f"{package}.{name}")
        if name not in home:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{home[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *home})

    return get, names
