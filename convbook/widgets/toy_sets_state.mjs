// The figure toy-sets: legal parameters, the images, the shares of variation, the PyTorch code.
import { clampInt } from "./core.mjs";

export const TS_SIDE = 64;
export const TS_SIDES = [1, 2, 4, 8, 16, 32, 64];
export const TS_PICTURES = ["astronaut", "camera", "chelsea", "coffee", "brain", "barcode"];
export const TS_KEYS = ["detail_h", "detail_w", "size_h", "size_w"];
const TS_LEAST = 4;
const TS_LARGEST = 128;

export function tsNormalize(params) {
  const given = params ?? {};
  const height = clampInt(given.height, 1, TS_SIDE, 16);
  const width = clampInt(given.width, 1, TS_SIDE, 16);
  return {
    picture: TS_PICTURES.includes(given.picture) ? given.picture : TS_PICTURES[0],
    detail_h: clampInt(given.detail_h, TS_LEAST, TS_SIDE, TS_SIDE),
    detail_w: clampInt(given.detail_w, TS_LEAST, TS_SIDE, TS_SIDE),
    size_h: clampInt(given.size_h, TS_LEAST, TS_LARGEST, TS_SIDE),
    size_w: clampInt(given.size_w, TS_LEAST, TS_LARGEST, TS_SIDE),
    height,
    width,
    y: clampInt(given.y, 0, TS_SIDE - height),
    x: clampInt(given.x, 0, TS_SIDE - width),
  };
}

/** Triangles of half-width max(1, size / next) about the new centres: for each [first, weights]. */
function tsWeights(size, next) {
  const scale = size / next;
  const reach = Math.max(1, scale);
  const lines = [];
  for (let k = 0; k < next; k += 1) {
    const centre = (k + 0.5) * scale - 0.5;
    const weights = [];
    let first = -1;
    let total = 0;
    for (let i = Math.max(0, Math.floor(centre - reach)); i < size && i <= centre + reach; i += 1) {
      const weight = Math.max(0, 1 - Math.abs(centre - i) / reach);
      if (weight > 0 && first < 0) first = i;
      if (weight > 0) weights.push(weight);
      total += weight;
    }
    lines.push([first, weights.map((weight) => weight / total)]);
  }
  return lines;
}

/** Rounding to 9 decimals first, as the library does, hides in which order a sum was taken. */
function tsByte(value) {
  return Math.floor(Math.round(value * 1e9) / 1e9 + 0.5);
}

function tsResize(image, [height, width], [newHeight, newWidth]) {
  const across = tsWeights(width, newWidth);
  const down = tsWeights(height, newHeight);
  const wide = new Float64Array(height * newWidth);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < newWidth; x += 1) {
      const [first, weights] = across[x];
      let sum = 0;
      for (let k = 0; k < weights.length; k += 1) sum += weights[k] * image[y * width + first + k];
      wide[y * newWidth + x] = sum;
    }
  }
  const result = new Uint8ClampedArray(newHeight * newWidth);
  for (let y = 0; y < newHeight; y += 1) {
    const [first, weights] = down[y];
    for (let x = 0; x < newWidth; x += 1) {
      let sum = 0;
      for (let k = 0; k < weights.length; k += 1) sum += weights[k] * wide[(first + k) * newWidth + x];
      result[y * newWidth + x] = tsByte(sum);
    }
  }
  return result;
}

/** Which row of a copy each of the 64 rows shows. */
function tsPlaces(size) {
  const start = Math.max(0, Math.floor((size - TS_SIDE) / 2));
  return Array.from({ length: TS_SIDE }, (_, i) => (i + start) % size);
}

/** What each of the 64 rows reads of the kept ones: [first, last]. */
function tsReads(detail, size) {
  const weights = tsWeights(detail, size);
  return tsPlaces(size).map((i) => [weights[i][0], weights[i][0] + weights[i][1].length - 1]);
}

/** Sums over all px above and to the left, of values and of squares. */
function tsTables(image) {
  const side = TS_SIDE + 1;
  const [sums, squares] = [new Float64Array(side * side), new Float64Array(side * side)];
  for (let y = 0, i = 0; y < TS_SIDE; y += 1) {
    let [row, rowSquares] = [0, 0];
    for (let x = 0; x < TS_SIDE; x += 1, i += 1) {
      row += image[i];
      rowSquares += image[i] * image[i];
      const at = (y + 1) * side + x + 1;
      sums[at] = sums[at - side] + row;
      squares[at] = squares[at - side] + rowSquares;
    }
  }
  return { sums, squares };
}

/** Mean variance of all windows of one size: one division, of an exact sum. */
function tsWithin({ sums, squares }, height, width) {
  const side = TS_SIDE + 1;
  const area = height * width;
  const places = (side - height) * (side - width);
  let within = 0;
  for (let y = 0; y + height < side; y += 1) {
    let [a, b] = [y * side, (y + height) * side];
    for (let x = 0; x + width < side; x += 1, a += 1, b += 1) {
      const total = sums[b + width] - sums[b] - sums[a + width] + sums[a];
      const square = squares[b + width] - squares[b] - squares[a + width] + squares[a];
      within += area * square - total * total;
    }
  }
  return within / (places * area * area);
}

/** Everything that does not depend on the window. */
function tsScene(params, pixels) {
  const detail = [params.detail_h, params.detail_w];
  const size = [params.size_h, params.size_w];
  const kept = tsResize(pixels, [TS_SIDE, TS_SIDE], detail);
  const copy = tsResize(kept, detail, size);
  const [rows, columns] = size.map(tsPlaces);
  const image = new Uint8ClampedArray(TS_SIDE * TS_SIDE);
  rows.forEach((y, i) => columns.forEach((x, j) => (image[i * TS_SIDE + j] = copy[y * size[1] + x])));
  const tables = tsTables(image);
  const whole = tsWithin(tables, TS_SIDE, TS_SIDE);
  const share = (height, width) => (whole ? tsWithin(tables, height, width) / whole : 0);
  const plane = TS_SIDES.flatMap((height) => TS_SIDES.map((width) => share(height, width)));
  return { kept, image, share, plane, reads: [0, 1].map((axis) => tsReads(detail[axis], size[axis])) };
}

/** The scene of a state, kept for those shown last. */
export function tsSceneOf(params, pixels, cache) {
  const key = [params.picture, ...TS_KEYS.map((name) => params[name])].join();
  if (!cache.has(key)) {
    if (cache.size >= 24) cache.delete(cache.keys().next().value);
    cache.set(key, tsScene(params, pixels));
  }
  return cache.get(key);
}

/** The kept rows (or columns) that a window reads, from the first up. */
function tsSeen(reads, start, extent) {
  const seen = new Set();
  for (const [first, last] of reads.slice(start, start + extent)) {
    for (let k = first; k <= last; k += 1) seen.add(k);
  }
  return [...seen].sort((a, b) => a - b);
}

function tsDistinct(image, { y, x, height, width }) {
  const [rows, columns] = [new Set(), new Set()];
  for (let i = 0; i < height; i += 1) rows.add(image.slice((y + i) * TS_SIDE + x, (y + i) * TS_SIDE + x + width).join());
  for (let j = 0; j < width; j += 1) {
    columns.add(Array.from({ length: height }, (_, i) => image[(y + i) * TS_SIDE + x + j]).join());
  }
  return [rows.size, columns.size];
}

export function tsCompute(params, pixels, cache = new Map()) {
  const { kept, image, share, plane, reads } = tsSceneOf(params, pixels, cache);
  const { height, width } = params;
  const rows = tsSeen(reads[0], params.y, height);
  const columns = tsSeen(reads[1], params.x, width);
  const distinct = tsDistinct(image, params);
  const own = share(height, width);
  return {
    kept, image, rows, columns, distinct, plane,
    share: own,
    taller: share(Math.min(TS_SIDE, 2 * height), width),
    wider: share(height, Math.min(TS_SIDE, 2 * width)),
    result: [rows.length, columns.length, ...distinct, own],
  };
}

/** The rows and columns of the image in which a px of the kept picture appears. */
export function tsAppears(reads, place) {
  return reads.flatMap(([first, last], i) => (first <= place && place <= last ? [i] : []));
}

/** Pieces of consecutive numbers, as [first, last]. */
export function tsRuns(numbers) {
  const pieces = [];
  for (const number of numbers) {
    if (pieces.length && number === pieces.at(-1)[1] + 1) pieces.at(-1)[1] = number;
    else pieces.push([number, number]);
  }
  return pieces;
}

export function tsTorchCode({ picture, detail_h, detail_w, size_h, size_w, height, width, y, x }) {
  return [
    "from convbook import analysis, data",
    "from convbook.widgets.toy_sets_images import picture",
    "",
    `detail, size = (${detail_h}, ${detail_w}), (${size_h}, ${size_w})`,
    `image = data.toy_set(picture("${picture}")[None], detail, size)[0]`,
    `window = image[${y} : ${y + height}, ${x} : ${x + width}]`,
    "",
    "def read(axis, start, extent):",
    "    pairs = data.toy_reads(detail[axis], size[axis])[start : start + extent]",
    "    return len({k for first, last in pairs for k in range(first, last + 1)})",
    "",
    `rows, columns = read(0, ${y}, ${height}), read(1, ${x}, ${width})`,
    "different = [len({line.tobytes() for line in lines}) for lines in (window, window.T)]",
    `share = analysis.variation_shares(image, [${height}], [${width}])[0, 0]`,
    "result = [rows, columns, *different, float(share)]",
  ].join("\n");
}
