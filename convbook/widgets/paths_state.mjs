// What the figure paths shows: legal states, all paths between a pixel and an output, PyTorch.
import { clampDyadic, clampInt } from "./core.mjs";

export const PTH_OUTPUTS = 3;
const PTH_SIDE = 5; // most layers, most taps
const PTH_MOST_INPUTS = 23;
const PTH_CHANGES = ["none", "one", "moved"];

/** Taps of each layer: one where a layer is replaced by a single tap. */
export function pthTaps({ layers, taps, change, layer }) {
  return Array.from({ length: layers }, (_, l) => (change === "one" && l === layer - 1 ? 1 : taps));
}

/** Units of each level, the pixels first. */
export function pthSizes(params) {
  const reach = pthTaps(params).map((t) => t - 1);
  return Array.from({ length: params.layers + 1 }, (_, level) => PTH_OUTPUTS + reach.slice(level).reduce((a, b) => a + b, 0));
}

export function pthNormalize(params) {
  const given = Object(params);
  const list = (values, count, limit) => Array.from({ length: count }, (_, i) => clampDyadic(Array.isArray(values) ? values[i] : 0, limit));
  const layers = clampInt(given.layers, 2, PTH_SIDE, 3);
  const taps = clampInt(given.taps, 2, PTH_SIDE, 3);
  const legal = {
    layers,
    taps,
    weights: list(given.weights, PTH_SIDE * PTH_SIDE, 9),
    change: PTH_CHANGES.includes(given.change) ? given.change : "none",
    layer: clampInt(given.layer, 1, layers, 1),
    tap: clampInt(given.tap, 0, taps - 1),
    offsets: list(given.offsets, PTH_SIDE, 4),
    relu: given.relu === true,
    input: list(given.input, PTH_MOST_INPUTS, 9),
    output: clampInt(given.output, 0, PTH_OUTPUTS - 1),
  };
  const pixel = clampInt(given.pixel, 0, pthSizes(legal)[0] - 1);
  const count = pthSpread(legal, pthOnes(legal), null)[pixel];
  return { ...legal, pixel, path: clampInt(given.path, 0, count) };
}

/** W_1 .. W_n as they were typed. */
export function pthAtRest({ layers, taps, weights }) {
  return Array.from({ length: layers }, (_, l) => weights.slice(l * PTH_SIDE, l * PTH_SIDE + taps));
}

/** Where each tap of the moved layer reads the weights, inside the kernel. */
export function pthPlaces({ taps, offsets }) {
  return Array.from({ length: taps }, (_, k) => Math.min(taps - 1, Math.max(0, k + offsets[k])));
}

/** A row of weights read at a place, linearly between two of them. */
export function pthRead(row, place) {
  const low = Math.min(Math.floor(place), row.length - 2);
  return row[low] * (1 - (place - low)) + row[low + 1] * (place - low);
}

/** The weights with the chosen layer replaced by its single tap, or its taps moved. */
export function pthInUse(params) {
  const rows = pthAtRest(params);
  const m = params.layer - 1;
  if (params.change === "one") rows[m] = [rows[m][params.tap]];
  if (params.change === "moved") rows[m] = pthPlaces(params).map((place) => pthRead(rows[m], place));
  return rows;
}

/** The input and the output of every layer, each of which reads through a ReLU. */
function pthValues(params, kernels, sizes) {
  const maps = [params.input.slice(0, sizes[0])];
  kernels.forEach((kernel, l) => {
    const below = maps[l].map((x) => Math.max(x, 0));
    maps.push(Array.from({ length: sizes[l + 1] }, (_, u) => kernel.reduce((sum, w, k) => sum + w * below[u + k], 0)));
  });
  return maps;
}

function pthOnes(params) {
  return pthTaps(params).map((t) => new Array(t).fill(1));
}

/** Sums over paths from the output to every unit of every level, the pixels first. */
function pthFlows(params, kernels, maps) {
  const sizes = pthSizes(params);
  const flows = sizes.map((size) => new Array(size).fill(0));
  flows[params.layers][params.output] = 1;
  for (let level = params.layers; level > 0; level -= 1) {
    flows[level].forEach((flow, u) => {
      if (flow) kernels[level - 1].forEach((w, k) => (flows[level - 1][u + k] += flow * w));
    });
    if (maps) maps[level - 1].forEach((x, u) => x > 0 || (flows[level - 1][u] = 0));
  }
  return flows;
}

function pthSpread(params, kernels, maps) {
  return pthFlows(params, kernels, maps)[0];
}

/** Every path: taps k_1 .. k_n, units from the pixel to the output, product, and where it is shut. */
function pthList(params, kernels, maps) {
  const counts = pthTaps(params);
  const found = [];
  const go = (level, unit, taps, units, product, shut) => {
    if (level === 0) {
      if (unit === params.pixel) found.push({ taps, units, product, shut });
      return;
    }
    for (let k = 0; k < counts[level - 1]; k += 1) {
      const next = unit + k;
      const closed = maps && maps[level - 1][next] <= 0 ? level - 1 : null;
      go(level - 1, next, [k, ...taps], [next, ...units], product * kernels[level - 1][k], shut ?? closed);
    }
  };
  go(params.layers, params.output, [], [params.output], 1, null);
  return found;
}

/** R(i; j + k, k) for every tap k of the replaced layer. */
function pthParts(params) {
  if (params.change !== "one" || params.relu) return [];
  const rows = pthAtRest(params);
  const m = params.layer - 1;
  return rows[m].map((w, k) => {
    const kernels = rows.map((row, l) => (l === m ? [w] : row));
    return pthSpread({ ...params, output: 0 }, kernels, null)[params.pixel - params.output - k] ?? 0;
  });
}

/** All that the views draw. */
export function pthSeen(params) {
  const kernels = pthInUse(params);
  const sizes = pthSizes(params);
  const maps = params.relu ? pthValues(params, kernels, sizes) : null;
  const rest = params.change === "one" ? [] : pthSpread(params, pthAtRest(params), null);
  return {
    sizes,
    kernels,
    maps,
    rest,
    field: pthSpread(params, kernels, maps),
    counts: pthSpread(params, pthOnes(params), null),
    open: pthSpread(params, pthOnes(params), maps),
    paths: pthList(params, kernels, maps),
    parts: pthParts(params),
  };
}

export function pthCompute(params) {
  const seen = pthSeen(params);
  return {
    output: seen.field,
    rest: seen.rest,
    counts: seen.counts,
    open: seen.open,
    kernels: seen.kernels.flat(),
    paths: seen.paths.flatMap((path) => path.taps),
    products: seen.paths.map((path) => path.product),
    alive: seen.paths.map((path) => (path.shut === null ? 1 : 0)),
    parts: seen.parts,
    maps: (seen.maps ?? []).flat(),
  };
}

export function pthTorchCode(params) {
  const { layer, tap, taps, change, relu, output } = params;
  const row = (values) => `torch.tensor([${values.join(", ")}], dtype=torch.float64)`;
  const m = layer - 1;
  const lines = [
    "import torch",
    "import torch.nn.functional as F",
    "",
    "kernels = [  # layer 1, next to the pixels, first",
    ...pthAtRest(params).map((weights) => `    ${row(weights)},`),
    "]",
  ];
  if (change === "one") lines.push(`kernels[${m}] = kernels[${m}][${tap}:${tap + 1}]  # layer ${layer}: tap ${tap} alone`);
  if (change === "moved") {
    lines.push(
      `offsets = ${row(params.offsets.slice(0, taps))}`,
      `places = (torch.arange(${taps}) + offsets).clamp(0, ${taps - 1})`,
      `low = places.floor().long().clamp(max=${taps - 2})`,
      `kernels[${m}] = kernels[${m}][low] * (1 - (places - low)) + kernels[${m}][low + 1] * (places - low)`,
    );
  }
  const size = pthSizes(params)[0];
  const start = relu ? `torch.tensor([${params.input.slice(0, size).join(", ")}], dtype=torch.float64, requires_grad=True)` : `torch.zeros(${size}, dtype=torch.float64, requires_grad=True)`;
  return [
    ...lines,
    `pixels = ${start}`,
    "maps = pixels[None, None]",
    "for kernel in kernels:",
    `    maps = F.conv1d(maps${relu ? ".relu()" : ""}, kernel[None, None])`,
    `maps[0, 0, ${output}].backward()`,
    "result = pixels.grad  # R(i; j) for every pixel i",
  ].join("\n");
}
