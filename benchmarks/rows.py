"""What is compared: N=4, C=64, 56x56, float32, unless a row says otherwise."""

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from benchmarks.race import Row, Side
from convbook import ops

SHAPE = (4, 64, 56, 56)
# octave_conv2d against F.conv2d: its share of the multiplications, 1 - 3/4 alpha (2 - alpha).
OCTAVE_SHARE = {0.25: 1 - 0.75 * 0.25 * 1.75, 0.5: 1 - 0.75 * 0.5 * 1.5}


def normal(*shape: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(0))


def weight(size: int, channels: int = 64) -> Tensor:
    """A kernel that keeps the scale of its input."""
    return normal(channels, channels, size, size) / (size * channels**0.5)


def conv(size: int, **options: Any) -> Side:
    return lambda x, w: F.conv2d(x, w, **options), (normal(*SHAPE), weight(size))


def algorithm(name: str, **options: Any) -> Callable[[], tuple[Side, Side]]:
    """conv2d by an algorithm beside torch's own."""

    def make() -> tuple[Side, Side]:
        function, tensors = conv(3, padding=1)
        ours = lambda x, w: ops.conv2d(x, w, padding=1, algorithm=name, **options)
        return (ours, tensors), (function, tensors)

    return make


def im2col() -> tuple[Side, Side]:
    def unfolded(x: Tensor, w: Tensor) -> Tensor:
        return (w.flatten(1) @ F.unfold(x, 3, padding=1)).unflatten(2, x.shape[2:])

    (ours, tensors), _ = algorithm("im2col")()
    return (ours, tensors), (unfolded, tensors)


def large_kernel() -> tuple[Side, Side]:
    tensors = normal(4, 8, 256, 256), weight(31, 8)
    ours = lambda x, w: ops.conv2d(x, w, padding=15, algorithm="fft")
    return (ours, tensors), (lambda x, w: F.conv2d(x, w, padding=15), tensors)


def backward_from_formulas() -> tuple[Side, Side]:
    x, w = normal(*SHAPE), weight(3)
    leaves = x.clone().requires_grad_(), w.clone().requires_grad_(), torch.zeros(64)
    leaves[2].requires_grad_()
    with torch.enable_grad():
        y = F.conv2d(*leaves, padding=1)
    gradient = normal(*y.shape)

    def autograd(grad: Tensor) -> Any:
        return torch.autograd.grad(y, leaves, grad, retain_graph=True)

    return (lambda g: ops.conv2d_backward(g, x, w, padding=1), (gradient,)), (autograd, (gradient,))


def transposed() -> tuple[Side, Side]:
    tensors = normal(*SHAPE), weight(3)
    options = {"stride": 2, "padding": 1, "output_padding": 1}
    return (
        (lambda x, w: ops.conv_transpose2d(x, w, **options), tensors),
        (lambda x, w: F.conv_transpose2d(x, w, **options), tensors),
    )


def symmetric(size: int) -> Callable[[], tuple[Side, Side]]:
    """SymmetricPadConv2d 2x2 beside a bare convolution: 2x2 without padding, or 3x3 with one."""

    def make() -> tuple[Side, Side]:
        x, w = normal(*SHAPE), weight(2)
        layer = ops.SymmetricPadConv2d(64, 64, 2, bias=False)
        run = lambda x, w: torch.func.functional_call(layer, {"weight": w}, (x,))
        return (run, (x, w)), conv(size, padding=size - 2)

    return make


def pad(mode: str, theirs: str, amount: int) -> Callable[[], tuple[Side, Side]]:
    def make() -> tuple[Side, Side]:
        x = (normal(*SHAPE),)
        other = lambda x: F.pad(x, [amount] * 4, mode=theirs)
        return (lambda x: ops.pad2d(x, amount, mode), x), (other, x)

    return make


def partial() -> tuple[Side, Side]:
    function, tensors = conv(3, padding=1)
    return (lambda x, w: ops.partial_conv2d(x, w, padding=1), tensors), (function, tensors)


def octave(alpha: float) -> Callable[[], tuple[Side, Side]]:
    def make() -> tuple[Side, Side]:
        low = int(64 * alpha)
        parts = [64 - low, low]
        maps = normal(4, 64 - low, 56, 56), normal(4, low, 28, 28)
        kernels = [k for rows in weight(3).split(parts, 1) for k in rows.split(parts, 0)]
        tensors = tuple(tensor.contiguous() for tensor in (*maps, *kernels))
        return (ops.octave_conv2d, tensors), conv(3, padding=1)

    return make


def octave_floor(alpha: float) -> Callable[[], tuple[Side, Side]]:
    """What octave_conv2d cannot do without: its convolutions, on maps that are there already."""

    def make() -> tuple[Side, Side]:
        low = int(64 * alpha)
        maps = normal(4, 64 - low, 56, 56), normal(4, low, 28, 28), normal(4, 64, 28, 28)
        kernels = weight(3)[: 64 - low, : 64 - low], weight(3)[: 64 - low, :low], weight(3)[:low]

        def run(high: Tensor, low: Tensor, joined: Tensor, *kernels: Tensor) -> list[Tensor]:
            pairs = zip((high, low, joined), kernels, strict=True)
            return [F.conv2d(x, k, padding=1) for x, k in pairs]

        return (run, (*maps, *(k.contiguous() for k in kernels))), conv(3, padding=1)

    return make


def padding_floor() -> tuple[Side, Side]:
    """What SymmetricPadConv2d cannot do without: a map one pixel larger, and its convolution."""
    function, tensors = conv(2)
    return (lambda x, w: F.conv2d(F.pad(x, [0, 1, 0, 1]), w), tensors), (function, tensors)


def deform_kernel() -> tuple[Side, Side]:
    tensors = normal(*SHAPE), normal(64, 1, 4, 4), normal(4, 18, 56, 56) / 2
    ours = lambda x, w, o: ops.deform_kernel_conv2d(x, w, o, 3, padding=1)
    return (ours, tensors), conv(3, padding=1)


def dynamic_pool() -> tuple[Side, Side]:
    tensors = normal(*SHAPE), torch.tensor([2.0, 2.0])
    return (ops.dynamic_pool2d, tensors), (four_grid_samples, tensors)


def four_grid_samples(x: Tensor, alpha: Tensor) -> Tensor:
    """Half the size by four calls of grid_sample, a quarter of a cell from each cell's centre."""
    ratios = zip(x.shape[2:], alpha.tolist(), strict=True)
    height, width = (round(length / ratio) for length, ratio in ratios)
    rows = (2 * torch.arange(height) + 1) / height - 1
    columns = (2 * torch.arange(width) + 1) / width - 1
    delta = alpha / (2 * torch.tensor(x.shape[2:]))
    samples = []
    for up in (-1, 1):
        for left in (-1, 1):
            y, z = torch.meshgrid(rows + up * delta[0], columns + left * delta[1], indexing="ij")
            grid = torch.stack((z, y), -1).expand(len(x), -1, -1, -1)
            samples.append(F.grid_sample(x, grid, padding_mode="border", align_corners=False))
    return torch.stack(samples).amax(0)


ROWS = (
    Row("conv2d auto", "F.conv2d", 1.05, algorithm("auto"), 1.05),
    Row("conv2d im2col", "F.unfold and matmul", 0.8, im2col, 0.8),
    Row("conv2d winograd, tile 4", "F.conv2d", 1.5, algorithm("winograd", tile=4), 1.5),
    Row("conv2d fft, kernel 31, 256x256, C=8", "F.conv2d", 0.14, large_kernel, 0.14),
    Row("conv2d_backward", "autograd of F.conv2d", 1.5, backward_from_formulas, backward=False),
    Row("conv_transpose2d auto, stride 2", "F.conv_transpose2d", 1.05, transposed, 1.05),
    Row("SymmetricPadConv2d 2x2", "F.conv2d 2x2, no padding", 1.25, symmetric(2), 1.25, same=False),
    Row("SymmetricPadConv2d 2x2", "F.conv2d 3x3", None, symmetric(3), same=False),
    *(
        Row(f"pad2d {mode}, {p} px", f"F.pad {theirs}", limit, pad(mode, theirs, p), limit,
            same=mode == theirs)
        for mode, theirs, limit in (
            ("replicate", "replicate", 1.2),
            ("circular", "circular", 1.2),
            ("reflect", "reflect", 1.2),
            ("symmetric", "reflect", 2.0),
        )
        for p in (1, 2)
    ),
    Row("partial_conv2d 3x3", "F.conv2d 3x3", 1.10, partial, 1.10, same=False),
    *(
        Row(f"octave_conv2d, alpha {alpha}", f"F.conv2d x {share:.4f}", 1.3, octave(alpha), 1.3,
            share=share, same=False)
        for alpha, share in OCTAVE_SHARE.items()
    ),
    Row("deform_kernel_conv2d local, scope 4", "F.conv2d 3x3", 4.0, deform_kernel, 4.0, same=False),
    Row("DynOPool2d, ratio 1/2", "four F.grid_sample and a max", 0.8, dynamic_pool, 0.8),
    Row("floor: F.pad and F.conv2d 2x2", "F.conv2d 2x2, no padding", None, padding_floor,
        same=False),
    *(
        Row(f"floor: the convolutions of octave_conv2d, alpha {alpha}", f"F.conv2d x {share:.4f}",
            None, octave_floor(alpha), share=share, same=False)
        for alpha, share in OCTAVE_SHARE.items()
    ),
)  # fmt: skip
