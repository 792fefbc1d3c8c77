"""What sizes the convolutions of a model with learned poolings had in its last forward pass.

The first ``DynOPool2d`` registers two hooks for all modules. They act while a model that holds
such a pooling runs: they note the size of every convolution's output, follow what it would be with
the alphas of construction, and through which poolings it came, and hand that to the poolings when
the outermost module is done. Tensors are followed by their identity from module to module, through
functions between modules by autograd's graph, and where that is not made, by their size.
"""

import itertools
import threading
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from torch import Tensor, nn
from torch.nn.modules import module as hooks

from convbook.ops.kernel_counts import Kernel, is_counted, kernels_of, output_size_of

Size = tuple[int, int]


class Stage(NamedTuple):
    """One run of a pooling: the sizes (h, w) of its input and output in px."""

    pool: Any
    size: Size
    result: Size


class Trace(NamedTuple):
    """A size (h, w) in px, what it would be at the alphas of construction, and its poolings."""

    size: Size
    initial_size: Size
    stages: tuple[Stage, ...] = ()


@dataclass(frozen=True)
class ConvUse:
    """One run of a convolution: output sizes (h, w) in px, kernels at the initial size."""

    layer: nn.Module
    size: Size
    initial_size: Size
    kernels: tuple[Kernel, ...]
    stages: tuple[Stage, ...]


@dataclass(frozen=True)
class ForwardPass:
    """A finished pass of the outermost module; later passes have larger numbers."""

    number: int
    uses: tuple[ConvUse, ...]


class Walk:
    """A pass in progress of the outermost module `root`."""

    def __init__(self, root: nn.Module, inputs: Any) -> None:
        self.root = root
        modules = list(root.modules())
        self.members = {id(module) for module in modules}
        self.pools = [module for module in modules if hasattr(module, "initial_alpha")]
        self.uses: list[ConvUse] = []
        self._tensors: dict[int, tuple[weakref.ref[Tensor], Trace]] = {}
        self._nodes: dict[Any, Trace] = {}
        self._sizes: dict[Size, Trace] = {}
        self._latest: Trace | None = None
        for tensor in images(inputs):
            self._note(tensor, Trace(size_of(tensor), size_of(tensor)))

    def see(self, module: nn.Module, inputs: Any, output: Any) -> None:
        """Follow the sizes through a module that has run."""
        source, target = next(images(inputs), None), next(images(output), None)
        if source is None or target is None:
            return
        trace, size = self._trace(source), size_of(target)
        if hasattr(module, "initial_alpha"):
            ratios: Any = module.initial_alpha
            axes = zip(trace.initial_size, ratios, strict=True)
            height, width = (max(1, round(length / alpha)) for length, alpha in axes)
            stage = Stage(module, trace.size, size)
            self._note(target, Trace(size, (height, width), (*trace.stages, stage)))
        elif is_counted(module):
            initial = self._initial(module, trace, size)
            kernels = kernels_of(module, trace.initial_size, initial)
            self.uses.append(ConvUse(module, size, initial, kernels, trace.stages))
            self._note(target, Trace(size, initial, trace.stages))
        elif next(module.children(), None) is None:
            fixed = size != trace.size and hasattr(module, "output_size")
            initial = size if fixed else self._initial(module, trace, size)
            self._note(target, Trace(size, initial, () if fixed else trace.stages))

    def finish(self) -> None:
        """Hand the record to the poolings."""
        record = ForwardPass(next(_NUMBERS), tuple(self.uses))
        for pool in self.pools:
            pool.last_pass = record  # type: ignore[assignment]

    def _note(self, tensor: Tensor, trace: Trace) -> None:
        self._mark(tensor, trace)
        self._sizes[trace.size] = self._latest = trace

    def _mark(self, tensor: Tensor, trace: Trace) -> None:
        self._tensors[id(tensor)] = weakref.ref(tensor), trace
        if tensor.grad_fn is not None:
            self._nodes[tensor.grad_fn] = trace

    def _trace(self, tensor: Tensor) -> Trace:
        size = size_of(tensor)
        reference, trace = self._tensors.get(id(tensor), (None, None))
        if trace is None or reference is None or reference() is not tensor or trace.size != size:
            trace = self._guess(size, list(self._sources(tensor.grad_fn)))
            self._mark(tensor, trace)
        return trace

    def _sources(self, node: Any) -> Iterator[Trace]:
        """Yield the traces of the marked tensors that functions have made a result of."""
        pending, seen = [node], set()
        while pending:
            node = pending.pop()
            if node in self._nodes:
                yield self._nodes[node]
            elif node is not None and node not in seen:
                seen.add(node)
                pending += [source for source, _ in node.next_functions]

    def _guess(self, size: Size, sources: list[Trace]) -> Trace:
        """Trace the result of functions, by its sources or else by its size."""
        same = [trace for trace in sources if trace.size == size]
        if same or sources:
            source = max(same or sources, key=lambda trace: len(trace.stages))
        else:
            source = self._sizes.get(size) or self._latest or Trace(size, size)
        if source.size == size:
            return source
        # The function has changed the size. A global mean leaves 1x1 of any size.
        if size == (1, 1):
            return Trace(size, size)
        return Trace(size, scaled(source, size), source.stages)

    def _initial(self, module: nn.Module, trace: Trace, size: Size) -> Size:
        if trace.initial_size == trace.size:
            return size
        if size == trace.size:
            return trace.initial_size
        return output_size_of(module, trace.initial_size) or scaled(trace, size)


def scaled(trace: Trace, size: Size) -> Size:
    """Change the initial size of a trace as its size has changed.

    Example:
        >>> scaled(Trace((20, 20), (28, 28)), (10, 40))
        (14, 56)
    """
    axes = zip(trace.initial_size, size, trace.size, strict=True)
    height, width = (max(1, round(initial * new / old)) for initial, new, old in axes)
    return height, width


def images(value: Any) -> Iterator[Tensor]:
    """Yield the tensors of a value that can be images, [N, C, H, W] or [C, H, W]."""
    if isinstance(value, Tensor):
        if value.ndim in (3, 4) and 0 not in value.shape[-2:]:
            yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from images(part)


def size_of(tensor: Tensor) -> Size:
    """Return the size (h, w) in px."""
    return tensor.shape[-2], tensor.shape[-1]


_NUMBERS = itertools.count(1)
_RUNNING = threading.local()
_REGISTERED: list[Any] = []


def watch_forward_passes() -> None:
    """Register the hooks, once in a process."""
    if not _REGISTERED:
        _REGISTERED.append(hooks.register_module_forward_pre_hook(_enter))
        _REGISTERED.append(
            hooks.register_module_forward_hook(_leave, with_kwargs=True, always_call=True)
        )


def _walks() -> list[Walk]:
    walks: list[Walk] = _RUNNING.__dict__.setdefault("walks", [])
    return walks


def _enter(module: nn.Module, inputs: Any) -> None:
    walks = _walks()
    if walks and walks[-1].root is module:
        walks.pop()  # left behind by a pass that was interrupted
    elif walks and id(module) in walks[-1].members:
        return
    if any(hasattr(part, "initial_alpha") for part in module.modules()):
        walks.append(Walk(module, inputs))


def _leave(module: nn.Module, args: Any, *rest: Any) -> None:
    # After an exception torch leaves the keyword arguments out, and the output is None.
    *kwargs, output = rest
    walks = _walks()
    if not walks or id(module) not in walks[-1].members:
        return
    walk = walks[-1]
    if output is not None:
        walk.see(module, (*args, *(value for named in kwargs for value in named.values())), output)
    if walk.root is module:
        walks.pop()
        if output is not None:
            walk.finish()
