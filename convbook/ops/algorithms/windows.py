"""The pixels under every window, gathered by one copy; and the way back, which adds."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

import torch
from torch import Tensor


@dataclass(frozen=True)
class Windows:
    """Windows of `size` taps `dilation` px apart, `count` along each axis, `stride` px apart.

    `order` arranges the axes of the gathered tensor, which are (N, C, window axes, tap axes).
    """

    size: tuple[int, ...]
    stride: tuple[int, ...]
    dilation: tuple[int, ...]
    count: tuple[int, ...]
    order: tuple[int, ...]

    def gather(self, input: Tensor) -> Tensor:
        """Return the pixels under every window: im2col, where the order is (N, C, taps, windows).

        Args:
            input: [N, C, ...], large enough for every window.

        Returns:
            A contiguous copy; its derivative with respect to `input` is `scatter`.
        """
        gathered: Tensor = _Gather.apply(input, self)  # type: ignore[no-untyped-call]
        return gathered

    def scatter(self, windows: Tensor, shape: tuple[int, ...]) -> Tensor:
        """Add every window into zeros of `shape`: col2im, the adjoint of `gather`."""
        scattered: Tensor = _Scatter.apply(windows, self, shape)  # type: ignore[no-untyped-call]
        return scattered

    def view(self, input: Tensor) -> Tensor:
        """Look at the windows of `input` without a copy."""
        first = input.ndim - len(self.size)
        axes = zip(self.size, self.stride, self.dilation, self.count, strict=True)
        for axis, (k, s, d, o) in enumerate(axes, start=first):
            used = input.narrow(axis, 0, (o - 1) * s + d * (k - 1) + 1)
            input = used.unfold(axis, d * (k - 1) + 1, s)[..., ::d]
        return input.permute(self.order)

    def add(self, windows: Tensor, target: Tensor) -> None:
        """Add every window to its place in `target`."""
        windows = windows.permute([self.order.index(axis) for axis in range(windows.ndim)])
        # One addition for each tap, or for each window, whichever are fewer.
        by_tap = prod(self.size) <= prod(self.count)
        axes = [*zip(self.size, self.stride, self.dilation, self.count, strict=True)]
        indices: Iterable[Any] = product(*map(range, self.size if by_tap else self.count))
        for index in indices:
            steps = zip(index, axes, strict=True)
            where: list[Any]
            if by_tap:
                where = [slice(t * d, t * d + (o - 1) * s + 1, s) for t, (_, s, d, o) in steps]
                part = windows[..., *index]
            else:
                where = [slice(q * s, q * s + (k - 1) * d + 1, d) for q, (k, s, d, _) in steps]
                part = windows[:, :, *index, ...]
            target[..., *where] += part


class _Gather(torch.autograd.Function):
    # Torch's own derivative of `unfold` takes twice the time of the whole convolution.

    @staticmethod
    def forward(input: Tensor, windows: Windows) -> Tensor:
        # A window of one pixel is a view, which must not leave this function.
        return windows.view(input).clone(memory_format=torch.contiguous_format)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, Windows], output: Tensor) -> None:
        ctx.shape, ctx.windows = inputs[0].shape, inputs[1]

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, None]:
        return ctx.windows.scatter(*grads, ctx.shape), None


class _Scatter(torch.autograd.Function):
    @staticmethod
    def forward(windows: Tensor, where: Windows, shape: tuple[int, ...]) -> Tensor:
        target = windows.new_zeros(shape)
        where.add(windows, target)
        return target

    @staticmethod
    def setup_context(
        ctx: Any, inputs: tuple[Tensor, Windows, tuple[int, ...]], output: Tensor
    ) -> None:
        ctx.windows = inputs[1]

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, None, None]:
        return ctx.windows.gather(*grads), None, None
