"""How the windows of every layer of a network lie, learnt from one run."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from convbook.analysis.running import blank, evaluating, input_channels
from convbook.errors import ConvbookValueError, message
from convbook.ops import SymmetricPadConv2d

aten = torch.ops.aten
POOLS = {aten.max_pool2d_with_indices: 5, aten.avg_pool2d: None}  # where the dilation stands
PADS = (aten.constant_pad_nd, aten.reflection_pad2d, aten.replication_pad2d)
# Torch computes the shapes of these in Python, a hundred times slower than all else here.
UNCHANGED = (aten.relu, aten.relu_, aten.hardtanh, aten.hardtanh_)
NORMS = (aten.native_batch_norm, aten._native_batch_norm_legit_no_training)
Pair = tuple[int, int]
Sides = tuple[Pair, Pair]
NOTHING: Sides = ((0, 0), (0, 0))


@dataclass(frozen=True)
class Laid:
    """The windows of one layer along one axis, in px; `size` includes the padding."""

    name: str
    axis: str
    size: int
    stride: int
    padding: Pair
    remainder: int

    @property
    def used(self) -> Pair:
        """Px of padding that windows read, (before, after)."""
        return self.padding[0], self.padding[1] - self.remainder

    @property
    def even(self) -> bool:
        """Whether a strided layer uses as much padding after its input as before, or has none."""
        return self.stride == 1 or self.padding == (0, 0) or self.used[0] == self.used[1]


def lay(function: str, net: nn.Module, size: Pair, without_numbers: bool = False) -> list[Laid]:
    """Run a network once, in the name of the caller, and note how its windows lie.

    Meta tensors serve where the network allows it. `without_numbers` refuses it elsewhere.

    Raises:
        ConvbookValueError: the network does not take an image of this size.
    """
    recorder = _Recorder()
    state = {**dict(net.named_parameters()), **dict(net.named_buffers())}
    shapes = {name: torch.empty_like(value, device="meta") for name, value in state.items()}
    like = next((p for p in net.parameters() if p.is_floating_point()), torch.empty(0))
    image = torch.empty(1, input_channels(net), *size, dtype=like.dtype, device="meta")
    handles = recorder.follow(net)
    try:
        with torch.no_grad(), evaluating(net):
            try:
                with recorder:
                    torch.func.functional_call(net, shapes, (image,))
            except (RuntimeError, ValueError, TypeError):
                if without_numbers:
                    raise
                recorder.clear()
                with recorder:
                    net(blank(net, size))
    except (RuntimeError, ValueError, TypeError) as error:
        rule, got = "net must take an image of this size", f"{size[0]} x {size[1]} px"
        hint = str(error).partition("\n")[0]
        raise ConvbookValueError(message(function, rule, got, hint)) from error
    finally:
        for handle in handles:
            handle.remove()
    return recorder.found


class _Recorder(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """While active, notes every convolution and pooling over images, and who runs it."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.clear()

    def clear(self) -> None:
        self.found: list[Laid] = []
        # Padded tensors by id; holding them keeps the id theirs.
        self.padded: dict[int, tuple[Tensor, Sides]] = {}
        self.running: list[tuple[str, nn.Module, Any]] = []

    def follow(self, net: nn.Module) -> list[Any]:
        """Hook every module, so that it is known which one is running."""

        def enter(name: str) -> Any:
            return lambda module, args: self.running.append((name, module, args))

        def leave(module: nn.Module, args: Any, output: Any) -> None:
            self.running.pop()
            if isinstance(module, nn.CircularPad2d):
                self._pad(args[0], output, list(module.padding))

        handles: list[Any] = []
        for name, module in net.named_modules():
            handles.append(module.register_forward_pre_hook(enter(name or type(net).__name__)))
            handles.append(module.register_forward_hook(leave))
        return handles

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kind = func.overloadpacket
        if kind in (*UNCHANGED, *NORMS) and args[0].is_meta:
            same = args[0] if kind.__name__.endswith("_") else torch.empty_like(args[0])
            return (same, args[0].new_empty(0), args[0].new_empty(0)) if kind in NORMS else same
        output = func(*args, **(kwargs or {}))
        if kind in PADS:
            self._pad(args[0], output, list(args[1]))
        elif kind is aten.convolution and args[0].dim() == 4 and not args[6]:
            self._note(args[0], args[1].shape[2:], args[3:6], output)
        elif kind in POOLS:
            place = POOLS[kind]
            stride = args[2] if len(args) > 2 and args[2] else args[1]
            padding = args[3] if len(args) > 3 else [0, 0]
            gap = args[place - 1] if place and len(args) >= place else [1, 1]
            first = output[0] if isinstance(output, tuple) else output
            self._note(args[0], args[1], (stride, padding, gap), first)
        return output

    def _pad(self, input: Tensor, output: Tensor, sides: list[int]) -> None:
        """Remember the sides of a padded tensor; torch lists them last axis first."""
        left, right, top, bottom = (*sides, 0, 0)[:4]
        _, ((t, b), (le, r)) = self.padded.get(id(input), (input, NOTHING))
        self.padded[id(output)] = (output, ((t + top, b + bottom), (le + left, r + right)))

    def _sides(self, input: Tensor) -> Sides:
        """Padding that `input` already has: known, or made by the running layer itself."""
        if id(input) in self.padded:
            return self.padded[id(input)][1]
        _, layer, args = self.running[-1] if self.running else ("", None, ())
        if isinstance(layer, SymmetricPadConv2d):
            # Each side gets the larger half on half of the channels.
            top, left = (k // 2 for k in layer.kernel_size)
            return (top, top), (left, left)
        if layer is None or any(layer.children()) or not args or not isinstance(args[0], Tensor):
            return NOTHING
        grown = [b - a for a, b in zip(args[0].shape[-2:], input.shape[-2:], strict=True)]
        if min(grown) < 0:
            return NOTHING
        (top, bottom), (left, right) = ((n // 2, n - n // 2) for n in grown)
        return (top, bottom), (left, right)

    def _note(self, input: Tensor, kernel: Any, laid: Any, output: Tensor) -> None:
        name = self.running[-1][0] if self.running else ""
        numbers = [list(values) * 2 if len(values) == 1 else list(values) for values in laid]
        windows = list(kernel) * 2 if len(kernel) == 1 else list(kernel)
        for axis, (before, after) in enumerate(self._sides(input)):
            stride, padding, gap = (values[axis] for values in numbers)
            whole = input.shape[axis - 2] + 2 * padding
            read = (output.shape[axis - 2] - 1) * stride + gap * (windows[axis] - 1) + 1
            self.found.append(
                Laid(
                    name=name,
                    axis="hw"[axis],
                    size=whole,
                    stride=stride,
                    padding=(before + padding, after + padding),
                    remainder=whole - read,
                )
            )
