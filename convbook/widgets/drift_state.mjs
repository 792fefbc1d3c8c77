// The figure drift: legal parameters, the layers, the way of the centre of mass, the PyTorch code.
import { clampInt } from "./core.mjs";

export const DR_SIZE = 64;
export const DR_DEEPEST = 40;
export const DR_KERNELS = ["C2", "C2sp", "C3", "C4", "C4sp", "C5"];
export const DR_CORNERS = ["bottom right", "bottom left", "top right", "top left", "alternating"];
export const DR_IMAGES = ["framed", "photo", "brain", "disc", "pixel"];
const DR_FINEST = 2 ** 24;

export function drNormalize(params) {
  const given = params ?? {};
  const one = (names, value) => (names.includes(value) ? value : names[0]);
  return {
    depth: clampInt(given.depth, 0, DR_DEEPEST, 16),
    kernel: one(DR_KERNELS, given.kernel),
    corner: one(DR_CORNERS, given.corner),
    image: one(DR_IMAGES, given.image),
    y: clampInt(given.y, 0, DR_SIZE - 1, 24),
    x: clampInt(given.x, 0, DR_SIZE - 1, 24),
  };
}

/** Does it matter where the larger padding lies? */
export function drOneSided(kernel) {
  return kernel === "C2" || kernel === "C4";
}

/** Padding [[top, bottom], [left, right]] of one layer of C2 to C5. */
export function drSides(kernel, corner, index) {
  const size = Number(kernel[1]);
  const pair = [Math.floor((size - 1) / 2), Math.floor(size / 2)];
  const turned = [pair[1], pair[0]];
  const place = corner === "alternating" ? DR_CORNERS[index % 2 ? 3 : 0] : corner;
  return [place.startsWith("bottom") ? pair : turned, place.endsWith("right") ? pair : turned];
}

/** Taps along one axis, as [offset, weight]: those of the four groups together for C2sp and C4sp. */
function drTaps(kernel, [before, after]) {
  if (!kernel.endsWith("sp")) return Array.from({ length: before + after + 1 }, (_, i) => [i - before, 1]);
  const half = Number(kernel[1]) / 2;
  return Array.from({ length: 2 * half + 1 }, (_, i) => [i - half, i === 0 || i === 2 * half ? 1 : 2]);
}

/** Add the image to `sums`, `weight` times and shifted so that each pixel reads `offset` further on. */
function drAdd(sums, image, rows, columns, weight) {
  const [x0, x1] = [Math.max(0, -columns), Math.min(DR_SIZE, DR_SIZE - columns)];
  for (let y = Math.max(0, -rows); y < Math.min(DR_SIZE, DR_SIZE - rows); y += 1) {
    let from = (y + rows) * DR_SIZE + x0 + columns;
    for (let to = y * DR_SIZE + x0; to < y * DR_SIZE + x1; to += 1, from += 1) sums[to] += weight * image[from];
  }
}

/** One layer: sums of multiples of 2^-24 are exact, so their order does not matter. */
function drLayer(image, kernel, corner, index) {
  const [rows, columns] = drSides(kernel, corner, index).map((pair) => drTaps(kernel, pair));
  const across = new Float64Array(image.length);
  for (const [offset, weight] of columns) drAdd(across, image, 0, offset, weight);
  const sums = new Float64Array(image.length);
  for (const [offset, weight] of rows) drAdd(sums, across, offset, 0, weight);
  const total = (taps) => taps.reduce((sum, [, weight]) => sum + weight, 0);
  const number = total(rows) * total(columns);
  for (let i = 0; i < sums.length; i += 1) sums[i] = Math.floor((sums[i] / number) * DR_FINEST + 0.5) / DR_FINEST;
  return sums;
}

/** Sum of an image, and its centre of mass. */
function drCentre(image) {
  let [total, rows, columns] = [0, 0, 0];
  for (let y = 0, i = 0; y < DR_SIZE; y += 1) {
    for (let x = 0; x < DR_SIZE; x += 1, i += 1) {
      total += image[i];
      rows += y * image[i];
      columns += x * image[i];
    }
  }
  return { total, y: rows / total, x: columns / total };
}

/** The maps and centres of layers 0 to `depth`, kept for the kernels shown last. */
export function drLayers({ kernel, corner, image }, bytes, depth, kept) {
  const key = [image, kernel, drOneSided(kernel) ? corner : ""].join();
  if (!kept.has(key)) {
    if (kept.size >= 12) kept.delete(kept.keys().next().value);
    const first = Float64Array.from(bytes);
    kept.set(key, { maps: [first], centres: [drCentre(first)] });
  }
  const { maps, centres } = kept.get(key);
  while (maps.length <= depth) {
    maps.push(drLayer(maps.at(-1), kernel, corner, maps.length - 1));
    centres.push(drCentre(maps.at(-1)));
  }
  return { maps, centres };
}

/** How far the layers read before and after a pixel, along rows and columns. */
function drReaches({ kernel, corner, depth }) {
  if (kernel.endsWith("sp")) {
    const most = (Number(kernel[1]) / 2) * depth;
    return [[most, most], [most, most]];
  }
  const sums = [[0, 0], [0, 0]];
  for (let index = 0; index < depth; index += 1) {
    drSides(kernel, corner, index).forEach((pair, axis) => pair.forEach((pad, side) => (sums[axis][side] += pad)));
  }
  return sums;
}

function drClipped(places, reach) {
  return places.flatMap((place, axis) => [Math.max(0, place - reach[axis][0]), Math.min(DR_SIZE - 1, place + reach[axis][1])]);
}

export function drCompute(params, bytes, kept = new Map()) {
  const { maps, centres } = drLayers(params, bytes, params.depth, kept);
  const way = centres.slice(0, params.depth + 1);
  const [start, end] = [way[0], way.at(-1)];
  const reach = drReaches(params);
  const places = [params.y, params.x];
  return {
    output: maps[params.depth],
    start: [start.y, start.x],
    path_y: way.map(({ y }) => y - start.y),
    path_x: way.map(({ x }) => x - start.x),
    moved: [end.y - start.y, end.x - start.x],
    predicted: reach.map(([before, after]) => (before - after) / 2),
    kept: end.total / start.total,
    reads: drClipped(places, reach),
    readers: drClipped(places, reach.map(([before, after]) => [after, before])),
  };
}

function drPadding({ kernel, corner }) {
  const size = Number(kernel[1]);
  if (kernel.endsWith("sp")) {
    return [`    padded = ops.symmetric_pad2d(x.expand(1, 4, ${DR_SIZE}, ${DR_SIZE}), ${size})`, `torch.ones(1, 4, ${size}, ${size})`];
  }
  const torchOrder = (index) => drSides(kernel, corner, index).reverse().flat().join(", ");
  const one = `(${torchOrder(0)})`;
  const sides = corner === "alternating" && drOneSided(kernel) ? `[${one}, (${torchOrder(1)})][layer % 2]` : one;
  return [`    padded = F.pad(x, ${sides})  # left, right, top, bottom`, `torch.ones(1, 1, ${size}, ${size})`];
}

export function drTorchCode(params) {
  const [padding, weight] = drPadding(params);
  return [
    "import torch",
    "import torch.nn.functional as F",
    "from convbook import ops",
    "from convbook.widgets.drift_images import pixels",
    "",
    `x = torch.tensor(pixels("${params.image}")).double()[None, None]`,
    `ones = ${weight}.double()`,
    `for layer in range(${params.depth}):`,
    padding,
    "    mean = F.conv2d(padded, ones) / ones.numel()",
    "    x = torch.floor(mean * 2**24 + 0.5) / 2**24  # so that sums stay exact",
    "result = x",
  ].join("\n");
}
