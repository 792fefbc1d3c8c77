// What the figure receptive-field shows: legal stacks, fields by layer, fans down and up, the PyTorch.
import { clampInt, convOutputSize, effectiveKernelSize } from "./core.mjs";

export const RF_RANGES = {
  kinds: [0, 2, 0],
  kernels: [1, 31, 3],
  strides: [1, 8, 1],
  paddings: [0, 64, 0],
  dilations: [1, 32, 1],
};
export const RF_KINDS = ["conv", "max pool", "avg pool"];
export const RF_MOST_LAYERS = 64;
const RF_MOST_SIZE = 512;
const RF_MOST_STRIDE = 1024;
const RF_MOST_PATHS = 2 ** 53;

/** One layer as an object { kind, k, s, p, d }. */
export function rfLayer(params, i) {
  return { kind: params.kinds[i], k: params.kernels[i], s: params.strides[i], p: params.paddings[i], d: params.dilations[i] };
}

/** The lists of the parameters, from layers as objects. */
export function rfLists(layers) {
  return {
    kinds: layers.map(({ kind }) => kind),
    kernels: layers.map(({ k }) => k),
    strides: layers.map(({ s }) => s),
    paddings: layers.map(({ p }) => p),
    dilations: layers.map(({ d }) => d),
  };
}

/** A legal layer: pools pad at most half their kernel, average pools are not dilated. */
function legalLayer(lists, i, room) {
  const entry = (name) => {
    const [low, high, usual] = RF_RANGES[name];
    return i < lists[name].length ? clampInt(lists[name][i], low, high, usual) : usual;
  };
  const [kind, k, d] = [entry("kinds"), entry("kernels"), entry("dilations")];
  const s = entry("strides");
  const p = Math.min(entry("paddings"), kind ? Math.floor(k / 2) : 64);
  return { kind, k, s: s <= room ? s : 1, p, d: kind === 2 ? 1 : d };
}

export function normalize(params) {
  const given = Object(params);
  const lists = Object.fromEntries(Object.keys(RF_RANGES).map((name) => [name, Array.isArray(given[name]) ? given[name] : []]));
  const count = Math.max(1, Math.min(RF_MOST_LAYERS, lists.kinds.length));
  const layers = [];
  let room = RF_MOST_STRIDE;
  for (let i = 0; i < count; i += 1) {
    layers.push(legalLayer(lists, i, room));
    room = Math.floor(room / layers[i].s);
  }
  const stack = { size: clampInt(given.size, 1, RF_MOST_SIZE, 16), ...rfLists(layers) };
  const levels = rfLevels(stack);
  const layer = clampInt(given.layer, 0, levels.length - 1);
  return { ...stack, layer, unit: clampInt(given.unit, 0, levels[layer].units - 1) };
}

/**
 * The image and every layer's output up to the first layer that does not fit: number of units,
 * field, jump, start and centre of unit 0 in px, padding that the next layer puts around it, and
 * the rest of padded units behind the layer's last window.
 */
export function rfLevels(params) {
  const levels = [{ units: params.size, field: 1, jump: 1, start: 0, centre: 0, rest: 0 }];
  for (let i = 0; i < params.kinds.length; i += 1) {
    const { k, s, p, d } = rfLayer(params, i);
    const below = levels[i];
    const units = convOutputSize(below.units, k, s, p, p, d);
    if (units < 1) break;
    const field = below.field + d * (k - 1) * below.jump;
    const start = below.start - p * below.jump;
    const rest = (below.units + 2 * p - effectiveKernelSize(k, d)) % s;
    levels.push({ units, field, jump: below.jump * s, start, centre: start + (field - 1) / 2, rest });
  }
  return levels;
}

/** Paths from the units of every level up to `layer` to one unit of it, or to all (null). */
export function rfDown(params, levels, layer, unit) {
  let above = new Float64Array(levels[layer].units);
  if (unit === null) above.fill(1);
  else above[unit] = 1;
  const counts = [above];
  for (let i = layer - 1; i >= 0; i -= 1) {
    const { k, s, p, d } = rfLayer(params, i);
    const { units } = levels[i];
    const here = new Float64Array(units);
    for (let u = 0; u < above.length; u += 1) {
      if (above[u] === 0) continue;
      for (let a = 0, at = u * s - p; a < k && at < units; a += 1, at += d) if (at >= 0) here[at] += above[u];
    }
    counts.unshift(here);
    above = here;
  }
  return counts;
}

/** Which units of `layer` and the levels above depend on one unit of it; one array a level. */
export function rfUp(params, levels, layer, unit) {
  let below = new Uint8Array(levels[layer].units);
  below[unit] = 1;
  const reached = [below];
  for (let i = layer; i < levels.length - 1; i += 1) {
    const { k, s, p, d } = rfLayer(params, i);
    const here = new Uint8Array(levels[i + 1].units);
    for (let at = 0; at < below.length; at += 1) {
      if (!below[at]) continue;
      for (let a = 0, from = at + p; a < k; a += 1, from -= d) {
        if (from >= 0 && from % s === 0 && from / s < here.length) here[from / s] = 1;
      }
    }
    reached.push(here);
    below = here;
  }
  return reached;
}

/** First and last unit of each level that one unit of `layer` spans downwards, padding included. */
export function rfHulls(params, layer, unit) {
  const hulls = [[unit, unit]];
  for (let i = layer - 1; i >= 0; i -= 1) {
    const { k, s, p, d } = rfLayer(params, i);
    const [low, high] = hulls[0];
    hulls.unshift([low * s - p, high * s - p + d * (k - 1)]);
  }
  return hulls;
}

/** Indices of the entries that are not zero. */
export function rfIndices(values) {
  const found = [];
  for (let i = 0; i < values.length; i += 1) if (values[i]) found.push(i);
  return found;
}

/** Standard deviation of a random path's end in px, all paths alike: (d jump)^2 (k^2 - 1) / 12 a layer. */
function sigmaOf(params, levels, layer) {
  let variance = 0;
  for (let i = 0; i < layer; i += 1) {
    const { k, d } = rfLayer(params, i);
    variance += ((d * levels[i].jump) ** 2 * (k * k - 1)) / 12;
  }
  return Math.floor(Math.sqrt(variance) * 1000 + 0.5) / 1000;
}

export function compute(params) {
  const levels = rfLevels(params);
  const { layer, unit, size } = params;
  const top = levels.at(-1);
  const last = levels.length - 1;
  return {
    result: [top.field, top.jump, top.start],
    sizes: levels.map(({ units }) => units),
    fields: levels.map(({ field }) => field),
    jumps: levels.map(({ jump }) => jump),
    starts: levels.map(({ start }) => start),
    centres: levels.map(({ centre }) => centre),
    uneven: levels.flatMap(({ rest }, l) => (l && rest && params.paddings[l - 1] ? [l] : [])),
    shift: top.centre + ((top.units - 1) * top.jump) / 2 - (size - 1) / 2,
    region: rfHulls(params, layer, unit)[0],
    counts: Array.from(rfDown(params, levels, layer, unit)[0], (count) => Math.min(count, RF_MOST_PATHS)),
    outputs: rfIndices(rfUp(params, levels, layer, unit).at(-1)),
    unread: rfDown(params, levels, last, null)[0].filter((count) => count === 0).length,
    sigma: sigmaOf(params, levels, layer),
  };
}

/** A layer as torch writes it, with one channel. */
export function rfLayerCode({ kind, k, s, p, d }) {
  const name = ["Conv2d", "MaxPool2d", "AvgPool2d"][kind];
  const options = [];
  if (s > 1 || kind) options.push(`stride=${s}`);
  if (p > 0) options.push(`padding=${p}`);
  if (d > 1) options.push(`dilation=${d}`);
  return `nn.${name}(${[...(kind ? [] : ["1, 1"]), k, ...options].join(", ")})`;
}

export function torchCode(params) {
  const levels = rfLevels(params);
  const fit = levels.length - 1;
  const layers = Array.from({ length: fit }, (_, i) => `    ${rfLayerCode(rfLayer(params, i))},`);
  const missing = params.kinds.length - fit;
  return [
    "from torch import nn",
    "",
    `# An image of ${params.size} px gives ${levels.at(-1).units} outputs along each axis.`,
    ...(missing ? [`# Layer ${fit + 1} does not fit what is left; it and what follows are left out.`] : []),
    "net = nn.Sequential(",
    ...layers,
    ")",
    "",
    "",
    "def one(value):",
    "    return value[0] if isinstance(value, tuple) else value",
    "",
    "",
    "size, stride, start = 1, 1, 0  # px of the image",
    "for layer in net:",
    "    k, s, p = map(one, (layer.kernel_size, layer.stride, layer.padding))",
    '    d = one(getattr(layer, "dilation", 1))',
    "    size += d * (k - 1) * stride",
    "    start -= p * stride",
    "    stride *= s",
    "result = [size, stride, start]",
  ].join("\n");
}
