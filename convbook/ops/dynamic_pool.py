"""Pooling whose output size is learned."""

from typing import Any

import torch
from torch import Tensor, nn

from convbook import checks
from convbook.ops.algorithms import LOW_PRECISION
from convbook.ops.forward_sizes import ForwardPass, watch_forward_passes
from convbook.ops.query_points import pool_queries, query_points

REDUCTIONS_OF_FOUR = ("max", "mean")


def dynamic_pool2d(input: Tensor, alpha: Tensor, reduce: str = "max") -> Tensor:
    """Pooling to size / alpha: the largest of four interpolated values around each centre.

    y[n, c, a, b] = max (or mean) over both signs of x(p_h +- alpha_h / 4, p_w +- alpha_w / 4),
    p_h = (a + 1/2) H / H' - 1/2,  p_w = (b + 1/2) W / W' - 1/2

    where x(q) interpolates linearly between the four nearest px and continues x outside by its
    border. The derivative by alpha goes through the points, and through H' = H / alpha_h as if
    nothing were rounded; at a point on a px it is that towards larger coordinates.

    Args:
        input: x, [N, C, H, W] or [C, H, W], floating; N may be 0.
        alpha: (alpha_h, alpha_w), shape (2,), input px per output px, above 0; below 1 enlarges.
            Its values are read, since the output size depends on them: on a GPU that waits for
            them. It may have a dtype of its own, and be on the cpu with an input elsewhere.
        reduce: "max" or "mean" of the four values.

    Returns:
        Tensor [N, C, H', W'] or [C, H', W'] of the input's dtype, H' = max(1, round(H / alpha_h))
        px, half to even. Half precision is computed in float32 and rounded once.

    Raises:
        ConvbookTypeError: an argument is no tensor or does not hold floating-point numbers.
        ConvbookValueError: a shape or device does not fit, alpha is not finite and above 0 or has
            no values (on the meta device), the output is too large, or `reduce` is unknown.

    Example:
        >>> x = torch.arange(16.0).reshape(1, 4, 4)
        >>> dynamic_pool2d(x, torch.tensor([2.0, 4.0]))
        tensor([[[ 6.5000],
                 [14.5000]]])

    Source: Jang et al., "Pooling revisited: your receptive field is suboptimal", CVPR 2022,
        section 3, whose r is 1 / alpha. The distance alpha / 4 px, a quarter of a cell, is the
        one that makes r = 1/2 the 2x2 max pooling on even sizes. At r = 1 it is not the identity.
    See: dynamic-pooling/the-layer
    """
    name = "dynamic_pool2d"
    checks.instances(name, Tensor, input=input, alpha=alpha)
    checks.choice(name, "reduce", reduce, REDUCTIONS_OF_FOUR)
    size, result = checks.resizing(name, input, alpha.detach())
    if alpha.device.type != "cpu":
        checks.alike(name, "device", input=input, alpha=alpha)
    dtype = torch.float32 if input.dtype in LOW_PRECISION else input.dtype
    ratio = alpha.to(input.device, dtype)
    rows, columns = map(query_points, size, ratio, result)
    pooled = pool_queries(input.to(dtype).reshape(-1, *size), rows, columns, reduce)
    return pooled.to(input.dtype).reshape(*input.shape[:-2], *result)


class DynOPool2d(nn.Module):
    """Layer of ``dynamic_pool2d`` that learns alpha, input px per output px.

    y = dynamic_pool2d(x, alpha, reduce),  H' = round(H / alpha_h)

    Args:
        alpha: at the start, a number above 0 or (h, w).
        reduce: "max" or "mean".
        device: of the parameter.
        dtype: of the parameter.

    Returns:
        A module from [N, C, H, W] or [C, H, W] to [N, C, H', W'] or [C, H', W']. Its parameter
        ``alpha`` has shape (2,); ``initial_alpha`` keeps the values of construction, with which
        it also computes shapes on the meta device; ``output_size(h, w)`` is (H', W') in px.

    Raises:
        ConvbookTypeError: `alpha` is not made of numbers; in use, as ``dynamic_pool2d``.
        ConvbookValueError: `alpha` is not finite and above 0 or has not one or two entries, or
            `reduce` is unknown; in use, as ``dynamic_pool2d``.

    Example:
        >>> pool = DynOPool2d((2.0, 1.5))
        >>> pool.output_size(8, 12), pool(torch.zeros(1, 3, 8, 12)).shape
        ((4, 8), torch.Size([1, 3, 4, 8]))

    Source: Jang et al., 2022, section 3: alpha is learned instead of r, because the derivative
        by r grows as 1 / r^2.
    See: dynamic-pooling/the-layer
    """

    last_pass: ForwardPass | None = None

    def __init__(
        self,
        alpha: float | tuple[float, float] = 2.0,
        reduce: str = "max",
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        values = checks.positives("DynOPool2d", "alpha", alpha)
        self.reduce = checks.choice("DynOPool2d", "reduce", reduce, REDUCTIONS_OF_FOUR)
        # As the parameter rounds them, so that nothing has changed before alpha has.
        self.initial_alpha: tuple[float, ...] = tuple(
            torch.tensor(values, dtype=dtype, device="cpu").tolist()
        )
        self.alpha = nn.Parameter(torch.empty(2, device=device, dtype=dtype))
        self.reset_parameters()
        watch_forward_passes()

    def reset_parameters(self) -> None:
        """Set alpha to its values of construction."""
        with torch.no_grad():
            self.alpha.copy_(torch.tensor(self.initial_alpha))

    def _values(self) -> Tensor:
        if self.alpha.is_meta:
            return torch.tensor(self.initial_alpha, device="cpu")
        return self.alpha

    def output_size(self, h: int, w: int) -> tuple[int, int]:
        """Return the size (H', W') in px of the output for an input of h x w px."""
        size = checks.integers("DynOPool2d.output_size", "(h, w)", (h, w), 2, minimum=1)
        alpha = checks.positives("DynOPool2d.output_size", "alpha", self._values().tolist())
        return checks.resized("DynOPool2d.output_size", size, alpha)

    def forward(self, input: Tensor) -> Tensor:
        """Apply ``dynamic_pool2d``."""
        checks.instances("DynOPool2d", Tensor, input=input)
        if self.alpha.is_meta != input.is_meta:
            checks.alike("DynOPool2d", "device", input=input, alpha=self.alpha)
        return dynamic_pool2d(input, self._values(), self.reduce)

    def extra_repr(self) -> str:
        """Return the arguments of construction; alpha itself is the parameter ``alpha``."""
        h, w = self.initial_alpha
        return f"alpha=({h:g}, {w:g}), reduce={self.reduce!r}"

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the last pass: a copy has not been run, and its layers are other ones."""
        return {k: v for k, v in self.__dict__.items() if k != "last_pass"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Restore the layer in a process that has perhaps never made one."""
        super().__setstate__(state)  # type: ignore[no-untyped-call]
        watch_forward_passes()
