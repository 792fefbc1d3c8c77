// What the figure gradient-flow shows: legal parameters, the gradients both ways, the PyTorch.
import { clampDyadic, clampInt, convOutputSize, correlate2d, effectiveKernelSize } from "./core.mjs";

export const GF_RANGES = {
  height: [2, 8],
  width: [2, 8],
  kernel_h: [1, 4],
  kernel_w: [1, 4],
  stride: [1, 3],
  padding: [0, 2],
  dilation: [1, 2],
};
const GF_AXES = [["height", "kernel_h"], ["width", "kernel_w"]];

/** The number a list gets where it grows: small integers in a fixed order. */
function gfGrown(index) {
  return (((37 * index + 11) % 101) % 5) - 2;
}

function gfList(list, count) {
  const given = Array.isArray(list) ? list : [];
  return Array.from({ length: count }, (_, i) => (i < given.length ? clampDyadic(given[i]) : gfGrown(i)));
}

/** Room that is left along an axis (0 or 1) once the kernel stands in the padded input. */
export function gfRoom(params, axis) {
  const [size, kernel] = GF_AXES[axis];
  return params[size] + 2 * params.padding - effectiveKernelSize(params[kernel], params.dilation);
}

const GF_PLACES = new WeakMap();

/** Sizes as [h, w]: input, kernel, output, padded input, and the grid of the gathering view. */
export function gfPlace(params) {
  if (!GF_PLACES.has(params)) GF_PLACES.set(params, gfPlaceOf(params));
  return GF_PLACES.get(params);
}

function gfPlaceOf(params) {
  const { stride, padding, dilation } = params;
  const size = [params.height, params.width];
  const kernel = [params.kernel_h, params.kernel_w];
  const reach = kernel.map((k) => dilation * (k - 1));
  return {
    size, kernel, stride, padding, dilation,
    output: size.map((n, i) => convOutputSize(n, kernel[i], stride, padding, padding, dilation)),
    padded: size.map((n) => n + 2 * padding),
    spread: size.map((n, i) => n + reach[i]),
    before: reach.map((r) => r - padding),
  };
}

/** Legal parameters from any object; a kernel that does not fit loses dilation, then taps. */
export function normalize(params) {
  const given = Object(params);
  const sizes = {};
  for (const [name, [low, high]] of Object.entries(GF_RANGES)) sizes[name] = clampInt(given[name], low, high);
  for (const axis of [0, 1]) {
    while (gfRoom(sizes, axis) < 0) sizes[sizes.dilation > 1 ? "dilation" : GF_AXES[axis][1]] -= 1;
  }
  const { size, kernel, output } = gfPlace(sizes);
  const count = output[0] * output[1];
  return {
    ...sizes,
    view: given.view === "gather" ? "gather" : "scatter",
    loss: given.loss === "squared" ? "squared" : "numbers",
    input: gfList(given.input, size[0] * size[1]),
    weight: gfList(given.weight, kernel[0] * kernel[1]),
    gradient: gfList(given.gradient, count),
    stamps: clampInt(given.stamps, 0, count, count),
    look: clampInt(given.look, 0, size[0] * size[1] - 1),
  };
}

/** Entries of a matrix at the places they keep in another size; new ones are filled. */
function gfReshaped(list, from, to) {
  return Array.from({ length: to[0] * to[1] }, (_, index) => {
    const [row, column] = [Math.floor(index / to[1]), index % to[1]];
    return row < from[0] && column < from[1] ? list[row * from[1] + column] : gfGrown(index);
  });
}

/** Parameters of a new size: numbers keep their places, all stamps stay all stamps. */
export function gfResized(params, patch) {
  const next = { ...params, ...patch };
  const [from, to] = [gfPlace(params), gfPlace(next)];
  const [count, grown] = [from, to].map(({ output }) => output[0] * output[1]);
  return {
    ...next,
    input: gfReshaped(params.input, from.size, to.size),
    weight: gfReshaped(params.weight, from.kernel, to.kernel),
    gradient: gfReshaped(params.gradient, from.output, to.output),
    stamps: params.stamps === count ? grown : Math.min(params.stamps, grown),
    look: Math.min(params.look, to.size[0] * to.size[1] - 1),
  };
}

/** The value at a padded place of the input: 0 in the padding. */
export function gfValueAt(params, row, column) {
  const [y, x] = [row - params.padding, column - params.padding];
  const inside = y >= 0 && x >= 0 && y < params.height && x < params.width;
  return inside ? params.input[y * params.width + x] : 0;
}

/** Stamp after stamp: each of the first `count` gradients adds a copy of the kernel, and of its window. */
function gfScatter(params, place, gradient, count) {
  const grad_x = new Array(place.padded[0] * place.padded[1]).fill(0);
  const grad_w = new Array(params.weight.length).fill(0);
  for (let index = 0; index < count; index += 1) {
    const e = gradient[index];
    const [u, v] = [Math.floor(index / place.output[1]), index % place.output[1]];
    params.weight.forEach((tap, i) => {
      const row = u * place.stride + Math.floor(i / place.kernel[1]) * place.dilation;
      const column = v * place.stride + (i % place.kernel[1]) * place.dilation;
      grad_x[row * place.padded[1] + column] += tap * e;
      grad_w[i] += gfValueAt(params, row, column) * e;
    });
  }
  return { grad_x, grad_w };
}

/** What stands at a cell of the gathering grid: the output whose gradient it is, "zero" or "pad". */
export function gfSpreadAt(place, row, column) {
  const at = [row - place.before[0], column - place.before[1]];
  const last = place.output.map((n) => (n - 1) * place.stride);
  if (at.some((z, i) => z < 0 || z > last[i])) return "pad";
  return at.some((z) => z % place.stride) ? "zero" : (at[0] / place.stride) * place.output[1] + at[1] / place.stride;
}

function gfSum(numbers) {
  return numbers.reduce((total, n) => total + n, 0);
}

function gfMacs(params, place) {
  const taps = params.weight.length;
  const { padding, stride, dilation } = place;
  const options = { stride: [stride, stride], padding: [padding, padding], dilation: [dilation, dilation] };
  const ones = (count) => new Array(count).fill(1);
  const touched = correlate2d(ones(params.input.length), place.size, ones(taps), place.kernel, options).output;
  const each = place.output[0] * place.output[1] * taps;
  return [each, each, each, params.input.length * taps, gfSum(Array.from(touched))];
}

export function compute(params) {
  const place = gfPlace(params);
  const { padding, stride, dilation } = place;
  const options = { stride: [stride, stride], padding: [padding, padding], dilation: [dilation, dilation] };
  const y = Array.from(correlate2d(params.input, place.size, params.weight, place.kernel, options).output);
  const squared = params.loss === "squared";
  const e = squared ? y : params.gradient;
  const spread = Array.from({ length: place.spread[0] * place.spread[1] }, (_, i) => {
    const found = gfSpreadAt(place, Math.floor(i / place.spread[1]), i % place.spread[1]);
    return typeof found === "number" ? e[found] : 0;
  });
  const turned = [...params.weight].reverse();
  const gathered = correlate2d(spread, place.spread, turned, place.kernel, { dilation: [dilation, dilation] });
  const grad_x = Array.from(gathered.output);
  const { grad_w } = gfScatter(params, place, e, e.length);
  const laid = gfScatter(params, place, e, params.stamps);
  const loss = gfSum(y.map((value, i) => value * e[i])) / (squared ? 2 : 1);
  return {
    y, e, loss, grad_w, spread, grad_x, turned,
    grad_b: gfSum(e),
    laid_x: laid.grad_x,
    laid_w: laid.grad_w,
    sizes: [...place.output, ...place.spread],
    macs: gfMacs(params, place),
    result: [...grad_x, ...grad_w, gfSum(e)],
  };
}

function gfRows(list, columns) {
  const rows = Array.from({ length: list.length / columns }, (_, i) => `[${list.slice(i * columns, (i + 1) * columns).join(", ")}]`);
  return `[${rows.join(",\n    ")}]`;
}

export function torchCode(params) {
  const place = gfPlace(params);
  const tensor = (list, columns) => `torch.tensor(\n    ${gfRows(list, columns)}, dtype=torch.float64\n)`;
  const leaf = (list, columns) => `${tensor(list, columns)}[None, None].requires_grad_()`;
  const numbers = [`e = ${tensor(params.gradient, place.output[1])}`, "loss = (e * y).sum()  # its gradient at y is e"];
  const squared = ["loss = (y**2).sum() / 2  # its gradient at y is y"];
  return [
    "import torch",
    "import torch.nn.functional as F",
    "",
    `x = ${leaf(params.input, params.width)}`,
    `w = ${leaf(params.weight, params.kernel_w)}`,
    "b = torch.zeros(1, dtype=torch.float64, requires_grad=True)",
    `y = F.conv2d(x, w, b, stride=${place.stride}, padding=${place.padding}, dilation=${place.dilation})`,
    ...(params.loss === "squared" ? squared : numbers),
    "loss.backward()",
    "result = [g for t in (x, w, b) for g in t.grad.flatten().tolist()]",
  ].join("\n");
}
