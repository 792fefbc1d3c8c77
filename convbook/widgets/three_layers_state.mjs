// What the figure three-layers shows: legal states, paths between one unit and all others, PyTorch.
import { clampInt } from "./core.mjs";

export const TL_MOST_RATE = [0, 9, 9, 9, 6, 5]; // by kernel
export const TL_MOST_SIZE = 61;
const TL_PADDINGS = ["keep", "one", "none"];

export function tlRates(params) {
  return [params.rate_1, params.rate_2, params.rate_3];
}

/** Zeros before and after each map that the next layer adds. */
export function tlPads(params) {
  if (params.padding !== "keep") return [0, 1, 2].map(() => (params.padding === "one" ? [1, 1] : [0, 0]));
  return tlRates(params).map((rate) => {
    const total = (params.kernel - 1) * rate;
    return [Math.floor(total / 2), total - Math.floor(total / 2)];
  });
}

/** Sides of the image and the maps, all relative to that of the image. */
function tlSteps(params) {
  const steps = [0];
  tlPads(params).forEach(([a, b], i) => steps.push(steps[i] + a + b - (params.kernel - 1) * tlRates(params)[i]));
  return steps;
}

/** The least image that all three layers fit. */
export function tlLeastSize(params) {
  return 1 - Math.min(...tlSteps(params));
}

export function tlSizes(params) {
  return tlSteps(params).map((step) => params.size + step);
}

/** Where unit 0 of each map stands over the image, by the middle of its field. */
export function tlShifts(params) {
  const pads = tlPads(params);
  const shifts = [0];
  tlRates(params).forEach((rate, i) => shifts.push(shifts[i] - pads[i][0] + ((params.kernel - 1) * rate) / 2));
  return shifts;
}

export function normalize(params) {
  const given = Object(params);
  const kernel = clampInt(given.kernel, 1, 5, 3);
  const rate = (name) => clampInt(given[name], 1, TL_MOST_RATE[kernel], 1);
  const state = { rate_1: rate("rate_1"), rate_2: rate("rate_2"), rate_3: rate("rate_3"), kernel };
  state.padding = TL_PADDINGS.includes(given.padding) ? given.padding : "keep";
  state.size = clampInt(given.size, tlLeastSize(state), TL_MOST_SIZE, 17);
  state.size = Math.max(state.size, tlLeastSize(state));
  state.layer = clampInt(given.layer, 0, 3, 3);
  const last = tlSizes(state)[state.layer] - 1;
  const { rate_1, rate_2, rate_3, size, padding, layer } = state;
  return { rate_1, rate_2, rate_3, kernel, size, padding, layer, row: clampInt(given.row, 0, last), column: clampInt(given.column, 0, last) };
}

/** Places in the map below that a unit of `level` reads, padding included. */
export function tlTaps(params, level, unit) {
  const [before] = tlPads(params)[level - 1];
  const rate = tlRates(params)[level - 1];
  return Array.from({ length: params.kernel }, (_, a) => unit - before + a * rate);
}

/** Paths between the unit looked at and every unit of every level, along one axis. */
export function tlPaths(params, unit) {
  const sizes = tlSizes(params);
  const { layer, kernel } = params;
  const rates = tlRates(params);
  const pads = tlPads(params);
  const lines = sizes.map((size) => new Array(size).fill(0));
  lines[layer][unit] = 1;
  for (let level = layer; level > 0; level -= 1) {
    const [from, to] = [lines[level], lines[level - 1]];
    for (let u = 0; u < from.length; u += 1) {
      if (!from[u]) continue;
      for (let a = 0; a < kernel; a += 1) {
        const tap = u - pads[level - 1][0] + a * rates[level - 1];
        if (tap >= 0 && tap < to.length) to[tap] += from[u];
      }
    }
  }
  for (let level = layer + 1; level <= 3; level += 1) {
    const [from, to] = [lines[level - 1], lines[level]];
    for (let u = 0; u < to.length; u += 1) {
      for (let a = 0; a < kernel; a += 1) to[u] += from[u - pads[level - 1][0] + a * rates[level - 1]] ?? 0;
    }
  }
  return lines;
}

/** What the views draw; `compute` adds the counts of the whole image. */
export function tlSeen(params) {
  const { kernel, layer } = params;
  const rows = tlPaths(params, params.row);
  const columns = tlPaths(params, params.column);
  const fields = [1];
  tlRates(params).forEach((rate, i) => fields.push(fields[i] + (kernel - 1) * rate));
  const start = -tlPads(params).slice(0, layer).reduce((sum, [before]) => sum + before, 0);
  const ends = (at) => [at + start, at + start + fields[layer] - 1];
  const lit = (line) => line.filter(Boolean).length;
  const sum = (line) => line.reduce((total, n) => total + n, 0);
  const inside = (unit) => tlTaps(params, layer, unit).filter((tap) => tap >= 0 && tap < tlSizes(params)[layer - 1]).length;
  const taps = layer ? kernel * kernel : 0;
  return {
    sizes: tlSizes(params),
    fields,
    region: [...ends(params.row), ...ends(params.column)],
    rows,
    columns,
    read: rows.map((line, l) => lit(line) * lit(columns[l])),
    most: rows.map((line, l) => Math.max(...line) * Math.max(...columns[l])),
    taps: [taps, layer ? taps - inside(params.row) * inside(params.column) : 0],
    paths: [kernel ** (2 * layer), layer ? sum(rows[0]) * sum(columns[0]) : 1],
  };
}

export function compute(params) {
  const seen = tlSeen(params);
  const output = seen.rows[0].flatMap((r) => seen.columns[0].map((c) => r * c));
  return { output, ...seen, rows: seen.rows.flat(), columns: seen.columns.flat() };
}

export function torchCode(params) {
  const { kernel, size, layer, row, column } = params;
  const layers = tlRates(params).map((rate, i) => {
    const [before, after] = tlPads(params)[i];
    const conv = (padding) => `nn.Conv2d(1, 1, ${kernel}, padding=${padding}, dilation=${rate}, bias=False)`;
    if (before === after) return `    ${conv(before)},`;
    const pad = `nn.ZeroPad2d((${before}, ${after}, ${before}, ${after}))`;
    return `    nn.Sequential(${pad}, ${conv(0)}),`;
  });
  return [
    "import torch",
    "from torch import nn",
    "",
    "net = nn.Sequential(",
    ...layers,
    ")",
    "for weight in net.parameters():",
    "    nn.init.ones_(weight)",
    `image = torch.zeros(1, 1, ${size}, ${size}, requires_grad=True)`,
    `maps = net[:${layer}](image)  # the output of layer ${layer}${layer ? "" : ", the image itself"}`,
    `maps[0, 0, ${row}, ${column}].backward()`,
    "result = image.grad  # paths from every px to that unit",
  ].join("\n");
}
