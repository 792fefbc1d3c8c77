"""Recording what a network does as it runs: what every tensor sees of the image."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Self

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._pytree import tree_leaves
from torch.utils.weak import WeakTensorKeyDictionary

from convbook.analysis.tracing import windows
from convbook.analysis.tracing.arithmetic import pointwise
from convbook.analysis.tracing.calls import RULES, Call, Rule
from convbook.analysis.tracing.dry import dry_run
from convbook.analysis.tracing.fields import Field
from convbook.analysis.tracing.library import Listener
from convbook.analysis.tracing.operators import OPERATORS
from convbook.errors import ConvbookTypeError, message

# These make a tensor like another one, and read none of its numbers.
UNRELATED = (
    "new_",
    "empty_like",
    "zeros_like",
    "ones_like",
    "full_like",
    "rand_like",
    "randn_like",
)


class Recorder(Listener):
    """While active, notes what every tensor sees of the image.

    Convolutions of what depends on the image are not computed: their results have the right shape
    and hold zeros. All else (indices, masks, weights) is computed as always.
    """

    def __init__(self, function: str) -> None:
        super().__init__(OPERATORS)
        self.function = function
        self.fields: Any = WeakTensorKeyDictionary()
        self.rates: set[Fraction] = set()
        self.paused = False
        self._pads: Any = _CircularPads(self)

    def __enter__(self) -> Self:
        self._pads.__enter__()
        return super().__enter__()

    def __exit__(self, *error: Any) -> None:
        super().__exit__(*error)
        self._pads.__exit__(*error)

    def field_of(self, tensor: Any) -> Field | None:
        """Return what a tensor sees; None where it does not depend on the image."""
        found: Field | None = self.fields.get(tensor) if isinstance(tensor, Tensor) else None
        return found

    def wanted(self, arguments: Mapping[str, Any]) -> bool:
        """Tell whether one of the arguments depends on the image."""
        return any(self.field_of(value) is not None for value in arguments.values())

    def heard(self, name: str, arguments: Mapping[str, Any], results: tuple[Any, ...]) -> None:
        """Take one of the library's operators as a whole, however it computed inside."""
        self.note(Call(name, arguments, results, self.field_of), OPERATORS[name])

    def note(self, call: Call, rule: Rule) -> None:
        """Apply a rule to the results of a call."""
        seen = rule(call)
        each = seen if isinstance(seen, list) else [seen] * len(call.results)
        for result, field in zip(call.results, each, strict=True):
            if isinstance(result, Tensor):
                self.fields[result] = field
                self.rates.update(s.rate for axis in field.axes for s in axis.sequences)

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        """Run one operator, or note what it would have read."""
        kwargs = kwargs or {}
        name = func._schema.name.split("::")[1]
        tensors = [t for t in tree_leaves((args, kwargs)) if isinstance(t, Tensor)]
        unrelated = name.startswith(UNRELATED) or not any(t in self.fields for t in tensors)
        if self.paused or self.library.inside or unrelated:
            return func(*args, **kwargs)
        with self.library.deaf():
            return self._follow(func, name, args, kwargs)

    def _follow(self, func: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        given = {a.name: a.default_value for a in func._schema.arguments if a.has_default_value()}
        names = [a.name for a in func._schema.arguments]
        ordered = dict(zip(names, args, strict=False)) | kwargs
        arguments = {n: ordered[n] if n in ordered else given[n] for n in names}
        rule = self._rule(func, name.removesuffix("_") if func._schema.is_mutable else name)
        if func._schema.is_mutable:
            result = self._overwritten(func, args)
        else:
            result = dry_run(func, args, kwargs)
        results = tuple(result) if isinstance(result, tuple | list) else (result,)
        self.note(Call(name, arguments, results, self.field_of), rule)
        return result

    def _overwritten(self, func: Any, args: tuple[Any, ...]) -> Any:
        """Return the tensor that is written; parts are refused where others enter them."""
        target = args[0]
        written = [a.name for a in func._schema.arguments if a.alias_info and a.alias_info.is_write]
        part = target._is_view() or target.untyped_storage().nbytes() > target.nbytes
        entering = any(self.field_of(t) is not None for t in tree_leaves(args[1:]))
        if written != ["self"] or (part and entering):
            rule = "a network must not write the image into a part of a tensor"
            raise ConvbookTypeError(message(self.function, rule, str(func), "join parts by cat"))
        return target

    def _rule(self, func: Any, name: str) -> Rule:
        if name in RULES:
            return RULES[name]
        if torch.Tag.pointwise in func.tags:
            return pointwise
        rule = "every operator of the network must be one whose reads are known"
        raise ConvbookTypeError(message(self.function, rule, str(func)))


class _CircularPads(TorchFunctionMode):
    """Circular padding writes into parts of a tensor, and is taken as a whole instead."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self.recorder = recorder

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        kwargs = kwargs or {}
        given = dict(zip(("input", "pad", "mode"), args, strict=False)) | kwargs
        circular = func in (F.pad, torch._C._nn.pad) and given.get("mode") == "circular"
        field = self.recorder.field_of(given["input"]) if circular else None
        if self.recorder.paused or field is None:
            return func(*args, **kwargs)
        self.recorder.paused = True
        try:
            result = func(*args, **kwargs)
        finally:
            self.recorder.paused = False
        readings = [windows.moved(-p) for p in given["pad"][::2][::-1]]
        shapes = tuple(given["input"].shape), tuple(result.shape)
        self.recorder.fields[result] = windows.convolved(field, *shapes, readings, mixes=False)
        return result


def first_tensor(value: Any) -> Tensor | None:
    """Return the first tensor of a result, which may be a tensor, a tuple, a list or a dict."""
    return next((leaf for leaf in tree_leaves(value) if isinstance(leaf, Tensor)), None)
