"""One axis of a layer: its sizes, the cells it reads, and the layers that give a wanted size."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from convbook.errors import ConvbookValueError
from convbook.geometry import (
    conv_output_size,
    conv_transpose_output_size,
    effective_kernel_size,
    full_padding,
    same_padding,
)

KERNELS, STRIDES, PADDINGS, DILATIONS = range(1, 8), range(1, 5), range(5), range(1, 4)


@dataclass(frozen=True)
class Axis:
    """A layer along one axis; `rule` is "number" (`padding` px on each side) or a named padding."""

    op: str
    size: int
    kernel_size: int
    stride: int
    padding: int
    dilation: int
    output_padding: int = 0
    ceil_mode: bool = False
    rule: str = "number"

    @property
    def extent(self) -> int:
        """Effective kernel size in px."""
        return effective_kernel_size(self.kernel_size, self.dilation)

    @property
    def pads(self) -> tuple[int, int]:
        """Padding (before, after) in px."""
        if self.rule == "same":
            return same_padding(self.size, self.kernel_size, self.stride, self.dilation)
        if self.rule == "full":
            return (full_padding(self.kernel_size, self.dilation),) * 2
        return (0, 0) if self.rule == "valid" else (self.padding, self.padding)

    @property
    def output_size(self) -> int:
        """Output size in px; 0 where nothing fits."""
        size, kernel, stride, gap = self.size, self.kernel_size, self.stride, self.dilation
        try:
            if self.op == "transpose":
                extra = self.output_padding
                return conv_transpose_output_size(size, kernel, stride, self.pads, gap, extra)
            ceil_mode = self.ceil_mode and self.op == "maxpool"
            return conv_output_size(size, kernel, stride, self.pads, gap, ceil_mode)
        except ConvbookValueError:
            return 0

    @property
    def remainder(self) -> int:
        """Cells of the padded input after the last window; negative where that hangs over."""
        output = self.output_size
        if self.op == "transpose" or output == 0:
            return 0
        return self.size + sum(self.pads) - (output - 1) * self.stride - self.extent

    @property
    def unread(self) -> int:
        """Number of inputs that no output depends on."""
        output = self.output_size
        if self.op == "transpose":
            return self._idle(self.size, output)
        return self._unreached(output, self.size)

    @property
    def blank(self) -> int:
        """Number of outputs that depend on no input."""
        if self.op == "transpose":
            return self._unreached(self.size, self.output_size)
        return self._idle(self.output_size, self.size)

    def _unreached(self, windows: int, cells: int) -> int:
        """How many of `cells` no tap of the `windows` meets."""
        met: set[int] = set()
        for tap in range(self.kernel_size):
            start = tap * self.dilation - self.pads[0]
            met.update(range(start, start + windows * self.stride, self.stride))
        return cells - sum(0 <= cell < cells for cell in met)

    def _idle(self, windows: int, cells: int) -> int:
        """How many of the `windows` have no tap on one of `cells`."""
        busy: set[int] = set()
        for tap in range(self.kernel_size):
            start = tap * self.dilation - self.pads[0]
            first = max(0, -(start // self.stride))
            busy.update(range(first, min(windows, (cells - 1 - start) // self.stride + 1)))
        return windows - len(busy)


def layers_for(axis: Axis, target: int) -> tuple[list[list[int]], int]:
    """Every small layer that turns `axis.size` into `target`, the tidiest first.

    Kernels 1 to 7, strides 1 to 4, paddings 0 to 4, dilations 1 to 3 and, transposed, every legal
    output padding.

    Returns:
        Lists [kernel_size, stride, padding, dilation(, output_padding)], and how many of the first
        ones are even: no remainder, no input unread, no output blank.
    """
    found = []
    for k, s, p, d, extra in _small_layers(axis.op):
        layer = Axis(axis.op, axis.size, k, s, p, d, extra, axis.ceil_mode)
        if layer.output_size == target:
            uneven = layer.remainder != 0 or extra > 0 or layer.unread + layer.blank > 0
            # One tap has no gaps: a dilation changes nothing and stands last.
            rank = (uneven, k == 1 and d > 1, layer.unread + layer.blank, k, d, extra, s, p)
            found.append((rank, [k, s, p, d] + [extra] * (axis.op == "transpose")))
    found.sort()
    return [layer for _, layer in found], sum(not rank[0] for rank, _ in found)


def _small_layers(op: str) -> Iterator[tuple[int, int, int, int, int]]:
    for k, s, p, d in product(KERNELS, STRIDES, PADDINGS, DILATIONS):
        if op == "maxpool" and p > k // 2:
            continue
        for extra in range(max(s, d) if op == "transpose" else 1):
            yield k, s, p, d, extra


def sizes_for(axis: Axis, target: int) -> list[int]:
    """Least and greatest input size that the layer turns into `target`; empty if there is none."""
    if axis.op == "transpose":
        room = target + sum(axis.pads) - axis.extent - axis.output_padding
        near = range(room // axis.stride + 1, room // axis.stride + 2)
    else:
        pads = 0 if axis.rule == "same" else sum(axis.pads)
        reach = 1 if axis.rule == "same" else axis.extent
        centre = (target - 1) * axis.stride + reach - pads
        near = range(centre - axis.stride, centre + 2 * axis.stride)
    fitting = [i for i in near if i > 0 and replace(axis, size=i).output_size == target]
    return [fitting[0], fitting[-1]] if fitting else []
