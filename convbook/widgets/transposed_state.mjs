// What the figure transposed shows: legal parameters, where everything lies, the numbers.
import { clampDyadic, clampInt, convOutputSize, correlate2d, effectiveKernelSize } from "./core.mjs";

export const TRANSPOSED_RANGES = {
  size: [2, 8],
  kernel: [1, 5],
  stride: [1, 4],
  padding: [0, 3],
  dilation: [1, 2],
};

/** The number a list gets where it grows: small integers in a fixed order. */
function trGrown(index) {
  return (((37 * index + 11) % 101) % 5) - 1;
}

function trList(list, count) {
  const given = Array.isArray(list) ? list : [];
  return Array.from({ length: count }, (_, i) => (i < given.length ? clampDyadic(given[i]) : trGrown(i)));
}

/** Room that is left along the padded input once the kernel stands in it. */
function trRoom({ size, padding, kernel, dilation }) {
  return size + 2 * padding - effectiveKernelSize(kernel, dilation);
}

/** Sizes along one axis; `small` is the convolution's output, `big` that of the transposed one. */
function trLine({ size, kernel, stride, padding, dilation, output_padding: extra }) {
  const extent = effectiveKernelSize(kernel, dilation);
  const small = convOutputSize(size, kernel, stride, padding, padding, dilation);
  const least = (small - 1) * stride - 2 * padding + extent;
  const big = least + extra;
  const inset = extent - 1 - padding;
  return {
    size, kernel, stride, padding, dilation, extra, extent, small, least, big, inset,
    rest: size - least,
    side: Math.max(size, big),
    padded: size + 2 * padding,
    full: big + 2 * padding,
    frame: big + extent - 1,
  };
}

const TR_SINGLE = trLine({ size: 1, kernel: 1, stride: 1, padding: 0, dilation: 1, output_padding: 0 });

/** Both axes, rows and columns; in one dimension there is one row. */
export function placeOf(params) {
  const columns = trLine(params);
  return [params.dims === 2 ? columns : TR_SINGLE, columns];
}

/** Number of squares in a grid of the figure, such as "small" or "padded". */
export function area(place, name) {
  return place[0][name] * place[1][name];
}

/** Row and column of a square of the grid `name`. */
export function trSplit(place, name, index) {
  return [Math.floor(index / place[1][name]), index % place[1][name]];
}

/** Smallest and largest output_padding that torch takes and that leaves an output. */
export function extraBounds(params) {
  const { least, stride, dilation } = trLine({ ...params, output_padding: 0 });
  return [Math.max(0, 1 - least), Math.max(stride, dilation) - 1];
}

export function normalize(params) {
  const given = Object(params);
  const legal = { dims: clampInt(given.dims, 1, 2) };
  for (const [name, [low, high]] of Object.entries(TRANSPOSED_RANGES)) legal[name] = clampInt(given[name], low, high);
  while (trRoom(legal) < 0) legal[legal.dilation > 1 ? "dilation" : "kernel"] -= 1;
  legal.output_padding = clampInt(given.output_padding, ...extraBounds(legal));
  const place = placeOf(legal);
  const pick = given.pick === "row" ? "row" : "column";
  return {
    ...legal,
    view: given.view === "zeros" ? "zeros" : "scatter",
    chain: given.chain === true,
    x: trList(given.x, area(place, "size")),
    y: trList(given.y, area(place, "small")),
    weight: trList(given.weight, area(place, "kernel")),
    pick,
    look: clampInt(given.look, 0, area(place, pick === "row" ? "small" : "side") - 1),
  };
}

/** Entries of a list that was a grid and becomes another: those in both keep their place. */
function trReshaped(list, from, to, name) {
  return Array.from({ length: area(to, name) }, (_, index) => {
    const [row, column] = trSplit(to, name, index);
    const known = row < from[0][name] && column < from[1][name];
    return known ? list[row * from[1][name] + column] : trGrown(index);
  });
}

/** The parameters after a change of sizes: numbers keep their place, output_padding restores `size`. */
export function resized(params, patch) {
  const sizes = { ...params, ...patch, output_padding: 0 };
  sizes.output_padding = trLine(sizes).rest;
  const [from, to] = [placeOf(params), placeOf(sizes)];
  const lists = { x: "size", y: "small", weight: "kernel" };
  const kept = Object.entries(lists).map(([key, name]) => [key, trReshaped(params[key], from, to, name)]);
  const name = params.pick === "row" ? "small" : "side";
  const at = trSplit(from, name, params.look).map((n, axis) => Math.min(n, to[axis][name] - 1));
  return { ...sizes, ...Object.fromEntries(kept), look: at[0] * to[1][name] + at[1] };
}

/** The value nearest to the wanted one that fits, and what to say where it fell short. */
export function fitting(params, name, value) {
  let fit = value;
  while (trRoom({ ...params, [name]: fit }) < 0) fit += Math.sign(params[name] - fit);
  if (fit === value) return { fit, words: "" };
  const { size, padding, kernel, dilation } = { ...params, [name]: value };
  const extent = effectiveKernelSize(kernel, dilation);
  const padded = padding ? `${size} + 2·${padding} = ${size + 2 * padding}` : size;
  return { fit, words: `Kept at ${fit}: the kernel would span ${extent}, the padded input has ${padded}.` };
}

/** Pairs [first, second] of what the two axes have, as [[row part, column part], ...]. */
export function crossed(rows, columns) {
  return rows.flatMap((row) => columns.map((column) => [row, column]));
}

/** The squares that row `at` of C reads along an axis: pairs [place in the padded input, tap]. */
export function readsOf(line, at) {
  return Array.from({ length: line.kernel }, (_, tap) => [at * line.stride + tap * line.dilation, tap]);
}

/** The rows of C that have an entry in column `at`, along an axis: pairs [row, tap]. */
export function readersOf(line, at) {
  const hits = [];
  for (let row = 0; row < line.small; row += 1) {
    const offset = at + line.padding - row * line.stride;
    const tap = offset / line.dilation;
    if (Number.isInteger(tap) && tap >= 0 && tap < line.kernel) hits.push([row, tap]);
  }
  return hits;
}

/** Entries of the matrix, as [row, column, tap]; columns count the squares of the grid `name`. */
export function entriesOf(place, name) {
  const shift = name === "full" ? 0 : 1;
  return crossed(...place.map((line) => Array.from({ length: line.small }, (_, at) => at))).flatMap(([r, c]) =>
    crossed(readsOf(place[0], r), readsOf(place[1], c)).flatMap(([[y, a], [x, b]]) => {
      const [v, u] = [y - shift * place[0].padding, x - shift * place[1].padding];
      if (v < 0 || u < 0 || v >= place[0][name] || u >= place[1][name]) return [];
      return [[r * place[1].small + c, v * place[1][name] + u, a * place[1].kernel + b]];
    }),
  );
}

function trMatrix(place, name, weight) {
  const columns = area(place, name);
  const matrix = new Array(area(place, "small") * columns).fill(0);
  for (const [row, column, tap] of entriesOf(place, name)) matrix[row * columns + column] = weight[tap];
  return matrix;
}

/** The stretched input: zeros between the numbers and around them, or cut where that is negative. */
function trFrame(place, y) {
  const frame = new Array(area(place, "frame")).fill(0);
  y.forEach((value, index) => {
    const at = frameAt(place, index);
    if (at >= 0) frame[at] = value;
  });
  return frame;
}

/** Where number `index` of y stands in the stretched input; -1 where it is cut off. */
export function frameAt(place, index) {
  const [row, column] = trSplit(place, "small", index).map((n, axis) => n * place[axis].stride + place[axis].inset);
  const inside = row >= 0 && column >= 0 && row < place[0].frame && column < place[1].frame;
  return inside ? row * place[1].frame + column : -1;
}

function trScattered(place, name, y, weight) {
  const total = new Array(area(place, name)).fill(0);
  for (const [row, column, tap] of entriesOf(place, name)) total[column] += y[row] * weight[tap];
  return total;
}

function trDot(left, right) {
  return left.reduce((sum, value, i) => sum + value * right[i], 0);
}

function trTransposed(matrix, rows, columns) {
  return Array.from({ length: rows * columns }, (_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)]);
}

/** How many taps reach an output far from the ends, for each of the `stride` places in turn. */
function trPhases({ kernel, stride, dilation }) {
  const taps = Array.from({ length: kernel }, (_, tap) => (tap * dilation) % stride);
  return Array.from({ length: stride }, (_, phase) => taps.filter((at) => at === phase).length);
}

/** The numbers that the pictures and sentences show. */
export function shownNumbers(params) {
  const place = placeOf(params);
  const axis = place[1];
  const steps = ["stride", "padding", "dilation"].map((name) => [name, place.map((line) => line[name])]);
  const sizes = [place.map((line) => line.size), params.weight, place.map((line) => line.kernel)];
  const conv = Array.from(correlate2d(params.x, ...sizes, Object.fromEntries(steps)).output);
  const y = params.chain ? conv : params.y;
  const output = trScattered(place, "big", y, params.weight);
  const ones = (list) => list.map(() => 1);
  const same = axis.big === axis.size;
  return {
    output,
    conv,
    full: trScattered(place, "full", y, params.weight),
    frame: trFrame(place, y),
    counts: trScattered(place, "big", ones(y), ones(params.weight)),
    sizes: [axis.small, axis.big, axis.rest, axis.small + Math.floor(axis.extra / axis.stride)],
    shared: Array.from({ length: axis.stride }, (_, a) => axis.least + a).filter((size) => size > 0),
    phases: trPhases(params),
    dots: same ? [trDot(conv, y), trDot(params.x, output)] : [],
  };
}

export function compute(params) {
  const place = placeOf(params);
  const turned = trTransposed(trMatrix(place, "big", params.weight), area(place, "small"), area(place, "big"));
  return { ...shownNumbers(params), matrix: trMatrix(place, "size", params.weight), transposed: turned };
}
