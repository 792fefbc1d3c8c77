// What the figure foveation computes: paths from every pixel through a stack, along one axis.
import { clampInt } from "./core.mjs";
import { paddingInside, paddingUses, paddingWindows } from "./padding_sources.mjs";

export const FV_MODES = ["zeros", "valid", "full", "reflect", "symmetric", "replicate", "circular", "partial"];
export const FV_POOLS = ["2x2", "3x3", "none"];
export const FV_SIZES = [8, 512];
export const FV_KERNELS = [1, 7];
export const FV_DILATIONS = [1, 4];
export const FV_DEPTHS = [1, 6];
export const FV_BLOCKS = [1, 5];
const FV_CHANNELS = 3;

export function fvNormalize(params) {
  const given = Object(params);
  const depths = Array.isArray(given.depths) && given.depths.length ? given.depths.slice(0, FV_BLOCKS[1]) : [2];
  const size = clampInt(given.size, ...FV_SIZES, 512);
  return {
    mode: FV_MODES.includes(given.mode) ? given.mode : "zeros",
    size,
    kernel: clampInt(given.kernel, ...FV_KERNELS, 3),
    dilation: clampInt(given.dilation, ...FV_DILATIONS),
    depths: depths.map((depth) => clampInt(depth, ...FV_DEPTHS)),
    pool: FV_POOLS.includes(given.pool) ? given.pool : "none",
    y: clampInt(given.y, 0, size - 1),
    x: clampInt(given.x, 0, size - 1),
  };
}

/** The layers, the one nearest the image first; `pool` says that a layer averages. */
export function fvLayers({ depths, kernel, dilation, pool }) {
  const average = pool === "2x2" ? { pool: true, kernel: 2, stride: 2, padding: 0 } : { pool: true, kernel: 3, stride: 2, padding: 1 };
  return depths.flatMap((depth, i) => [
    ...(i && pool !== "none" ? [average] : []),
    ...Array.from({ length: depth }, () => ({ pool: false, kernel, dilation, stride: 1 })),
  ]);
}

function fvPads({ pool, kernel, dilation, padding }, mode) {
  if (pool) return [padding, padding];
  const reach = dilation * (kernel - 1);
  if (mode === "valid") return [0, 0];
  if (mode === "full") return [reach, reach];
  return [Math.floor(reach / 2), reach - Math.floor(reach / 2)];
}

/** The windows of every layer up to the first that does not fit. */
export function fvWindows(params, mode = params.mode) {
  const lines = [];
  let size = params.size;
  for (const layer of fvLayers(params)) {
    const [before, after] = fvPads(layer, mode);
    const line = paddingWindows({ mode, size, before, after, ...layer });
    if (!line) break;
    lines.push({ ...line, pool: layer.pool });
    size = line.count;
  }
  return lines;
}

/** Number of paths from every pixel of an axis to all outputs. */
export function fvPaths(lines, size, mode) {
  let paths = new Float64Array(lines.length ? lines.at(-1).count : size).fill(1);
  for (const line of lines.toReversed()) {
    if (mode === "partial") {
      const inside = paddingInside(line);
      paths = paths.map((path, u) => path * (line.taps / (inside[u] || 1)));
    }
    paths = paddingUses(line, line.pool ? paths.map((path) => path / line.taps) : paths);
  }
  return paths;
}

function fvRatio(value, whole) {
  return whole ? value / whole : 0;
}

/** Largest, corner and edge value of the map, relative to its centre. */
function fvRelative(paths) {
  const centre = paths[paths.length >> 1];
  const [most, first] = [fvRatio(Math.max(...paths), centre), fvRatio(paths[0], centre)];
  return [most * most, first * first, first];
}

/** Numbers and the power of two they were divided by: 0, or a multiple of 40 where they pass 2^53. */
function fvScaled(values) {
  let [scale, largest] = [0, Math.max(...values)];
  for (; largest >= 2 ** 53; scale += 40) largest /= 2 ** 40;
  return [...values.map((value) => value / 2 ** scale), scale];
}

/** The map's values at the places that are named, and where the reader points. */
export function fvValues(paths, { y, x }) {
  const at = (a, b) => FV_CHANNELS * a * b;
  const [centre, most, first] = [paths[paths.length >> 1], Math.max(...paths), paths[0]];
  return [at(centre, centre), at(most, most), at(first, first), at(first, centre), at(paths[y], paths[x])];
}

/** What the stack has under its own padding. */
export function fvNumbers(params) {
  const { mode, size } = params;
  const lines = fvWindows(params);
  const paths = fvPaths(lines, size, mode);
  const centre = paths[size >> 1];
  const most = Math.max(...paths);
  let uneven = 0;
  for (let i = 0; i < size; i += 1) uneven = Math.max(uneven, Math.abs(paths[i] - paths[size - 1 - i]));
  return {
    paths,
    centre,
    most,
    sizes: [size, ...lines.map((line) => line.count)],
    peak: paths.indexOf(most),
    flat: paths.filter((path) => path === centre).length,
    asymmetry: fvRatio(uneven, most),
  };
}

/** What it has under every padding: layers that fit, outputs along an axis, relative values. */
export function fvRows(params) {
  return FV_MODES.map((mode) => {
    const lines = fvWindows(params, mode);
    return [lines.length, lines.length ? lines.at(-1).count : params.size, ...fvRelative(fvPaths(lines, params.size, mode))];
  });
}

export function fvCompute(params) {
  const { paths, sizes, peak, flat, asymmetry } = fvNumbers(params);
  const relative = fvRelative(paths);
  return {
    result: [sizes.at(-1), ...relative.map((part) => Math.floor(part * 10000 + 0.500001))],
    profile: fvScaled(Array.from(paths)),
    sizes,
    values: fvValues(paths, params).map((value) => fvScaled([value])),
    relative,
    peak,
    flat,
    asymmetry,
    table: fvRows(params),
  };
}
