// The figure kernel-taps: legal parameters, surfaces, where the taps read, the photograph, the code.
import { clampDyadic, clampInt, correlate2d, decodeBytes } from "./core.mjs";

export const KT_SIZE = 128;
export const KT_SCOPES = [3, 9];
export const KT_KERNELS = [2, 5];
export const KT_REACH = 6;
const KT_FINEST = 1024;

/** Scopes to start from: the number in row i, column j of S x S. */
const KT_FORMULAS = {
  hat: (i, j, S) => (Math.min(i, j, S - 1 - i, S - 1 - j) >= Math.max(1, Math.floor(S / 3)) ? 9 : -1),
  hill: (i, j, S) => Math.min(i + 1, S - i) * Math.min(j + 1, S - j),
  slope: (i, j, S) => 2 * j - (S - 1),
  checkerboard: (i, j) => ((i + j) % 2 ? -4 : 4),
  "one entry": (i, j, S) => (i === Math.floor((S - 1) / 2) && j === Math.floor((S - 1) / 2) ? 8 : 0),
  "mixed numbers": (i, j) => ((7 * i * i + 3 * j * j * j + 5 * i * j + 2 * i + 11) % 9) - 4,
};
export const KT_SURFACES = Object.keys(KT_FORMULAS);

export function ktSurface(name, S) {
  return Array.from({ length: S * S }, (_, e) => KT_FORMULAS[name](Math.floor(e / S), e % S, S));
}

export function ktSurfaceOf({ scope, weights }) {
  return KT_SURFACES.find((name) => String(ktSurface(name, scope)) === String(weights)) ?? "own";
}

export function normalize(params) {
  const given = Object(params);
  const scope = clampInt(given.scope, ...KT_SCOPES, 4);
  const kernel = clampInt(given.kernel, KT_KERNELS[0], Math.min(KT_KERNELS[1], scope), 3);
  const fits = (list, length) => Array.isArray(list) && list.length === length;
  const spread = clampDyadic(given.spread ?? 1, 3);
  return {
    scope,
    kernel,
    weights: fits(given.weights, scope * scope) ? given.weights.map((value) => clampDyadic(value)) : ktSurface("hat", scope),
    spread: Math.max(0, spread),
    turn: 15 * clampInt(Number(given.turn) / 15, -12, 12, 0) + 0,
    down: clampDyadic(given.down, KT_REACH),
    right: clampDyadic(given.right, KT_REACH),
    own: fits(given.own, 2 * kernel * kernel) ? given.own.map((value) => clampDyadic(value, KT_REACH)) : Array(2 * kernel * kernel).fill(0),
    clamp: given.clamp !== false,
    tap: clampInt(given.tap, 0, kernel * kernel - 1, kernel - 1),
    y: clampInt(given.y, 0, KT_SIZE - 1, 32),
    x: clampInt(given.x, 0, KT_SIZE - 1, 60),
  };
}

/** Another size of scope: the same surface, or the reader's own numbers with zeros around. */
export function ktResized(params, scope) {
  const name = ktSurfaceOf(params);
  const kernel = Math.min(params.kernel, scope);
  const own = kernel === params.kernel ? params.own : [];
  if (name !== "own") return { scope, kernel, own, weights: ktSurface(name, scope) };
  const shift = Math.floor((scope - params.scope) / 2);
  const weights = Array.from({ length: scope * scope }, (_, e) => {
    const [i, j] = [Math.floor(e / scope) - shift, (e % scope) - shift];
    const inside = Math.min(i, j) >= 0 && Math.max(i, j) < params.scope;
    return inside ? params.weights[i * params.scope + j] : 0;
  });
  return { scope, kernel, own, weights };
}

/** Offsets (dy, dx) of all taps: spread and turned, rounded to 1/8, then shifted. */
export function ktOffsets({ kernel, spread, turn, down, right, own }) {
  const angle = (turn * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)].map((value) => Math.floor(KT_FINEST * value + 0.5) / KT_FINEST);
  const middle = (kernel - 1) / 2;
  const offsets = [];
  for (let tap = 0; tap < kernel * kernel; tap += 1) {
    const [u, v] = [Math.floor(tap / kernel) - middle, (tap % kernel) - middle];
    const rounded = [u * cosine + v * sine, v * cosine - u * sine].map((place) => Math.floor(8 * spread * place + 0.5) / 8);
    offsets.push(rounded[0] - u + down + own[2 * tap], rounded[1] - v + right + own[2 * tap + 1]);
  }
  return offsets;
}

/** Weights of one position along an axis of the scope. */
function ktAxis(position, size, clamp) {
  const place = clamp ? Math.min(size - 1, Math.max(0, position)) : position;
  return Array.from({ length: size }, (_, q) => Math.max(0, 1 - Math.abs(place - q)));
}

function ktStd(values) {
  let [total, squares] = [0, 0];
  for (const value of values) {
    total += value;
    squares += value * value;
  }
  return Math.sqrt(values.length * squares - total * total) / values.length;
}

function ktExposure(kernel, sum) {
  const size = kernel.reduce((total, value) => total + Math.abs(value), 0);
  if (size === 0) return { divide: 1, grey: 0 };
  return sum * 20 >= size ? { divide: sum, grey: 0 } : { divide: size / 2, grey: 128 };
}

/** Zeros that the photograph gets before and after each axis. */
export function ktPads(kernel) {
  return [Math.floor((kernel - 1) / 2), Math.floor(kernel / 2)];
}

/** The photograph through the kernel, in its own size. */
export function ktFiltered(pixels, kernel, taps) {
  const more = Math.floor(taps / 2);
  const { output, size } = correlate2d(pixels, [KT_SIZE, KT_SIZE], kernel, [taps, taps], { padding: [more, more] });
  if (size[0] === KT_SIZE) return output;
  const cut = new Float64Array(KT_SIZE * KT_SIZE);
  for (let y = 0; y < KT_SIZE; y += 1) cut.set(output.subarray((y + 1) * size[1] + 1, (y + 2) * size[1]), y * KT_SIZE);
  return cut;
}

/** All numbers but the photograph. */
export function ktNumbers(params) {
  const { scope, kernel, weights, clamp } = params;
  const offsets = ktOffsets(params);
  const positions = offsets.map((move, i) => {
    const tap = i >> 1;
    return (i % 2 ? tap % kernel : Math.floor(tap / kernel)) + (scope - kernel) / 2 + move;
  });
  const blends = [];
  const sampled = [];
  const used = Array(scope * scope).fill(0);
  for (let tap = 0; tap < kernel * kernel; tap += 1) {
    const [rows, columns] = [0, 1].map((axis) => ktAxis(positions[2 * tap + axis], scope, clamp));
    let sum = 0;
    for (let e = 0; e < scope * scope; e += 1) {
      const share = rows[Math.floor(e / scope)] * columns[e % scope];
      blends.push(share);
      used[e] += share;
      sum += share * weights[e];
    }
    sampled.push(sum);
  }
  const sum = sampled.reduce((total, value) => total + value, 0);
  return { offsets, positions, kernel: sampled, blends, used, sum, std: ktStd(sampled), scope_std: ktStd(weights), ...ktExposure(sampled, sum) };
}

export function compute(params, baked) {
  const numbers = ktNumbers(params);
  return { ...numbers, output: Array.from(ktFiltered(decodeBytes(baked.pixels), numbers.kernel, params.kernel)) };
}

function ktLines(values, width) {
  const lines = [];
  for (let i = 0; i < values.length; i += width) lines.push(`    ${values.slice(i, i + width).join(", ")},`);
  return lines;
}

export function torchCode(params) {
  const { scope, kernel, weights, clamp } = params;
  return [
    "import torch",
    "from convbook import ops",
    "from convbook.widgets.kernel_taps_photo import photo",
    "",
    "scope = torch.tensor([",
    ...ktLines(weights, scope),
    `]).double().reshape(1, 1, ${scope}, ${scope})`,
    "kernel_offset = torch.tensor([  # (dy, dx) of each tap",
    ...ktLines(ktOffsets(params), 2 * kernel),
    `]).double().reshape(1, ${2 * kernel * kernel}, 1, 1)`,
    "x = torch.tensor(photo()).double()[None, None]",
    "result = ops.deform_kernel_conv2d(",
    `    x, scope, kernel_offset, kernel_size=${kernel}, padding="same", clamp=${clamp ? "True" : "False"}`,
    ")",
  ].join("\n");
}
