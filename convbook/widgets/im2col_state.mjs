// What the figure im2col shows: legal parameters, the lowered matrix, the product, the PyTorch.
import { clampDyadic, clampInt, convOutputSize, effectiveKernelSize } from "./core.mjs";
import { costCurves } from "./im2col_cost.mjs";

export const IM2COL_RANGES = {
  height: [1, 8],
  width: [1, 8],
  in_channels: [1, 3],
  out_channels: [1, 3],
  kernel_h: [1, 4],
  kernel_w: [1, 4],
  stride: [1, 3],
  padding: [0, 2],
  dilation: [1, 2],
};
export const LAYER_RANGES = {
  layer_size: [1, 512],
  layer_in: [1, 512],
  layer_out: [1, 512],
  layer_kernel: [1, 31],
  layer_stride: [1, 3],
};
const AXES = [["height", "kernel_h"], ["width", "kernel_w"]];

/** The number a list gets where it grows: small integers in a fixed order. */
function grownEntry(index) {
  return (((37 * index + 11) % 101) % 5) - 2;
}

function exactList(list, count) {
  const given = Array.isArray(list) ? list : [];
  return Array.from({ length: count }, (_, i) => (i < given.length ? clampDyadic(given[i]) : grownEntry(i)));
}

/** Room along an axis (0: rows) once the kernel stands in the padded input. */
function spareRoom(params, axis) {
  const [size, kernel] = AXES[axis];
  return params[size] + 2 * params.padding - effectiveKernelSize(params[kernel], params.dilation);
}

/** Whether the kernel fits into the padded input along both axes. */
export function kernelFits(params) {
  return spareRoom(params, 0) >= 0 && spareRoom(params, 1) >= 0;
}

/** Legal parameters from any object; a kernel that does not fit loses dilation, then taps. */
export function normalize(params) {
  const given = Object(params);
  const sizes = {};
  for (const [name, [low, high]] of Object.entries(IM2COL_RANGES)) sizes[name] = clampInt(given[name], low, high);
  if (!kernelFits(sizes)) sizes.dilation = 1;
  AXES.forEach(([, kernel], axis) => {
    while (spareRoom(sizes, axis) < 0) sizes[kernel] -= 1;
  });
  const layer = {};
  for (const [name, [low, high]] of Object.entries(LAYER_RANGES)) layer[name] = clampInt(given[name], low, high);
  const place = loweringOf(sizes);
  return {
    ...sizes,
    input: exactList(given.input, place.channels * place.height * place.width),
    weight: exactList(given.weight, place.filters * place.taps),
    look: clampInt(given.look, 0, place.filters * place.patches - 1),
    ...layer,
    layer_ready: given.layer_ready === true,
  };
}

/**
 * Where everything lies: sizes, and for every entry of the lowered matrix, row by row, the flat
 * index (channel, row, column) of the square of the padded input that it copies.
 */
export function loweringOf(params) {
  const { in_channels: channels, out_channels: filters, height, width, kernel_h: kh, kernel_w: kw } = params;
  const { stride, padding, dilation } = params;
  const [rows, columns] = [height + 2 * padding, width + 2 * padding];
  const oh = convOutputSize(height, kh, stride, padding, padding, dilation);
  const ow = convOutputSize(width, kw, stride, padding, padding, dilation);
  const [taps, patches] = [channels * kh * kw, oh * ow];
  const from = new Int32Array(taps * patches);
  for (let k = 0; k < taps; k += 1) {
    const [c, a, b] = [Math.floor(k / (kh * kw)), Math.floor(k / kw) % kh, k % kw];
    for (let n = 0; n < patches; n += 1) {
      const y = Math.floor(n / ow) * stride + a * dilation;
      from[k * patches + n] = (c * rows + y) * columns + (n % ow) * stride + b * dilation;
    }
  }
  return { channels, filters, height, width, kh, kw, padding, rows, columns, oh, ow, taps, patches, from };
}

/** A square of the padded input as [channel, row, column]; rows and columns count from the padding. */
export function squareAt(place, index) {
  const { rows, columns } = place;
  return [Math.floor(index / (rows * columns)), Math.floor(index / columns) % rows, index % columns];
}

/** Whether a square of the padded input is padding. */
export function isPadding(place, index) {
  const [, y, x] = squareAt(place, index);
  const { padding, height, width } = place;
  return y < padding || x < padding || y >= padding + height || x >= padding + width;
}

/** Index within the input list of a square that is no padding. */
export function inputIndex(place, index) {
  const [c, y, x] = squareAt(place, index);
  return (c * place.height + y - place.padding) * place.width + x - place.padding;
}

/** The lowered matrix, row by row. */
export function loweredMatrix(params, place) {
  return Array.from(place.from, (index) => (isPadding(place, index) ? 0 : params.input[inputIndex(place, index)]));
}

/** The product of the weight's matrix and the lowered one, row by row. */
export function productMatrix(params, place, lowered) {
  const { filters, taps, patches } = place;
  const output = new Array(filters * patches).fill(0);
  for (let o = 0; o < filters; o += 1) {
    for (let k = 0; k < taps; k += 1) {
      const weight = params.weight[o * taps + k];
      for (let n = 0; n < patches; n += 1) output[o * patches + n] += weight * lowered[k * patches + n];
    }
  }
  return output.map((sum) => sum + 0);
}

/** How many entries of the matrix copy each pixel of one channel. */
export function copyCounts(place) {
  const counts = new Array(place.height * place.width).fill(0);
  const last = place.kh * place.kw * place.patches;
  for (const index of place.from.subarray(0, last)) if (!isPadding(place, index)) counts[inputIndex(place, index)] += 1;
  return counts;
}

export function compute(params) {
  const place = loweringOf(params);
  const columns = loweredMatrix(params, place);
  return {
    output: productMatrix(params, place, columns),
    shape: [place.filters, place.oh, place.ow],
    lowered: [place.taps, place.patches],
    columns,
    copies: copyCounts(place),
    ...costCurves(params),
  };
}

/** The parameters after a change of sizes: numbers stay at their places, new ones are filled in. */
export function resizedLowering(params, patch) {
  const next = { ...params, ...patch };
  const [from, to] = [loweringOf(params), loweringOf(next)];
  const shapes = (place) => [
    [place.channels, place.height, place.width],
    [place.filters, place.channels, place.kh, place.kw],
  ];
  const [input, weight] = ["input", "weight"].map((name, i) => moved(params[name], shapes(from)[i], shapes(to)[i]));
  const filter = Math.min(Math.floor(params.look / from.patches), to.filters - 1);
  const row = Math.min(Math.floor((params.look % from.patches) / from.ow), to.oh - 1);
  const column = Math.min((params.look % from.patches) % from.ow, to.ow - 1);
  return { ...next, input, weight, look: filter * to.patches + row * to.ow + column };
}

function moved(list, from, to) {
  return Array.from({ length: to.reduce((total, n) => total * n, 1) }, (_, index) => {
    let [rest, old, step] = [index, 0, 1];
    for (let axis = to.length - 1; axis >= 0; axis -= 1) {
      const at = rest % to[axis];
      rest = (rest - at) / to[axis];
      if (at >= from[axis]) return grownEntry(index);
      old += at * step;
      step *= from[axis];
    }
    return list[old];
  });
}

function listed(numbers, width) {
  const lines = [];
  for (let i = 0; i < numbers.length; i += width) lines.push(numbers.slice(i, i + width).join(", "));
  return `[\n    ${lines.join(",\n    ")},\n]`;
}

export function torchCode(params) {
  const { channels, filters, height, width, kh, kw, oh, ow } = loweringOf(params);
  const { stride, padding, dilation } = params;
  return [
    "import torch",
    "import torch.nn.functional as F",
    "",
    `x = torch.tensor(${listed(params.input, width)}, dtype=torch.float64).reshape(1, ${channels}, ${height}, ${width})`,
    `weight = torch.tensor(${listed(params.weight, kw)}, dtype=torch.float64).reshape(${filters}, ${channels}, ${kh}, ${kw})`,
    `columns = F.unfold(x, (${kh}, ${kw}), dilation=${dilation}, padding=${padding}, stride=${stride})`,
    `result = (weight.flatten(1) @ columns).unflatten(2, (${oh}, ${ow}))`,
  ].join("\n");
}
