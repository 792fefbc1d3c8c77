"""convbook: an interactive textbook on convolution, and the tested library it stands on."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from convbook.runtime import default_device, setup_notebook

__version__ = "0.1.0"

__all__ = ["__version__", "default_device", "setup_notebook"]


def __getattr__(name: str) -> ModuleType:
    """Import a submodule on first use, so that ``import convbook`` stays light."""
    if not name.startswith("_") and find_spec(f"convbook.{name}"):
        return import_module(f"convbook.{name}")
    raise AttributeError(f"module 'convbook' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names and the submodules, imported or not."""
    from pkgutil import iter_modules

    return sorted([*__all__, *(module.name for module in iter_modules(__path__))])
