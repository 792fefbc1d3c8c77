"""Deep learning's convolution over one, two and three spatial axes."""

from collections.abc import Sequence

from torch import Tensor

from convbook import checks
from convbook.geometry import conv_geometry
from convbook.ops.algorithms import ALGORITHMS
from convbook.ops.autocast import lowered_by_autocast

Ints = int | Sequence[int]


def conv1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    groups: int = 1,
    *,
    algorithm: str = "auto",
) -> Tensor:
    """Convolution layer over a sequence (a cross-correlation, as everywhere in deep learning).

    y[n, o, t] = b[o] + sum over c, j of w[o, c, j] x[n, g C_in/groups + c, t s + j d - p]

    where g = floor(o groups / C_out), and x is zero outside.

    Args:
        input: x, [N, C_in, L] or [C_in, L]; N may be 0.
        weight: w, [C_out, C_in/groups, K].
        bias: b, [C_out].
        stride: s, distance of neighbouring windows in px.
        padding: p, zeros on each side in px, or "valid" (none), "same" (keeps L; stride 1 only;
            the odd zero of an even kernel goes to the end), "full" (d (K - 1) on each side).
        dilation: d, distance of neighbouring taps in px.
        groups: number of groups; output channel o reads the input channels of group g only.
        algorithm: how it is computed. "auto", torch's own; "direct", shift and add; "im2col",
            one matrix product with the windows as columns; "matrix", the flattened input times
            the Toeplitz matrix, at most 2^28 entries a group; "fft", products of spectra, made
            for large kernels. "auto" on integers is "direct"; "direct", "im2col" and "matrix" are
            exact on integers until the dtype overflows, "fft" refuses them.

    Returns:
        Tensor [N, C_out, L'] or [C_out, L'], L' = ``geometry.conv_output_size``.

    Raises:
        ConvbookTypeError: an argument has the wrong type, dtypes differ or are not numbers.
        ConvbookValueError: shapes, channels, groups or devices do not fit, a size is too small,
            the kernel is larger than the padded input, "same" meets a stride, or padding or
            algorithm is unknown.

    Example:
        >>> import torch
        >>> x, w = torch.tensor([[1.0, 2.0, 3.0, 4.0]]), torch.tensor([[[1.0, 10.0]]])
        >>> conv1d(x, w, stride=2)
        tensor([[21., 43.]])

    Source: ``torch.nn.functional.conv1d``, to which this adds padding "full", the choice of
        algorithm, exact integers, and the refusal of mixed devices and empty channels.
    See: understanding-convolution/convolution-and-correlation
    """
    arguments = (input, weight, bias, stride, padding, dilation, groups, algorithm)
    return _conv("conv1d", 1, *arguments)


def conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    groups: int = 1,
    *,
    algorithm: str = "auto",
    tile: int = 2,
) -> Tensor:
    """Convolution layer over an image (a cross-correlation, as everywhere in deep learning).

    y[n, o, u, v] = b[o] + sum over c, i, j of
        w[o, c, i, j] x[n, g C_in/groups + c, u s_h + i d_h - p_h, v s_w + j d_w - p_w]

    where g = floor(o groups / C_out), and x is zero outside.

    Args:
        input: x, [N, C_in, H, W] or [C_in, H, W]; N may be 0.
        weight: w, [C_out, C_in/groups, K_h, K_w].
        bias: b, [C_out].
        stride: s, distance of neighbouring windows in px, an int or (h, w).
        padding: p, zeros on each side in px, an int or (h, w), or "valid" (none), "same" (keeps
            (H, W); stride 1 only; the odd zero of an even kernel goes to the bottom or right),
            "full" (d (K - 1) on each side).
        dilation: d, distance of neighbouring taps in px, an int or (h, w).
        groups: number of groups; output channel o reads the input channels of group g only.
        algorithm: how it is computed. "auto", torch's own; "direct", shift and add; "im2col",
            one matrix product with the windows as columns; "matrix", the flattened input times
            the Toeplitz matrix, at most 2^28 entries a group; "fft", products of spectra, made
            for large kernels; "winograd", minimal filtering, for 3x3 kernels with stride and
            dilation 1. "auto" on integers is "direct"; "direct", "im2col" and "matrix" are exact
            on integers until the dtype overflows, "fft" and "winograd" refuse them.
        tile: outputs along each axis that "winograd" computes at once, 2 or 4: 4 multiplies less
            and rounds more.

    Returns:
        Tensor [N, C_out, H', W'] or [C_out, H', W'], sizes as ``geometry.conv_output_size``.

    Raises:
        ConvbookTypeError: an argument has the wrong type, dtypes differ or are not numbers.
        ConvbookValueError: shapes, channels, groups or devices do not fit, a size is too small,
            the kernel is larger than the padded input, "same" meets a stride, or padding or
            algorithm is unknown.

    Example:
        >>> import torch
        >>> x = torch.arange(9.0).reshape(1, 1, 3, 3)
        >>> conv2d(x, torch.ones(1, 1, 2, 2))
        tensor([[[[ 8., 12.],
                  [20., 24.]]]])

    Source: ``torch.nn.functional.conv2d``, to which this adds padding "full", the choice of
        algorithm, exact integers, and the refusal of mixed devices and empty channels.
    See: understanding-convolution/vanilla-convolution
    """
    arguments = (input, weight, bias, stride, padding, dilation, groups, algorithm)
    return _conv("conv2d", 2, *arguments, tile=checks.winograd_tile("conv2d", tile))


def conv3d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    groups: int = 1,
    *,
    algorithm: str = "auto",
) -> Tensor:
    """Convolution layer over a volume (a cross-correlation, as everywhere in deep learning).

    y[n, o, q, u, v] = b[o] + sum over c, h, i, j of w[o, c, h, i, j]
        x[n, g C_in/groups + c, q s_d + h d_d - p_d, u s_h + i d_h - p_h, v s_w + j d_w - p_w]

    where g = floor(o groups / C_out), and x is zero outside.

    Args:
        input: x, [N, C_in, D, H, W] or [C_in, D, H, W]; N may be 0.
        weight: w, [C_out, C_in/groups, K_d, K_h, K_w].
        bias: b, [C_out].
        stride: s, distance of neighbouring windows in px, an int or (d, h, w).
        padding: p, zeros on each side in px, an int or (d, h, w), or "valid" (none), "same"
            (keeps the size; stride 1 only; the odd zero of an even kernel goes to the end),
            "full" (d (K - 1) on each side).
        dilation: d, distance of neighbouring taps in px, an int or (d, h, w).
        groups: number of groups; output channel o reads the input channels of group g only.
        algorithm: how it is computed. "auto", torch's own; "direct", shift and add; "im2col",
            one matrix product with the windows as columns; "matrix", the flattened input times
            the Toeplitz matrix, at most 2^28 entries a group; "fft", products of spectra, made
            for large kernels. "auto" on integers is "direct"; "direct", "im2col" and "matrix" are
            exact on integers until the dtype overflows, "fft" refuses them.

    Returns:
        Tensor [N, C_out, D', H', W'] or [C_out, D', H', W'], sizes as
        ``geometry.conv_output_size``.

    Raises:
        ConvbookTypeError: an argument has the wrong type, dtypes differ or are not numbers.
        ConvbookValueError: shapes, channels, groups or devices do not fit, a size is too small,
            the kernel is larger than the padded input, "same" meets a stride, or padding or
            algorithm is unknown.

    Example:
        >>> import torch
        >>> conv3d(torch.ones(1, 1, 3, 3, 4), torch.ones(1, 1, 3, 3, 3))
        tensor([[[[[27., 27.]]]]])

    Source: ``torch.nn.functional.conv3d``, to which this adds padding "full", the choice of
        algorithm, exact integers, and the refusal of mixed devices and empty channels.
    See: understanding-convolution/three-d
    """
    arguments = (input, weight, bias, stride, padding, dilation, groups, algorithm)
    return _conv("conv3d", 3, *arguments)


@lowered_by_autocast
def _conv(
    function: str,
    ndim: int,
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    stride: Ints,
    padding: Ints | str,
    dilation: Ints,
    groups: int,
    algorithm: str,
    **settings: int,
) -> Tensor:
    known = [name for name in ALGORITHMS if name != "winograd" or ndim == 2]
    compute = ALGORITHMS[checks.choice(function, "algorithm", algorithm, known)]
    tensors = {"input": input, "weight": weight} | ({} if bias is None else {"bias": bias})
    checks.instances(function, Tensor, **tensors)
    checks.alike(function, "device", **tensors)
    checks.alike(function, "dtype", **tensors)
    groups = checks.integer(function, "groups", groups, minimum=1)
    size = checks.conv_arrays(function, ndim, input, weight, bias, groups)
    geometry = conv_geometry(function, size, tuple(weight.shape[2:]), stride, padding, dilation)
    checks.conv_distances(function, geometry)
    batch = input if input.ndim == ndim + 2 else input[None]
    options = settings if algorithm == "winograd" else {}
    output = compute(batch, weight, bias, geometry, groups, **options)
    return output if input.ndim == ndim + 2 else output[0]
