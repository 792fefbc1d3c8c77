// What the figure paddings computes: one row and one photograph under every padding.
import { clampDyadic, clampInt, decodeBytes } from "./core.mjs";
import { paddingInside, paddingSource, paddingSources, paddingUses, paddingWindows } from "./padding_sources.mjs";

export const PZ_MODES = ["valid", "zeros", "full", "circular", "symmetric", "reflect", "replicate", "partial", "distribution", "distribution-reflect"];
export const PZ_SIDE = 64;
export const PZ_RANGES = { padding: [0, 4], kernel: [1, 5], dilation: [1, 2], border: [0, 20] };
export const PZ_CELLS = [2, 8];
const PZ_TWICE = 60; // a common multiple of 1 to 5 taps

/** What is added on each side of the row. */
export function pzPad(mode, { padding, kernel, dilation }) {
  if (mode === "valid") return 0;
  return mode === "full" ? dilation * (kernel - 1) : padding;
}

/** What is added on each side of the photograph. */
export function pzBorder(mode, border) {
  return mode === "valid" ? 0 : mode === "full" ? 2 * border : border;
}

export function pzByMeans(mode) {
  return mode.startsWith("distribution");
}

/** Whether a padding exists at all: distribution padding averages 2 p + 1 cells. */
export function pzExists(mode, { row, padding }) {
  return !pzByMeans(mode) || row.length >= 2 * padding + 1;
}

export function pzNormalize(params) {
  const given = Object(params);
  const list = Array.isArray(given.row) ? given.row : [1, 2, 3, 4, 5, 6, 7];
  const row = Array.from({ length: Math.max(PZ_CELLS[0], Math.min(PZ_CELLS[1], list.length)) }, (_, i) => clampDyadic(list[i] ?? 0));
  const mode = PZ_MODES.includes(given.mode) ? given.mode : "zeros";
  const numbers = Object.fromEntries(Object.entries(PZ_RANGES).map(([key, range]) => [key, clampInt(given[key], ...range)]));
  const pad = pzPad(mode, numbers);
  const place = (value) => clampInt(value, -numbers.border, PZ_SIDE - 1 + numbers.border, 0) + 0;
  return { mode, row, ...numbers, at: clampInt(given.at, -pad, row.length - 1 + pad, 0) + 0, y: place(given.y), x: place(given.x) };
}

/** Four decimals; ties, which would depend on the last bit, go up. */
function pzRounded(value, unit) {
  return Math.floor(value * unit + 0.500001) / unit;
}

/** Where position `at` of an axis of `size` falls among `count` numbers stretched over it. */
export function pzStretch(at, count, size) {
  const middle = Math.max(0, ((at + 0.5) * count) / size - 0.5);
  const low = Math.min(count - 1, Math.floor(middle));
  return { low, high: Math.min(count - 1, low + 1), share: low === count - 1 ? 0 : middle - low };
}

/** For every padded position the stretched means that stand there, as `pzStretch` says. */
export function pzMeanPlaces(mode, count, n, pad) {
  return Array.from({ length: n + 2 * pad }, (_, at) => {
    if (mode === "distribution") return pzStretch(at, count, n + 2 * pad);
    return pzStretch(paddingSource("reflect", at - pad, n), count, n);
  });
}

function pzMeans(row, pad) {
  const wide = 2 * pad + 1;
  return Array.from({ length: row.length - wide + 1 }, (_, i) => row.slice(i, i + wide).reduce((sum, value) => sum + value, 0) / wide);
}

/** The padded row; a padded position of partial convolution holds nothing, written 0. */
export function pzPadded(mode, params) {
  const { row } = params;
  const pad = pzPad(mode, params);
  if (!pzExists(mode, params)) return [];
  if (!pzByMeans(mode)) return paddingSources(mode, row.length, pad, pad).map((from) => (from < 0 ? 0 : row[from]));
  const means = pzMeans(row, pad);
  return pzMeanPlaces(mode, means.length, row.length, pad).map(({ low, high, share }, at) =>
    at >= pad && at < pad + row.length ? row[at - pad] : pzRounded(means[low] * (1 - share) + means[high] * share, 10000));
}

function pzLine(mode, params) {
  const pad = pzPad(mode, params);
  return paddingWindows({ ...params, mode, size: params.row.length, before: pad, after: pad });
}

/** How many taps read every cell; with partial convolution each counts k over the taps inside. */
function pzCounts(mode, params) {
  const line = pzByMeans(mode) ? null : pzLine(mode, params);
  if (!line) return [];
  if (mode !== "partial") return Array.from(paddingUses(line, Array(line.count).fill(1)));
  const weights = paddingInside(line).map((inside) => (params.kernel * PZ_TWICE) / (inside || 1));
  return Array.from(paddingUses(line, weights), (sum) => sum / PZ_TWICE);
}

export function pzFactors(params) {
  const line = pzLine("partial", params);
  return line ? paddingInside(line).map((inside) => (inside ? params.kernel / inside : 0)) : [];
}

/** The photograph with its border, as bytes. */
export function pzPicture(mode, pixels, border) {
  const pad = pzBorder(mode, border);
  const wide = PZ_SIDE + 2 * pad;
  const output = new Uint8Array(wide * wide);
  const means = pzByMeans(mode) ? pzBoxes(pixels, pad) : null;
  const places = means ? pzMeanPlaces(mode, means.side, PZ_SIDE, pad) : null;
  const source = paddingSources(mode, PZ_SIDE, pad, pad);
  for (let y = 0, at = 0; y < wide; y += 1) {
    for (let x = 0; x < wide; x += 1, at += 1) {
      const inside = y >= pad && y < pad + PZ_SIDE && x >= pad && x < pad + PZ_SIDE;
      if (means && !inside) output[at] = Math.floor(pzBlend(means, places[y], places[x]) + 0.500001);
      else if (source[y] >= 0 && source[x] >= 0) output[at] = pixels[source[y] * PZ_SIDE + source[x]];
    }
  }
  return output;
}

function pzBlend({ values, side }, down, across) {
  const line = (y) => values[y * side + across.low] * (1 - across.share) + values[y * side + across.high] * across.share;
  return line(down.low) * (1 - down.share) + line(down.high) * down.share;
}

/** Means of all (2 pad + 1)^2 boxes of the photograph. */
function pzBoxes(pixels, pad) {
  const [wide, side] = [2 * pad + 1, PZ_SIDE - 2 * pad];
  const across = new Float64Array(PZ_SIDE * side);
  const values = new Float64Array(side * side);
  for (let y = 0; y < PZ_SIDE; y += 1) {
    for (let x = 0; x < side; x += 1) for (let b = 0; b < wide; b += 1) across[y * side + x] += pixels[y * PZ_SIDE + x + b];
  }
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      for (let a = 0; a < wide; a += 1) values[y * side + x] += across[(y + a) * side + x];
      values[y * side + x] /= wide * wide;
    }
  }
  return { values, side };
}

/** The pixel [row, column] that every padding shows where the reader points; -1: none. */
export function pzFrom({ y, x }) {
  return PZ_MODES.map((mode) => [y, x].map((at) => paddingSource(mode, at, PZ_SIDE)));
}

let pzKept = ["", null];

export function pzPixels(baked) {
  if (pzKept[0] !== baked.pixels) pzKept = [baked.pixels, decodeBytes(baked.pixels)];
  return pzKept[1];
}

/** All that the rows show, apart from the photograph. */
export function pzRows(params) {
  const padded = PZ_MODES.map((mode) => pzPadded(mode, params));
  const factors = pzFactors(params);
  return {
    output: params.mode === "partial" ? factors : padded[PZ_MODES.indexOf(params.mode)],
    padded,
    sources: PZ_MODES.map((mode) => paddingSources(mode, params.row.length, pzPad(mode, params), pzPad(mode, params))),
    counts: PZ_MODES.map((mode) => pzCounts(mode, params)),
    windows: PZ_MODES.map((mode) => (pzExists(mode, params) ? (pzLine(mode, params)?.count ?? 0) : 0)),
    factors,
    means: pzExists("distribution", params) ? pzMeans(params.row, params.padding).map((value) => pzRounded(value, 10000)) : [],
  };
}

export function pzCompute(params, baked) {
  return { ...pzRows(params), from: pzFrom(params), picture: Array.from(pzPicture(params.mode, pzPixels(baked), params.border)) };
}
