"""Reductions of the convolution with a kernel for each example."""

from typing import Any

import torch
from torch import Tensor

from convbook.ops.cond import cond_conv2d
from convbook.ops.conv import conv2d
from convbook.ops.reductions.record import Draw, Reduction, reduction


def mixture(draw: Draw) -> tuple[Tensor, Tensor, Tensor, dict[str, Any]]:
    """Draw an input, the experts' weights, a routing and the other arguments."""
    groups, experts, batch = draw.integer(1, 2), draw.integer(1, 4), draw.integer(1, 3)
    per_group, multiple = draw.integer(1, 2), draw.integer(1, 2)
    kernel = draw.integers(2, 1, 3)
    size = [2 * (k - 1) + 1 + draw.integer(0, 3) for k in kernel]
    weights = draw.tensor(experts, groups * multiple, per_group, *kernel)
    options = {
        "bias": draw.tensor(groups * multiple),
        "stride": draw.integers(2, 1, 2),
        "padding": draw.integers(2, 0, 2),
        "dilation": draw.integers(2, 1, 2),
        "groups": groups,
    }
    x = draw.tensor(batch, groups * per_group, *size)
    return x, weights, draw.tensor(batch, experts), options


@reduction("cond_conv2d(x, w[None], ones)", "conv2d(x, w)", "one expert, routing 1")
def one_expert_is_a_convolution(draw: Draw) -> tuple[Tensor, Tensor]:
    """With one expert that every example uses once, nothing is conditional."""
    x, weights, _, options = mixture(draw)
    routing = torch.ones(len(x), 1, dtype=x.dtype)
    return cond_conv2d(x, weights[:1], routing, **options), conv2d(x, weights[0], **options)


@reduction("cond_conv2d(x, w, r)", "sum over e of r[:, e] conv2d(x, w[e])", "no bias")
def mixing_kernels_is_mixing_outputs(draw: Draw) -> tuple[Tensor, Tensor]:
    """Convolution is linear in its kernel: mix the kernels first, and convolve once."""
    x, weights, routing, options = mixture(draw)
    options |= {"bias": None}
    outputs = torch.stack([conv2d(x, w, **options) for w in weights])
    mixed = torch.einsum("ne,enohw->nohw", routing, outputs)
    return cond_conv2d(x, weights, routing, **options), mixed


@reduction("cond_conv2d(x, [w, ..., w], r)", "conv2d(x, w)", "routing of sum 1")
def equal_experts_are_one_convolution(draw: Draw) -> tuple[Tensor, Tensor]:
    """Experts that agree do not depend on who is asked."""
    x, weights, routing, options = mixture(draw)
    routing[:, 0] += 1 - routing.sum(1)
    same = weights[:1].expand_as(weights)
    return cond_conv2d(x, same, routing, **options), conv2d(x, weights[0], **options)


@reduction("cond_conv2d(x, w, one_hot(e))[n]", "conv2d(x[n], w[e[n]])", "one-hot routing")
def one_hot_routing_selects_an_expert(draw: Draw) -> tuple[Tensor, Tensor]:
    """A routing of a single 1 picks that expert's kernel."""
    x, weights, _, options = mixture(draw)
    chosen = [draw.integer(0, len(weights) - 1) for _ in x]
    routing = torch.eye(len(weights), dtype=x.dtype)[chosen]
    picked = [conv2d(image, weights[e], **options) for image, e in zip(x, chosen, strict=True)]
    return cond_conv2d(x, weights, routing, **options), torch.stack(picked)


@reduction("cond_conv2d(x, w, r)[n]", "cond_conv2d(x[n], w, r[n])")
def examples_do_not_see_one_another(draw: Draw) -> tuple[Tensor, Tensor]:
    """A batch is its examples, one after the other, each with a kernel of its own."""
    x, weights, routing, options = mixture(draw)
    alone = [cond_conv2d(a, weights, r, **options) for a, r in zip(x, routing, strict=True)]
    return cond_conv2d(x, weights, routing, **options), torch.stack(alone)


@reduction("cond_conv2d(x, w, a r)", "a cond_conv2d(x, w, r)", "no bias")
def routing_scales_the_output(draw: Draw) -> tuple[Tensor, Tensor]:
    """A routing times a number gives the output times that number."""
    x, weights, routing, options = mixture(draw)
    options |= {"bias": None}
    factor = draw.integer(1, 5)
    scaled = cond_conv2d(x, weights, factor * routing, **options)
    return scaled, factor * cond_conv2d(x, weights, routing, **options)


@reduction("cond_conv2d(x, w, r)", "conv2d(x, sum over e of r[e] w[e])", "equal routing")
def equal_routing_is_one_convolution(draw: Draw) -> tuple[Tensor, Tensor]:
    """Where all examples have one routing, one kernel serves the whole batch."""
    x, weights, routing, options = mixture(draw)
    kernel = torch.einsum("e,eocij->ocij", routing[0], weights)
    shared = routing[:1].expand_as(routing)
    return cond_conv2d(x, weights, shared, **options), conv2d(x, kernel, **options)


@reduction("cond_conv2d(x, w, r)", "einsum(r, w, x) over experts and channels", "kernel 1x1")
def pointwise_mixture_is_a_matrix_for_each_example(draw: Draw) -> tuple[Tensor, Tensor]:
    """With 1x1 kernels every example's channels pass through a matrix of its own."""
    experts, c_in, c_out = draw.integers(3, 1, 3)
    x = draw.tensor(draw.integer(1, 3), c_in, *draw.integers(2, 1, 4))
    weights, routing = draw.tensor(experts, c_out, c_in), draw.tensor(len(x), experts)
    mixed = torch.einsum("ne,eoc,nchw->nohw", routing, weights, x)
    return cond_conv2d(x, weights[..., None, None], routing), mixed


@reduction("conv2d(x.reshape(1, N C, H, W), kernels, groups=N)", "cond_conv2d(x, w, r)", "no bias")
def examples_as_groups_is_a_kernel_for_each(draw: Draw) -> tuple[Tensor, Tensor]:
    """Lay the batch along the channels: one grouped convolution holds a kernel per example."""
    x, weights, routing, options = mixture(draw)
    options |= {"bias": None}
    kernels = torch.einsum("ne,eocij->nocij", routing, weights).flatten(0, 1)
    grouped = options | {"groups": options["groups"] * len(x)}
    y = conv2d(x.flatten(0, 1)[None], kernels, **grouped)
    return y.reshape(len(x), -1, *y.shape[2:]), cond_conv2d(x, weights, routing, **options)


REDUCTIONS = tuple(value for value in globals().values() if isinstance(value, Reduction))
