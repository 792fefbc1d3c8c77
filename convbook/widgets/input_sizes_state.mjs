// What the figure input-sizes shows: legal stacks, rows by layer, clean sizes, the formula, the PyTorch.
import { clampInt, convOutputSize } from "./core.mjs";

export const ISZ_RANGES = { kinds: [0, 1, 0], kernels: [1, 31, 3], strides: [1, 8, 2], paddings: [0, 15, 0] };
export const ISZ_KINDS = ["conv", "pool"];
export const ISZ_MOST_LAYERS = 8;
export const ISZ_MOST_STRIDE = 512;
export const ISZ_MOST_SIZE = 1024;
export const ISZ_REACH = 64;
const ISZ_FARTHEST = 2048;

/** One layer as an object { kind, k, s, p }. */
export function iszLayer(params, i) {
  return { kind: params.kinds[i], k: params.kernels[i], s: params.strides[i], p: params.paddings[i] };
}

/** The lists of the parameters, from layers as objects. */
export function iszLists(layers) {
  return {
    kinds: layers.map(({ kind }) => kind),
    kernels: layers.map(({ k }) => k),
    strides: layers.map(({ s }) => s),
    paddings: layers.map(({ p }) => p),
  };
}

function iszLegal(lists, i, room) {
  const entry = (name) => {
    const [low, high, usual] = ISZ_RANGES[name];
    return i < lists[name].length ? clampInt(lists[name][i], low, high, usual) : usual;
  };
  const [kind, k, s] = [entry("kinds"), entry("kernels"), entry("strides")];
  const p = Math.min(entry("paddings"), kind ? Math.floor(k / 2) : 15);
  return { kind, k, s: s <= room ? s : 1, p };
}

export function normalize(params) {
  const given = Object(params);
  const lists = Object.fromEntries(Object.keys(ISZ_RANGES).map((name) => [name, Array.isArray(given[name]) ? given[name] : []]));
  const count = Math.max(1, Math.min(ISZ_MOST_LAYERS, lists.kinds.length));
  const layers = [];
  let room = ISZ_MOST_STRIDE;
  for (let i = 0; i < count; i += 1) {
    layers.push(iszLegal(lists, i, room));
    room = Math.floor(room / layers[i].s);
  }
  const rule = given.rule === "same" ? "same" : "given";
  const stack = { size: clampInt(given.size, 1, ISZ_MOST_SIZE, 224), ...iszLists(layers), rule };
  const levels = iszLevels(stack, stack.size);
  if (!levels.length || !["row", "output"].includes(given.look)) return { ...stack, look: "none", layer: 0, at: 0 };
  const layer = clampInt(given.layer, 1, levels.length);
  const [low, high] = iszSpan(levels[layer - 1], given.look);
  return { ...stack, look: given.look, layer, at: clampInt(given.at, low, high) + 0 };
}

/** First and last place along a row of cells ("row", padding included) or of outputs. */
export function iszSpan({ size, output, before, after }, look) {
  return look === "output" ? [0, output - 1] : [0 - before, size + after - 1];
}

/** Padding before and after: as given, or as TensorFlow's SAME chooses it. */
function iszPads({ k, s, p }, size, rule) {
  if (rule !== "same") return [p, p];
  const total = Math.max((Math.ceil(size / s) - 1) * s + k - size, 0);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** The layers at an input size, up to the first that does not fit. */
export function iszLevels(params, input) {
  const levels = [];
  let size = input;
  for (let i = 0; i < params.kinds.length; i += 1) {
    const layer = iszLayer(params, i);
    const { k, s } = layer;
    const [before, after] = iszPads(layer, size, params.rule);
    const output = convOutputSize(size, k, s, before, after);
    if (output < 1) break;
    const rest = size + before + after - ((output - 1) * s + k);
    const uneven = s > 1 && before + after > 0 && before !== after - rest;
    levels.push({ size, output, before, after, rest, uneven, k, s });
    size = output;
  }
  return levels;
}

/** Uneven layers and other layers with a rest at one size; -1 and 0 where a layer does not fit. */
function iszCounts(params, size) {
  const levels = iszLevels(params, size);
  if (levels.length < params.kinds.length) return { uneven: -1, unread: 0 };
  let [uneven, unread] = [0, 0];
  for (const level of levels) {
    if (level.uneven) uneven += 1;
    else if (level.rest > 0) unread += 1;
  }
  return { uneven, unread, whole: levels.every(({ rest }) => rest === 0) };
}

/** Counts at the sizes around the current one, the first of which is `low`. */
export function iszLine(params) {
  const low = Math.max(1, params.size - ISZ_REACH);
  const line = [];
  for (let n = low; n <= params.size + ISZ_REACH; n += 1) line.push(iszCounts(params, n));
  return { low, line };
}

function iszNearest(params, test) {
  const found = [0, 0];
  for (let n = params.size - 1; n > 0 && !found[0]; n -= 1) if (test(iszCounts(params, n))) found[0] = n;
  for (let n = params.size + 1; n <= ISZ_FARTHEST && !found[1]; n += 1) if (test(iszCounts(params, n))) found[1] = n;
  return found;
}

/** One pair (s - k + 2 p, product of the strides before) a layer, and h_0 = A h_n - B as [A, B]. */
export function iszFormula(params) {
  const terms = [];
  let [jump, offset] = [1, 0];
  for (let i = 0; i < params.kinds.length; i += 1) {
    const { k, s, p } = iszLayer(params, i);
    terms.push([s - k + 2 * p, jump]);
    offset += (s - k + 2 * p) * jump;
    jump *= s;
  }
  return { terms, whole: [jump, offset] };
}

/** First and last output that read a row, or row that an output reads; [] if there is none. */
export function iszSeen(params, levels) {
  if (params.look === "none") return [];
  const { k, s, before, output } = levels[params.layer - 1];
  const { at } = params;
  if (params.look === "output") return [at * s - before, at * s - before + k - 1];
  const first = Math.max(0, Math.ceil((at + before - k + 1) / s));
  const last = Math.min(output - 1, Math.floor((at + before) / s));
  return first <= last ? [first, last] : [];
}

export function compute(params) {
  const levels = iszLevels(params, params.size);
  const { low, line } = iszLine(params);
  return {
    result: levels.map(({ size, output, rest }) => [size, output, rest]),
    pads: levels.map(({ before, after }) => [before, after]),
    used: levels.map(({ before, after, rest }) => [before, after - rest]),
    uneven: levels.flatMap(({ uneven }, i) => (uneven ? [i + 1] : [])),
    low,
    counts: line.map(({ uneven }) => uneven),
    unread: line.map(({ unread }) => unread),
    clean: iszNearest(params, ({ uneven }) => uneven === 0),
    whole: iszNearest(params, ({ whole }) => whole === true),
    formula: iszFormula(params).whole,
    seen: iszSeen(params, levels),
  };
}

function iszLayerCode({ kind, k, s, p }, rule) {
  const pad = rule === "same" || p === 0 ? "" : `, padding=${p}`;
  return kind ? `nn.MaxPool2d(${k}, stride=${s}${pad})` : `nn.Conv2d(1, 1, ${k}, stride=${s}${pad})`;
}

export function torchCode(params) {
  const levels = iszLevels(params, params.size);
  const missing = params.kinds.length - levels.length;
  const layers = levels.flatMap(({ before, after }, i) => {
    const side = `${before}, ${after}`;
    const pad = params.rule === "same" ? `nn.ZeroPad2d((${side}, ${side})), ` : "";
    return [`        ${pad}${iszLayerCode(iszLayer(params, i), params.rule)},`];
  });
  return [
    "import torch",
    "from torch import nn",
    "",
    ...(params.rule === "same" ? [`# TensorFlow's SAME, at ${params.size} px: the padding depends on the size.`] : []),
    ...(missing ? [`# Layer ${levels.length + 1} does not fit what is left; it and what follows are left out.`] : []),
    'with torch.device("meta"):  # shapes only, no numbers',
    "    net = nn.Sequential(",
    ...layers,
    "    )",
    `    maps = torch.zeros(1, 1, ${params.size}, ${params.size})`,
    "",
    "",
    "def one(value):",
    "    return value[0] if isinstance(value, tuple) else value",
    "",
    "",
    "result = []  # for each layer: rows in, rows out, rows never read at the bottom",
    "rows = maps.shape[2]",
    "for layer in net:",
    "    if isinstance(layer, nn.ZeroPad2d):",
    "        maps = layer(maps)",
    "        continue",
    "    k, s, p = map(one, (layer.kernel_size, layer.stride, layer.padding))",
    "    padded = maps.shape[2] + 2 * p",
    "    maps = layer(maps)",
    "    result.append([rows, maps.shape[2], padded - (maps.shape[2] - 1) * s - k])",
    "    rows = maps.shape[2]",
  ].join("\n");
}
