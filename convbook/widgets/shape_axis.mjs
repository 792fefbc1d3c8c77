// One axis of a layer: its sizes, the cells it reads, and the layers that give a wanted size.
import { convOutputSize, effectiveKernelSize, format, paddingPair } from "./core.mjs";

/** A layer along one axis, with its extent, its padding (before, after) and its output size. */
export function shapeAxis(layer) {
  const { kernel, dilation } = layer;
  const axis = { ...layer, extent: effectiveKernelSize(kernel, dilation) };
  axis.pads = layer.rule === "same" ? evenPads(axis) : namedPads(layer);
  axis.output = axisOutput(axis);
  return axis;
}

/** The layer along each axis. */
export function shapeAxes(params) {
  return params.input_size.map((size, j) =>
    shapeAxis({
      op: params.op,
      size,
      kernel: params.kernel_size[j],
      stride: params.stride[j],
      padding: params.padding[j],
      dilation: params.dilation[j],
      extra: params.output_padding[j],
      ceil: params.op === "maxpool" && params.ceil_mode,
      rule: params.rule,
    }),
  );
}

function namedPads({ rule, padding, kernel, dilation }) {
  return paddingPair(rule === "number" ? padding : rule, kernel, dilation);
}

/** "same" with any stride: the least padding that gives ceil(size / stride) outputs. */
function evenPads({ size, stride, extent }) {
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + extent - size, 0);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

function axisOutput({ op, size, kernel, stride, pads, dilation, extent, extra, ceil }) {
  const [before, after] = pads;
  if (op === "transpose") return Math.max(0, (size - 1) * stride - before - after + extent + extra);
  if (!ceil) return convOutputSize(size, kernel, stride, before, after, dilation);
  const count = Math.ceil((size + before + after - extent) / stride) + 1;
  return Math.max(0, (count - 1) * stride >= size + before ? count - 1 : count);
}

/** Cells of the padded input after the last window; negative where that hangs over. */
export function axisRemainder({ op, size, stride, pads, extent, output }) {
  if (op === "transpose" || output === 0) return 0;
  return size + pads[0] + pads[1] - (output - 1) * stride - extent;
}

/** Numbers of inputs that no output depends on, and of outputs that depend on no input. */
export function axisUnread(axis) {
  if (axis.op === "transpose") {
    const [cells, windows] = missing(axis.size, axis.output, axis);
    return [windows, cells];
  }
  return missing(axis.output, axis.size, axis);
}

function missing(allWindows, allCells, { kernel, stride, dilation, pads, extent }) {
  // Away from both ends the pattern repeats with the stride: of a long axis only the ends are walked.
  const kept = 2 * Math.ceil((extent + pads[0] + pads[1]) / stride) + 4;
  const periods = Math.max(0, allWindows - kept);
  const [windows, cells] = [allWindows - periods, allCells - periods * stride];
  const met = new Uint8Array(cells);
  const busy = new Uint8Array(windows);
  for (let tap = 0; tap < kernel; tap += 1) {
    for (let t = 0; t < windows; t += 1) {
      const cell = t * stride + tap * dilation - pads[0];
      if (cell < 0 || cell >= cells) continue;
      met[cell] = 1;
      busy[t] = 1;
    }
  }
  const residues = new Set(Array.from({ length: kernel }, (_, tap) => (tap * dilation) % stride));
  const count = (flags) => flags.reduce((total, flag) => total - flag, flags.length);
  return [count(met) + periods * (stride - residues.size), count(busy)];
}

/** The size formula with the numbers put in, and its result. */
export function axisFormula(axis) {
  const { op, size, kernel, stride, dilation, extent, extra, output, ceil } = axis;
  const [before, after] = axis.pads;
  const reach = `${dilation}·(${kernel} − 1)`;
  if (op === "transpose") {
    const text = `(${size} − 1)·${stride} − 2·${before} + ${reach} + ${extra} + 1`;
    return output ? `${text} = ${output}` : `${text} is less than 1`;
  }
  const room = size + before + after - extent;
  const sides = before === after ? `2·${before}` : `${before} + ${after}`;
  const numerator = `${size} + ${sides} − ${reach} − 1`;
  if (!output) return `${numerator} = ${format(room)}: no window fits`;
  const floored = (text) => (ceil ? `⌈${text}⌉` : `⌊${text}⌋`);
  const steps = ceil ? Math.ceil(room / stride) : Math.floor(room / stride);
  const dropped = steps + 1 > output ? " − 1" : "";
  return `${floored(`(${numerator}) / ${stride}`)} + 1 = ${floored(`${format(room)} / ${stride}`)} + 1${dropped} = ${output}`;
}

/** Every small layer that gives `target`, the tidiest first, and how many of them are even. */
export function layersFor(axis, target) {
  const found = [];
  for (const [kernel, stride, padding, dilation, extra] of smallLayers(axis.op)) {
    const layer = { ...axis, kernel, stride, padding, dilation, extra, pads: [padding, padding], rule: "number" };
    layer.extent = effectiveKernelSize(kernel, dilation);
    layer.output = axisOutput(layer);
    if (layer.output === target) found.push({ rank: rankLayer(layer), layer });
  }
  found.sort((one, other) => compareRanks(one.rank, other.rank));
  const plain = ({ layer: { kernel, stride, padding, dilation, extra } }) =>
    axis.op === "transpose" ? [kernel, stride, padding, dilation, extra] : [kernel, stride, padding, dilation];
  return { layers: found.map(plain), even: found.filter(({ rank }) => rank[0] === 0).length };
}

const SMALL_LAYERS = {};

/** Kernels 1 to 7, strides 1 to 4, paddings 0 to 4, dilations 1 to 3, and every legal output padding. */
function smallLayers(op) {
  const span = (low, high) => Array.from({ length: high - low + 1 }, (_, i) => low + i);
  SMALL_LAYERS[op] ??= span(1, 7).flatMap((k) =>
    span(1, 4).flatMap((s) =>
      span(0, op === "maxpool" ? Math.min(4, Math.floor(k / 2)) : 4).flatMap((p) =>
        span(1, 3).flatMap((d) => span(0, op === "transpose" ? Math.max(s, d) - 1 : 0).map((extra) => [k, s, p, d, extra])),
      ),
    ),
  );
  return SMALL_LAYERS[op];
}

function rankLayer(layer) {
  const { kernel, stride, padding, dilation, extra } = layer;
  const [unread, blank] = axisUnread(layer);
  const uneven = axisRemainder(layer) !== 0 || extra > 0 || unread + blank > 0;
  const idle = kernel === 1 && dilation > 1;
  return [Number(uneven), Number(idle), unread + blank, kernel, dilation, extra, stride, padding];
}

function compareRanks(one, other) {
  const i = one.findIndex((value, j) => value !== other[j]);
  return i < 0 ? 0 : one[i] - other[i];
}

/** Least and greatest input size that the layer turns into `target`; empty if there is none. */
export function sizesFor(axis, target) {
  const { op, stride, extent, rule, extra } = axis;
  const pads = axis.pads[0] + axis.pads[1];
  let first;
  let last;
  if (op === "transpose") {
    first = Math.floor((target + pads - extent - extra) / stride) + 1;
    last = first;
  } else {
    const centre = (target - 1) * stride + (rule === "same" ? 1 : extent - pads);
    [first, last] = [centre - stride, centre + 2 * stride - 1];
  }
  const fitting = [];
  for (let size = Math.max(1, first); size <= last; size += 1) {
    if (shapeAxis({ ...axis, size }).output === target) fitting.push(size);
  }
  return fitting.length ? [fitting[0], fitting.at(-1)] : [];
}
