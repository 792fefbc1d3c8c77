"""The static form of one axis of a layer: cells, windows and outputs drawn by matplotlib."""

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from convbook import viz
from convbook.widgets.shape_search import Axis

MAX_CELLS = 24
MAX_LANES = 9
LANE = 0.5  # of a cell


def formula(axis: Axis) -> str:
    """The size formula with the numbers put in, and its result.

    Example:
        >>> formula(Axis("conv", 7, 3, 2, 1, 1))
        '⌊(7 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = ⌊6 / 2⌋ + 1 = 4'
    """
    output = axis.output_size
    before, after = axis.pads
    reach = f"{axis.dilation}·({axis.kernel_size} − 1)"
    if axis.op == "transpose":
        text = f"({axis.size} − 1)·{axis.stride} − 2·{before} + {reach} + {axis.output_padding} + 1"
        return f"{text} = {output}" if output else f"{text} is less than 1"
    sides = f"2·{before}" if before == after else f"{before} + {after}"
    room = axis.size + before + after - axis.extent
    left, right = "⌈⌉" if axis.ceil_mode and axis.op == "maxpool" else "⌊⌋"
    numerator = f"{axis.size} + {sides} − {reach} − 1"
    if output == 0:
        return f"{numerator} = {viz.format_number(room)}: no window fits"
    counted = f"{left}({numerator}) / {axis.stride}{right} + 1"
    short = f"{left}{viz.format_number(room)} / {axis.stride}{right} + 1"
    steps = -(-room // axis.stride) if left == "⌈" else room // axis.stride
    dropped = " − 1" if steps + 1 > output else ""
    return f"{counted} = {short}{dropped} = {output}"


def draw_axis(ax: Axes, axis: Axis) -> None:
    """Draw input cells below, one bracket a window, output cells above.

    A transposed convolution is drawn as the convolution it equals: stride 1 over the input with
    zeros between its cells. Padding is dashed, cells that no window reads are hatched; of a long
    axis the beginning is drawn.
    """
    transposed = axis.op == "transpose"
    gap, step = (axis.stride, 1) if transposed else (1, axis.stride)
    before, after = axis.pads
    if transposed:
        before, after = axis.extent - 1 - before, axis.extent - 1 - after + axis.output_padding
    starts = [t * step - before for t in range(axis.output_size)]
    end = max([(axis.size - 1) * gap + after, *(s + axis.extent - 1 for s in starts[-1:])])
    low = min(0, -before)
    cells = range(low, min(max(end, (axis.size - 1) * gap), low + MAX_CELLS - 1) + 1)
    inputs = {j * gap: j for j in range(axis.size)}
    viz.draw_row(
        ax,
        [inputs.get(c, None if axis.op == "maxpool" else 0) for c in cells],
        role="input",
        origin=(0, low),
        padded=[i for i, c in enumerate(cells) if c not in inputs],
    )
    read = {s + a * axis.dilation for s in starts for a in range(axis.kernel_size)}
    for cell in cells:
        if cell not in read:
            _hatch(ax, cell)
    shown = [t for t, start in enumerate(starts) if start + axis.extent - 1 <= cells[-1]]
    top = _draw_windows(ax, axis, [starts[t] for t in shown], axis.extent // step + 1)
    for t in shown:
        centre = starts[t] + axis.extent / 2
        viz.draw_row(ax, [t], role="output", origin=(top - 1.3, centre - 0.5))
    _name_rows(ax, cells, top, bool(shown))
    if end > cells[-1]:
        ax.text(cells[-1] + 1.2, 0.5, "…", va="center", size=12)


def _hatch(ax: Axes, cell: int) -> None:
    colour = viz.LIGHT["muted"]
    ax.add_patch(
        Rectangle((cell, 0), 1, 1, facecolor="none", edgecolor=colour, hatch="////", linewidth=0)
    )


def _draw_windows(ax: Axes, axis: Axis, starts: list[int], num_lanes: int) -> float:
    """One line a window with a square a tap, in lanes where windows overlap; returns the top."""
    lanes = min(num_lanes, MAX_LANES, len(starts))
    colour = viz.LIGHT["kernel"]
    for t, start in enumerate(starts):
        if num_lanes > MAX_LANES and t >= MAX_LANES:
            break
        y = -0.5 - LANE * (lanes - 1 - t % lanes)
        ax.plot([start + 0.1, start + axis.extent - 0.1], [y, y], color=colour, linewidth=1)
        for tap in range(axis.kernel_size):
            corner = (start + tap * axis.dilation + 0.12, y - 0.15)
            ax.add_patch(Rectangle(corner, 0.76, 0.3, facecolor=colour, edgecolor="none"))
    return -0.5 - LANE * max(lanes - 1, 0)


def _name_rows(ax: Axes, cells: range, top: float, fits: bool) -> None:
    x = cells[0] - 0.4
    rows = {"input": (0.5, "input")}
    if fits:
        rows |= {"kernel": ((top - 0.5) / 2, "windows"), "output": (top - 0.8, "output")}
    for role, (y, name) in rows.items():
        ax.text(x, y, name, ha="right", va="center", size=9, color=viz.LIGHT[role])
    ax.update_datalim([(x - 3.2, top - 1.5), (cells[-1] + 1.8, 1.2)])
    ax.autoscale_view()
