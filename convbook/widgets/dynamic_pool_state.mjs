// The figure dynamic-pool: legal parameters, the pooling, the PyTorch code.
import { clampDyadic, clampInt } from "./core.mjs";

export const DP_LARGEST = 8;
export const DP_ALPHAS = [0.5, 8];
export const DP_SIDE = 64;
export const DP_REDUCES = ["max", "mean"];

function dpAlpha(value, fallback) {
  const number = typeof value === "boolean" || value === null || value === "" ? NaN : Math.round(Number(value) * 64) / 64;
  return Number.isFinite(number) ? Math.min(DP_ALPHAS[1], Math.max(DP_ALPHAS[0], number)) : fallback;
}

/** What stands in pixels that nobody has filled. */
export function dpFiller(y, x) {
  return (7 * y + 5 * x + 3 * x * y) % 10;
}

export function dpNormalize(params) {
  const given = params ?? {};
  const rows = clampInt(given.rows, 1, DP_LARGEST, 6);
  const columns = clampInt(given.columns, 1, DP_LARGEST, 8);
  const list = Array.isArray(given.values) ? given.values : [];
  const values = Array.from({ length: rows * columns }, (_, i) => (i < list.length ? clampDyadic(list[i]) : dpFiller(Math.floor(i / columns), i % columns)));
  const [alpha_h, alpha_w] = [dpAlpha(given.alpha_h, 2), dpAlpha(given.alpha_w, 1.5)];
  return {
    alpha_h,
    alpha_w,
    reduce: given.reduce === "mean" ? "mean" : "max",
    rows,
    columns,
    values,
    row: clampInt(given.row, 0, dpCount(rows, alpha_h) - 1),
    column: clampInt(given.column, 0, dpCount(columns, alpha_w) - 1),
    y: clampInt(given.y, 0, rows - 1),
    x: clampInt(given.x, 0, columns - 1),
  };
}

/** The same pixels on another size; new ones are filled. */
export function dpResized({ rows, columns, values }, size) {
  const list = [];
  for (let y = 0; y < size.rows; y += 1) {
    for (let x = 0; x < size.columns; x += 1) list.push(y < rows && x < columns ? values[y * columns + x] : dpFiller(y, x));
  }
  return { ...size, values: list };
}

/** Outputs along an axis: size / alpha, rounded half to even. */
export function dpCount(size, alpha) {
  const exact = size / alpha;
  const low = Math.floor(exact);
  const rest = exact - low;
  const up = rest > 0.5 || (rest === 0.5 && low % 2 === 1);
  return Math.max(1, low + (up ? 1 : 0));
}

/** Query points along an axis: those before the centres, then those behind. */
export function dpPoints(size, alpha) {
  const count = dpCount(size, alpha);
  const inside = (point) => Math.min(size - 1, Math.max(0, point));
  const centres = Array.from({ length: count }, (_, a) => ((a + 0.5) * size) / count - 0.5);
  return [...centres.map((p) => inside(p - alpha / 4)), ...centres.map((p) => inside(p + alpha / 4))];
}

export function dpRounded(value) {
  return Math.floor(value * 10000 + 0.500001) / 10000;
}

/** The two pixels around a point along an axis, and their weights. */
function dpBetween(point, size) {
  const low = Math.floor(point);
  return { low, high: Math.min(low + 1, size - 1), share: point - low };
}

/** The four values of an output, their pixels and weights. */
function dpLook({ rows, columns, values }, down, across, a, b) {
  const points = [];
  for (const i of [a, down.length / 2 + a]) {
    for (const j of [b, across.length / 2 + b]) {
      const [v, h] = [dpBetween(down[i], rows), dpBetween(across[j], columns)];
      const nearest = [v.low * columns + h.low, v.low * columns + h.high, v.high * columns + h.low, v.high * columns + h.high];
      const shares = [(1 - v.share) * (1 - h.share), (1 - v.share) * h.share, v.share * (1 - h.share), v.share * h.share];
      points.push({ nearest, shares, value: nearest.reduce((sum, at, k) => sum + shares[k] * values[at], 0) });
    }
  }
  const four = points.map((point) => dpRounded(point.value));
  return { points, four, winner: four.indexOf(Math.max(...four)) };
}

/** What one pixel gives to an output. */
function dpGiven({ points, winner }, reduce, pixel) {
  const weight = ({ nearest, shares }) => nearest.reduce((sum, at, k) => sum + (at === pixel ? shares[k] : 0), 0);
  return reduce === "max" ? weight(points[winner]) : points.reduce((sum, point) => sum + weight(point), 0) / 4;
}

/** The pixels that an output reads at any of its points. */
function dpReads({ points }) {
  const read = new Set();
  for (const { nearest, shares } of points) {
    nearest.forEach((at, k) => {
      if (dpRounded(shares[k]) > 0) read.add(at);
    });
  }
  return read;
}

export function dpCompute(params) {
  const { rows, columns, alpha_h, alpha_w, reduce, row, column } = params;
  const [down, across] = [dpPoints(rows, alpha_h), dpPoints(columns, alpha_w)];
  const [height, width] = [down.length / 2, across.length / 2];
  const looks = [];
  for (let a = 0; a < height; a += 1) for (let b = 0; b < width; b += 1) looks.push(dpLook(params, down, across, a, b));
  const output = looks.map((look) => (reduce === "max" ? Math.max(...look.four) : dpRounded(look.points.reduce((sum, { value }) => sum + value, 0) / 4)));
  const here = looks[row * width + column];
  const there = params.y * columns + params.x;
  const every = params.values.map((_, pixel) => pixel);
  const reads = looks.map(dpReads);
  const uses = params.values.map(() => 0);
  for (const read of reads) for (const pixel of read) uses[pixel] += 1;
  const readers = reads.flatMap((read, index) => (read.has(there) ? [index] : []));
  const maxpool_size = [Math.floor(rows / 2), Math.floor(columns / 2)];
  return {
    output,
    output_size: [height, width],
    points_h: down.map(dpRounded),
    points_w: across.map(dpRounded),
    cell: [(row * rows) / height, ((row + 1) * rows) / height, (column * columns) / width, ((column + 1) * columns) / width].map(dpRounded),
    centre: [((row + 0.5) * rows) / height - 0.5, ((column + 0.5) * columns) / width - 0.5].map(dpRounded),
    four: here.four,
    nearest: here.points.flatMap(({ nearest }) => nearest),
    shares: here.points.flatMap(({ shares }) => shares.map(dpRounded)),
    winner: reduce === "max" ? here.winner : -1,
    given: every.map((pixel) => dpRounded(dpGiven(here, reduce, pixel))),
    uses,
    readers,
    received: readers.map((index) => dpRounded(dpGiven(looks[index], reduce, there))),
    maxpool_size,
    maxpool: dpDiffering(dpMaxPool(params, maxpool_size), maxpool_size, output, [height, width]),
    unchanged: dpDiffering(params.values, [rows, columns], output, [height, width]),
  };
}

function dpMaxPool({ columns, values }, [height, width]) {
  const found = [];
  for (let y = 0; y < 2 * height; y += 2) {
    for (let x = 0; x < 2 * width; x += 2) found.push(Math.max(...[0, 1, columns, columns + 1].map((step) => values[y * columns + x + step])));
  }
  return found;
}

function dpDiffering(one, size, other, otherSize) {
  if (size[0] !== otherSize[0] || size[1] !== otherSize[1]) return -1;
  return one.filter((value, i) => value !== other[i]).length;
}

/** The photograph pooled with the same ratios: first along the rows' axis, then along the columns'. */
export function dpPicture({ alpha_h, alpha_w, reduce }, pixels) {
  const [down, across] = [dpPoints(DP_SIDE, alpha_h), dpPoints(DP_SIDE, alpha_w)];
  const [height, width] = [down.length / 2, across.length / 2];
  const places = across.map((point) => dpBetween(point, DP_SIDE));
  const lines = down.map((point) => {
    const { low, high, share } = dpBetween(point, DP_SIDE);
    const line = new Float64Array(DP_SIDE);
    for (let x = 0; x < DP_SIDE; x += 1) line[x] = pixels[low * DP_SIDE + x] * (1 - share) + pixels[high * DP_SIDE + x] * share;
    return Float64Array.from(places, (place) => line[place.low] * (1 - place.share) + line[place.high] * place.share);
  });
  const output = new Array(height * width);
  for (let a = 0; a < height; a += 1) {
    const [upper, lower] = [lines[a], lines[height + a]];
    for (let b = 0; b < width; b += 1) {
      const c = width + b;
      const value = reduce === "max" ? Math.max(upper[b], upper[c], lower[b], lower[c]) : (upper[b] + upper[c] + lower[b] + lower[c]) / 4;
      output[a * width + b] = Math.floor(value + 0.500001);
    }
  }
  return { size: [height, width], output };
}

export function dpTorchCode({ rows, columns, values, alpha_h, alpha_w, reduce }) {
  return [
    "import torch",
    "from convbook.ops import dynamic_pool2d",
    "",
    `x = torch.tensor([${values.join(", ")}], dtype=torch.float64)`,
    `x = x.reshape(1, 1, ${rows}, ${columns})`,
    `alpha = torch.tensor([${alpha_h}, ${alpha_w}], dtype=torch.float64)  # 1 / ratio, (h, w)`,
    `pooled = dynamic_pool2d(x, alpha, reduce="${reduce}")`,
    "result = torch.floor(pooled * 10000 + 0.500001) / 10000  # 4 decimals",
  ].join("\n");
}
