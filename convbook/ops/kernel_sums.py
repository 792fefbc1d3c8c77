"""Sums over taps whose kernels are blended for every output; they are never held all at once."""

from collections.abc import Sequence
from functools import partial, reduce
from typing import Any

import torch
from torch import Tensor
from torch.autograd import Function

from convbook.ops.rows import differentiated

Places = Sequence[tuple[slice | int, ...]]  # of each tap, in one example of the pixels


class _BlendedSum(Function):
    """One image and one tap at a time: what a tap needs stays in the processor's cache."""

    @staticmethod
    def forward(pixels: Tensor, blends: Tensor, entries: Tensor, places: Places) -> Tensor:
        return torch.stack(
            [
                _image_sum(image, blends[:, n], entries, places)
                for n, image in enumerate(pixels.unbind())
            ]
        )

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:
        *tensors, ctx.places = inputs
        ctx.save_for_backward(*tensors)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        pixels, blends, entries = ctx.saved_tensors
        if torch.is_grad_enabled():
            plain = partial(_plain_sum, places=ctx.places)
            needed = ctx.needs_input_grad[:3]
            return *differentiated(plain, (pixels, blends, entries), needed, grad), None
        grad = grad.contiguous()
        of_pixels, of_blends, of_entries = map(torch.zeros_like, (pixels, blends, entries))
        for n, image in enumerate(pixels.unbind()):
            for k, place in enumerate(ctx.places):
                kernel = _kernel(blends[:, n, k], entries)
                of_pixels[n][place].addcmul_(grad[n], kernel)
                of_kernel = (grad[n] * image[place]).sum_to_size(kernel.shape).flatten(0, 1)
                of_blends[:, n, k] = (entries.T @ of_kernel.T).reshape(blends[:, n, k].shape)
                of_entries.addmm_(of_kernel.T, blends[:, n, k].flatten(1).T)
        return of_pixels, of_blends, of_entries, None


def _kernel(blend: Tensor, entries: Tensor) -> Tensor:
    """Entries of one tap's kernel, [H_out, W_out, C], from a blend [S, H_out, W_out]."""
    return (blend.flatten(1).T @ entries.T).reshape(*blend.shape[1:], len(entries))


def _image_sum(image: Tensor, blends: Tensor, entries: Tensor, places: Places) -> Tensor:
    total = torch.zeros_like(image[places[0]])
    for place, blend in zip(places, blends.unbind(1), strict=True):
        total.addcmul_(image[place], _kernel(blend, entries))
    return total


def _plain_sum(pixels: Tensor, blends: Tensor, entries: Tensor, places: Places) -> Tensor:
    """The same as one expression."""
    kernels = torch.einsum("snkuv,cs->knuvc", blends, entries)
    windows = (pixels[:, *place] for place in places)
    products: list[Tensor] = [w * k for w, k in zip(windows, kernels, strict=True)]
    return reduce(torch.add, products)


def blended_sum(pixels: Tensor, blends: Tensor, entries: Tensor, places: Places) -> Tensor:
    """Sum over taps k of pixels[:, place of k] times the kernel blended for k.

    Args:
        pixels: [N, ..., C].
        blends: [S, N, K, H_out, W_out], or [S, N, K, 1, 1] for one kernel an image.
        entries: what is blended, [C, S].
        places: index of what each of the K taps reads, [H_out, W_out, C], in pixels[n].

    Returns:
        Tensor [N, H_out, W_out, C].

    Example:
        >>> row, blends = torch.tensor([[[[2.0], [4.0], [8.0]]]]), torch.ones(1, 1, 2, 1, 1)
        >>> places = [(slice(None), slice(0, 2)), (slice(None), slice(1, 3))]
        >>> blended_sum(row, blends, torch.tensor([[10.0]]), places).flatten()
        tensor([ 60., 120.])
    """
    if len(pixels) == 0:
        return _plain_sum(pixels, blends, entries, places)
    result: Tensor = _BlendedSum.apply(pixels, blends, entries, places)  # type: ignore[no-untyped-call]
    return result
