"""The base of every live figure: one spec, drawn still by matplotlib and alive by JavaScript."""

import copy
import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import anywidget
import traitlets
from matplotlib.figure import Figure

from convbook.checks import choice
from convbook.errors import ConvbookValueError
from convbook.widgets import bundle

MIME = "application/vnd.convbook.widget.v1+json"

Params = dict[str, Any]


class ConvFigure(anywidget.AnyWidget):
    """A live figure: what the reader can change is `params`, a flat dict of plain values.

    A subclass lives in ``widgets/NAME.py`` beside ``NAME.mjs`` and ``NAME.css``. It sets `kind`
    (the name with hyphens) and `defaults` (numbers, booleans, strings, flat lists of numbers),
    `presets` if there are starting points (the values that differ from `defaults`), and writes
    `check`, `compute`, `describe` and `draw`. In a notebook it is an ordinary widget; the book
    build prints the same spec as a ``<conv-figure>`` element.

    Args:
        id: anchor of the figure on its page, and the prefix of its state in the address; needed
            only where a page has two figures of one kind.
        **params: values that differ from `defaults`.

    Raises:
        ConvbookValueError: an unknown parameter, or a value that `check` refuses.

    Example:
        >>> from convbook.widgets import PhotoKernel
        >>> PhotoKernel(divisor=8).spec()["params"]["divisor"]
        8
    """

    kind: ClassVar[str]
    schema: ClassVar[int] = 1
    defaults: ClassVar[Params]
    migrations: ClassVar[dict[int, Callable[[Params], Params]]] = {}
    presets: ClassVar[Mapping[str, Params]] = {}

    figure_id = traitlets.Unicode().tag(sync=True)
    params = traitlets.Dict().tag(sync=True)
    initial = traitlets.Dict().tag(sync=True)
    baked = traitlets.Dict().tag(sync=True)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Take the figure's script from the file beside its class.

        traitlets subclasses again for every instance; those keep what their class has.
        """
        if "kind" in cls.__dict__:
            cls._take_files()
        super().__init_subclass__(**kwargs)

    @classmethod
    def _take_files(cls) -> None:
        stem = cls.__module__.rpartition(".")[2]
        cls._esm, cls._css = bundle.esm(stem), bundle.stylesheet(stem)

    def __init__(self, *, id: str | None = None, **params: Any) -> None:
        name = type(self).__name__
        unknown = sorted(params.keys() - self.defaults.keys())
        if unknown:
            raise ConvbookValueError(
                f"{name}: parameters must be among {', '.join(self.defaults)}, got {unknown[0]!r}"
            )
        full = copy.deepcopy(self.defaults) | params
        self.check(full)
        figure_id = id or self.kind
        if not re.fullmatch(r"[a-z][a-z0-9-]*", figure_id):
            raise ConvbookValueError(
                f"{name}: id must be lower-case letters, digits and hyphens, got {figure_id!r} "
                "(it is an anchor of the page)"
            )
        super().__init__(figure_id=figure_id, params=full, initial=full, baked=self.bake(full))

    @classmethod
    def preset(cls, name: str) -> Params:
        """The parameters of a starting point.

        Raises:
            ConvbookValueError: no preset has that name.
        """
        choice(cls.__name__, "preset", name, tuple(cls.presets))
        return dict(cls.defaults) | cls.presets[name]

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse parameters that the figure cannot show."""

    @classmethod
    def bake(cls, params: Params) -> dict[str, Any]:
        """What the library computes for the page ahead of time (photographs, tables), as JSON."""
        return {}

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """The figure's numbers by the library; the script's `compute` must give the same."""
        raise NotImplementedError

    @classmethod
    def describe(cls, params: Params) -> str:
        """The text alternative: what the figure shows, in words."""
        raise NotImplementedError

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """The static form, for print and for pages without JavaScript."""
        raise NotImplementedError

    def spec(self) -> dict[str, Any]:
        """What a notebook stores of the figure."""
        return {
            "kind": self.kind,
            "schema": self.schema,
            "id": self.figure_id,
            "params": dict(self.params),
        }

    @classmethod
    def from_spec(cls, spec: dict[str, Any]) -> "ConvFigure":
        """Make the figure of a stored spec, brought up to the present schema.

        Raises:
            ConvbookValueError: the spec is of another kind or of a newer schema.
        """
        if spec["kind"] != cls.kind or spec["schema"] > cls.schema:
            raise ConvbookValueError(
                f"{cls.__name__}.from_spec: needs kind {cls.kind!r} up to schema {cls.schema}, "
                f"got {spec['kind']!r} schema {spec['schema']} (update convbook?)"
            )
        params = dict(spec["params"])
        for version in range(spec["schema"], cls.schema):
            params = cls.migrations[version](params)
        return cls(id=spec["id"], **params)

    def __repr__(self) -> str:
        changed = {k: v for k, v in self.params.items() if v != self.defaults[k]}
        return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in changed.items())})"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundled: tuple[dict[str, Any], dict[str, Any]] | None = super()._repr_mimebundle_(**kwargs)
        if bundled is not None:
            bundled[0][MIME] = self.spec()
        return bundled
