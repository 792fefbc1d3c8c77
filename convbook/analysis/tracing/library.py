"""Noticing calls of this library's own operators, however they compute inside."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from inspect import unwrap
from types import CodeType, FrameType
from typing import Any, Self

from torch.utils._python_dispatch import TorchDispatchMode

from convbook import ops

# Told of the operator's name, its arguments by name, and its results.
Heard = Callable[[str, Mapping[str, Any], tuple[Any, ...]], None]
Wanted = Callable[[Mapping[str, Any]], bool]


def _codes(names: Iterable[str]) -> dict[CodeType, str]:
    found = {}
    for name in names:
        function: Any = unwrap(getattr(ops, name))
        found[function.__code__] = name
    return found


class LibraryCalls:
    """While active, reports every finished call of one of the operators `names`.

    Calls are noticed by Python's profiling hook, so that they are seen wherever the function was
    imported to. `inside` is true while such a call runs; calls inside a call are not reported.
    """

    def __init__(self, names: Iterable[str], wanted: Wanted, heard: Heard) -> None:
        self._names = _codes(names)
        self._wanted, self._heard = wanted, heard
        self._open: tuple[FrameType, dict[str, Any]] | None = None
        self._before: Any = None

    @property
    def inside(self) -> bool:
        """Whether one of the operators is running."""
        return self._open is not None

    def __enter__(self) -> Self:
        self._before = sys.getprofile()
        sys.setprofile(self._watch)
        return self

    def __exit__(self, *error: Any) -> None:
        sys.setprofile(self._before)

    @contextmanager
    def deaf(self) -> Iterator[None]:
        """Hear nothing for a while, which is faster."""
        sys.setprofile(self._before)
        try:
            yield
        finally:
            sys.setprofile(self._watch)

    def _watch(self, frame: FrameType, event: str, result: Any) -> None:
        if event == "call" and self._open is None and frame.f_code in self._names:
            arguments = dict(frame.f_locals)
            if self._wanted(arguments):
                self._open = frame, arguments
        elif event == "return" and self._open is not None and self._open[0] is frame:
            arguments, self._open = self._open[1], None
            if result is not None:  # None: it has raised
                results = result if isinstance(result, tuple) else (result,)
                self._heard(self._names[frame.f_code], arguments, results)


# Torch gives its modes no types.
_Mode: Any = TorchDispatchMode


class Listener(_Mode):  # type: ignore[misc]
    """A mode that sees every operator of torch, and every finished call of the library's own."""

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        # Otherwise torch loads its compiler, for seconds, to keep it from compiling this.
        return False

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__()
        self.library = LibraryCalls(names, self.wanted, self.heard)

    def wanted(self, arguments: Mapping[str, Any]) -> bool:
        """Tell whether a call with these arguments is of interest."""
        return True

    def heard(self, name: str, arguments: Mapping[str, Any], results: tuple[Any, ...]) -> None:
        """Take note of a finished call of one of the library's operators."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        super().__enter__()
        self.library.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self.library.__exit__(*error)
        super().__exit__(*error)
