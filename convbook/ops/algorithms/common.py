"""What the algorithms share: accumulation, the bias, and products that integers survive."""

from collections.abc import Callable, Sequence
from functools import reduce, wraps
from typing import Any

import torch
from torch import Tensor

from convbook.errors import ConvbookTypeError, message
from convbook.geometry import ConvGeometry
from convbook.ops.padding import zero_pad

LOW_PRECISION = (torch.float16, torch.bfloat16)
# Elements to gather at once: on a processor few enough to stay in its cache, elsewhere many enough
# to keep it busy.
CHUNK = {"cpu": 2**18}
LARGE_CHUNK = 2**26


def working_dtype(dtype: torch.dtype) -> torch.dtype:
    """Return the dtype in which sums are kept: float32 for half precision, as torch does."""
    return torch.float32 if dtype in LOW_PRECISION else dtype


def with_bias(core: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """Make an algorithm of one without bias that need not care for half precision.

    Half-precision input is summed in float32, the bias included, and rounded once.
    """

    @wraps(core)
    def algorithm(
        input: Tensor,
        weight: Tensor,
        bias: Tensor | None,
        geometry: ConvGeometry,
        groups: int,
        **settings: int,
    ) -> Tensor:
        dtype = working_dtype(input.dtype)
        output = core(input.to(dtype), weight.to(dtype), geometry, groups, **settings)
        if bias is not None:
            output = output + bias.to(dtype).reshape(-1, *(1 for _ in geometry.kernel_size))
        return output.to(input.dtype)

    return algorithm


def spread(tensor: Tensor, steps: tuple[int, ...]) -> Tensor:
    """Put s - 1 zeros between neighbours along the last axes, one step s for each."""
    if set(steps) == {1}:
        return tensor
    sizes = tensor.shape[tensor.ndim - len(steps) :]
    full = tensor.new_zeros(
        *tensor.shape[: tensor.ndim - len(steps)],
        *(s * (n - 1) + 1 for s, n in zip(steps, sizes, strict=True)),
    )
    every: list[Any] = [slice(None, None, s) for s in steps]
    full[..., *every] = tensor
    return full


def is_integer(tensor: Tensor) -> bool:
    """Tell whether a tensor holds integers."""
    return not (tensor.is_floating_point() or tensor.is_complex())


def products(a: Tensor, b: Tensor) -> Tensor:
    """Matrix product; of integers as a sum of outer products, since CUDA has none of integers."""
    if not is_integer(a):
        return a @ b
    return reduce(torch.add, (a[..., k, None] * b[..., None, k, :] for k in range(a.shape[-1])))


def refuse_integers(function: str, algorithm: str, input: Tensor) -> None:
    """Refuse integers on behalf of an algorithm that rounds.

    Raises:
        ConvbookTypeError: the dtype is an integer one.
    """
    if is_integer(input):
        rule = f'algorithm="{algorithm}" needs floating-point or complex numbers'
        hint = 'it rounds; "direct", "im2col" and "matrix" are exact on integers'
        raise ConvbookTypeError(message(function, rule, f"dtype {input.dtype}", hint))


def excerpt(tensor: Tensor, before: Sequence[int], size: Sequence[int]) -> Tensor:
    """Cut `size` entries out of each of the last axes, from `before` entries ahead of the first.

    Where the tensor ends there are zeros; a negative `before` skips entries.
    """
    axes = zip(before, size, tensor.shape[tensor.ndim - len(size) :], strict=True)
    padded = zero_pad(tensor, [(max(b, 0), max(s - b - n, 0)) for b, s, n in axes])
    starts = (max(-b, 0) for b in before)
    kept: list[Any] = [slice(a, a + s) for a, s in zip(starts, size, strict=True)]
    return padded[..., *kept]


def chunk(elements: int, device: torch.device) -> int:
    """Return how many pieces of work to do at once, where one needs `elements` elements."""
    return max(CHUNK.get(device.type, LARGE_CHUNK) // elements, 1)
