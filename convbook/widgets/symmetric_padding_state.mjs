// The figure symmetric-padding: legal parameters, paths, windows, cost, and the PyTorch code.
import { clampInt } from "./core.mjs";

export const SP_KERNELS = [2, 4, 6];
export const SP_ORDERS = {
  code: ["bottom right", "top left", "bottom left", "top right"],
  poster: ["bottom right", "bottom left", "top right", "top left"],
};
export const SP_RANGES = { depth: [1, 4], channels: [1, 16], size: [5, 9] };
const SP_WIDEST = 999;

export function spNormalize(params) {
  const given = params ?? {};
  const number = (name, fallback) => clampInt(given[name], ...SP_RANGES[name], fallback);
  const legal = {
    kernel: SP_KERNELS.includes(given.kernel) ? given.kernel : 2,
    depth: number("depth", 1),
    channels: number("channels", 8),
    stride: given.stride === 2 ? 2 : 1,
    size: number("size", 7),
    order: given.order === "poster" ? "poster" : "code",
  };
  const place = (value, side) => clampInt(value, 0, side - 1, Math.min(3, side - 1));
  const side = spOutputSide(legal);
  return {
    ...legal,
    y: place(given.y, side),
    x: place(given.x, side),
    row: place(given.row, legal.size),
    column: place(given.column, legal.size),
  };
}

export function spOutputSide({ size, stride }) {
  return Math.ceil(size / stride);
}

export function spGroups(channels) {
  return [0, 1, 2, 3].map((index) => Math.floor(channels / 4) + (index < channels % 4 ? 1 : 0));
}

/** Padding [top, bottom, left, right] with the larger one at a corner. */
export function spSides(kernel, corner) {
  const pair = [kernel / 2 - 1, kernel / 2];
  const turned = [pair[1], pair[0]];
  return [...(corner.startsWith("bottom") ? pair : turned), ...(corner.endsWith("right") ? pair : turned)];
}

/** Side and stride of the map that layer `index` reads. */
function spLayer(params, index) {
  return index === 0 ? [params.size, params.stride] : [spOutputSide(params), 1];
}

/** Visit every input that some tap of layer `index` connects with an output: visit(from, to, channels). */
function spConnect(params, index, visit) {
  const [side, stride] = spLayer(params, index);
  const outputs = Math.ceil(side / stride);
  const counts = spGroups(params.channels);
  SP_ORDERS[params.order].forEach((corner, group) => {
    const [top, , left] = spSides(params.kernel, corner);
    if (!counts[group]) return;
    for (let to = 0; to < outputs * outputs; to += 1) {
      const first = [Math.floor(to / outputs) * stride - top, (to % outputs) * stride - left];
      const [y0, x0] = first.map((at) => Math.max(0, at));
      const [y1, x1] = first.map((at) => Math.min(side, at + params.kernel));
      for (let y = y0; y < y1; y += 1) for (let x = x0; x < x1; x += 1) visit(y * side + x, to, counts[group]);
    }
  });
}

/** Paths from every input pixel, all channels together, to output (y, x) of one channel. */
function spReads(params) {
  const side = spOutputSide(params);
  let paths = new Float64Array(side * side);
  paths[params.y * side + params.x] = 1;
  for (let index = params.depth - 1; index >= 0; index -= 1) {
    const before = new Float64Array(spLayer(params, index)[0] ** 2);
    const after = paths;
    spConnect(params, index, (from, to, channels) => (before[from] += channels * after[to]));
    paths = before;
  }
  return Array.from(paths);
}

/** Paths from input (row, column), all channels together, to every output of one channel. */
function spReaders(params) {
  let paths = new Float64Array(params.size ** 2);
  paths[params.row * params.size + params.column] = 1;
  for (let index = 0; index < params.depth; index += 1) {
    const after = new Float64Array(spOutputSide(params) ** 2);
    const before = paths;
    spConnect(params, index, (from, to, channels) => (after[to] += channels * before[from]));
    paths = after;
  }
  return Array.from(paths);
}

function spDivisor(counts) {
  return counts.reduce((a, b) => {
    while (b) [a, b] = [b, a % b];
    return a;
  }, 0) || 1;
}

/** Do the counts fit into the cells, divided by what they share? That divisor, or 0. */
export function spUnit(counts) {
  const divisor = spDivisor(counts);
  return Math.max(...counts) / divisor <= SP_WIDEST ? divisor : 0;
}

function spShown(counts) {
  const unit = spUnit(counts);
  const most = Math.max(...counts);
  return counts.map((count) => (unit ? count / unit : Math.floor((100 * count) / most + 0.5)));
}

function spWindow({ kernel, stride, depth, y, x }, [top, , left]) {
  const step = depth === 1 ? stride : 1;
  return [[y, top], [x, left]].flatMap(([place, before]) => [place * step - before, place * step - before + kernel - 1]);
}

export function spCompute(params) {
  const { kernel, channels, stride, depth, order } = params;
  const groups = spGroups(channels);
  const pads = SP_ORDERS[order].map((corner) => spSides(kernel, corner));
  const used = pads.filter((_, index) => groups[index]);
  const most = (side) => Math.max(...used.map((pad) => pad[side]));
  const steps = 1 + stride * (depth - 1);
  const shift = (axis) => groups.reduce((sum, count, i) => sum + count * (pads[i][axis + 1] - pads[i][axis]), 0) / (2 * channels);
  const weights = [kernel, 3].map((size) => size * size * channels * channels);
  const [reads, readers] = [spReads(params), spReaders(params)];
  return {
    output: reads,
    readers,
    reads_shown: spShown(reads),
    readers_shown: spShown(readers),
    groups,
    pads: pads.flat(),
    windows: pads.flatMap((pad) => spWindow(params, pad)),
    field: [0, 2].map((axis) => 1 + (most(axis) + most(axis + 1)) * steps),
    shift: [shift(0), shift(2)],
    weights,
    multiplications: weights.map((count) => count * spOutputSide(params) ** 2),
  };
}

export function spTorchCode({ kernel, depth, channels, stride, size, order, y, x }) {
  const rows = SP_ORDERS[order].map((corner) => {
    const [top, bottom, left, right] = spSides(kernel, corner);
    return `    (${left}, ${right}, ${top}, ${bottom}),  # zeros at the ${corner}`;
  });
  return [
    "import torch",
    "import torch.nn.functional as F",
    "",
    "pads = [",
    ...rows,
    "]",
    `image = torch.zeros(1, ${channels}, ${size}, ${size}, dtype=torch.float64, requires_grad=True)`,
    `weight = torch.ones(${channels}, ${channels}, ${kernel}, ${kernel}, dtype=torch.float64)`,
    "maps = image",
    `for layer in range(${depth}):`,
    "    groups = zip(maps.tensor_split(4, dim=1), pads)",
    "    padded = [F.pad(group, pad) for group, pad in groups if group.shape[1]]",
    `    maps = F.conv2d(torch.cat(padded, 1), weight, stride=${stride === 1 ? "1" : "2 if layer == 0 else 1"})`,
    `maps[0, 0, ${y}, ${x}].backward()`,
    "result = image.grad[0].sum(0)  # paths from every pixel to that output",
  ].join("\n");
}
