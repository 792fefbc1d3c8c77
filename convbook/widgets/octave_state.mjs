// What the figure octave shows: legal parameters, channels, counts, the sums of the four paths.
import { clampDyadic, clampInt, correlate2d } from "./core.mjs";

export const OCTAVE_PATHS = ["hh", "hl", "lh", "ll"];
export const OCTAVE_SIDE = 8;
export const OCTAVE_STEPS = 64;
export const OCTAVE_MOST = 16;
const OCTAVE_LAYERS = ["inner", "first", "last", "own"];
const OCTAVE_LISTS = { high: 64, low: 16, hh: 9, hl: 9, lh: 9, ll: 9 };
const OCTAVE_TAPS = 9;

/** Sum of a list. */
export function octaveTotal(numbers) {
  return numbers.reduce((sum, n) => sum + n, 0);
}

function octaveShare(value) {
  return clampInt(Number(value) * OCTAVE_STEPS, 0, OCTAVE_STEPS) / OCTAVE_STEPS;
}

/** Legal parameters from any object. */
export function normalize(params) {
  const given = Object(params);
  const state = {
    alpha: octaveShare(given.alpha),
    layer: OCTAVE_LAYERS.includes(given.layer) ? given.layer : "inner",
    alpha_out: octaveShare(given.alpha_out),
    in_channels: clampInt(given.in_channels, 1, OCTAVE_MOST),
    out_channels: clampInt(given.out_channels, 1, OCTAVE_MOST),
    stride: clampInt(given.stride, 1, 2),
    exchange: given.exchange !== false,
  };
  for (const [name, count] of Object.entries(OCTAVE_LISTS)) {
    const list = Array.isArray(given[name]) ? given[name] : [];
    state[name] = Array.from({ length: count }, (_, i) => clampDyadic(list[i] ?? 0));
  }
  const count = octaveOutputs(octaveCost(state));
  return { ...state, look: clampInt(given.look, 0, Math.max(count, 1) - 1) };
}

function octaveShares({ alpha, alpha_out: other, layer }) {
  return { inner: [alpha, alpha], first: [0, alpha], last: [alpha, 0], own: [alpha, other] }[layer];
}

/** How often a path averages 2x2 px before it convolves. */
export function octavePoolings(path, stride) {
  return { hh: stride - 1, hl: stride, lh: 0, ll: stride - 1 }[path];
}

/** Channels by map, the paths that are there, and what each costs. */
export function octaveCost(params) {
  const { stride, exchange } = params;
  const alphas = octaveShares(params);
  const counts = [params.in_channels, params.out_channels];
  const channels = counts.map((count, i) => {
    const low = Math.floor(alphas[i] * count);
    return { h: count - low, l: low };
  });
  const [sources, results] = channels;
  const open = (path) => exchange || path[0] === path[1];
  const paths = OCTAVE_PATHS.filter((path) => sources[path[0]] && results[path[1]] && open(path));
  const sides = {};
  const weights = {};
  for (const path of OCTAVE_PATHS) {
    sides[path] = (path[0] === "h" ? OCTAVE_SIDE : OCTAVE_SIDE / 2) / 2 ** octavePoolings(path, stride);
    weights[path] = paths.includes(path) ? sources[path[0]] * results[path[1]] * OCTAVE_TAPS : 0;
  }
  const outputs = { h: OCTAVE_SIDE / stride, l: OCTAVE_SIDE / stride / 2 };
  return { alphas, channels, stride, paths, sides, weights, outputs, open };
}

/** The maps "h" and "l" that some path leads to. */
export function octavePresent({ paths }) {
  return ["h", "l"].filter((key) => paths.some((path) => path[1] === key));
}

function octaveOutputs(cost) {
  return octaveTotal(octavePresent(cost).map((key) => cost.outputs[key] ** 2));
}

/** The output looked at as { key, row, column, index }, or null where there is none. */
export function octavePlace(params, cost) {
  let index = params.look;
  for (const key of octavePresent(cost)) {
    const side = cost.outputs[key];
    if (index < side ** 2) return { key, index, row: Math.floor(index / side), column: index % side };
    index -= side ** 2;
  }
  return null;
}

/** The index of an output of a map within all outputs. */
export function octaveLook(cost, key, index) {
  return key === "l" && octavePresent(cost).includes("h") ? cost.outputs.h ** 2 + index : index;
}

/** Means of 2x2 px, row by row. */
function octaveHalved(values, side) {
  const half = side / 2;
  return Array.from({ length: half * half }, (_, i) => {
    const at = Math.floor(i / half) * 2 * side + (i % half) * 2;
    return (values[at] + values[at + side] + (values[at + 1] + values[at + side + 1])) * 0.25;
  });
}

/** The map that a path convolves. */
export function octavePooled(params, path) {
  let values = path[0] === "h" ? params.high : params.low;
  let side = path[0] === "h" ? OCTAVE_SIDE : OCTAVE_SIDE / 2;
  for (let i = octavePoolings(path, params.stride); i > 0; i -= 1) {
    values = octaveHalved(values, side);
    side /= 2;
  }
  return values;
}

/** What a path adds to its map. */
function octavePart(params, cost, path) {
  const side = cost.sides[path];
  const { output } = correlate2d(octavePooled(params, path), [side, side], params[path], [3, 3], { padding: [1, 1] });
  const wide = cost.outputs[path[1]];
  const coarse = wide / side;
  if (coarse === 1) return Array.from(output);
  return Array.from({ length: wide * wide }, (_, i) => {
    const y = Math.floor(Math.floor(i / wide) / coarse);
    return output[y * side + Math.floor((i % wide) / coarse)];
  });
}

/** The nine numbers that a path's kernel meets for the output at a place. */
export function octaveMet(params, cost, path, { row, column }) {
  const side = cost.sides[path];
  const coarse = cost.outputs[path[1]] / side;
  const [y, x] = [Math.floor(row / coarse), Math.floor(column / coarse)];
  const values = octavePooled(params, path);
  return Array.from({ length: OCTAVE_TAPS }, (_, tap) => {
    const [v, u] = [y + Math.floor(tap / 3) - 1, x + (tap % 3) - 1];
    return v < 0 || u < 0 || v >= side || u >= side ? 0 : values[v * side + u];
  });
}

/** Multiply-adds by path, numbers in the output maps, and those of the vanilla layer. */
export function octaveCounts(params, cost) {
  const { weights, sides, outputs, channels } = cost;
  const macs = OCTAVE_PATHS.map((path) => weights[path] * sides[path] ** 2);
  const positions = (OCTAVE_SIDE / params.stride) ** 2;
  const plain = params.in_channels * params.out_channels * OCTAVE_TAPS;
  const activations = octaveTotal(["h", "l"].map((key) => channels[1][key] * outputs[key] ** 2));
  return {
    channels: channels.flatMap(({ h, l }) => [h, l]),
    path_params: OCTAVE_PATHS.map((path) => weights[path]),
    path_macs: macs,
    params: octaveTotal(OCTAVE_PATHS.map((path) => weights[path])),
    macs: octaveTotal(macs),
    activations,
    plain_params: plain,
    plain_macs: plain * positions,
    plain_activations: params.out_channels * positions,
    share_macs: octaveTotal(macs) / (plain * positions),
    share_activations: activations / (params.out_channels * positions),
    theory: octaveTheory(cost),
  };
}

/** Shares of the vanilla cost, were every number of channels divisible. */
export function octaveTheory({ alphas, stride, sides, open }) {
  const [sources, results] = alphas.map((alpha) => ({ h: 1 - alpha, l: alpha }));
  const dense = OCTAVE_SIDE / stride;
  const part = (path) => sources[path[0]] * results[path[1]] * (sides[path] / dense) ** 2;
  return [octaveTotal(OCTAVE_PATHS.filter(open).map(part)), 1 - 0.75 * alphas[1]];
}

export function compute(params) {
  const cost = octaveCost(params);
  const place = octavePlace(params, cost);
  const parts = {};
  for (const path of OCTAVE_PATHS) {
    parts[`part_${path}`] = cost.paths.includes(path) ? octavePart(params, cost, path) : [];
  }
  const output = octavePresent(cost).flatMap((key) => {
    const lists = cost.paths.filter((path) => path[1] === key).map((path) => parts[`part_${path}`]);
    return lists.reduce((sum, list) => sum.map((value, i) => value + list[i]));
  });
  const reading = place ? cost.paths.filter((path) => path[1] === place.key) : [];
  const met = reading.flatMap((path) => octaveMet(params, cost, path, place));
  return { output, ...parts, met, ...octaveCounts(params, cost) };
}
