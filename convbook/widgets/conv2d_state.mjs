// What the figure conv2d shows: legal parameters, where windows lie, the numbers, the PyTorch.
import { clampDyadic, clampInt, convOutputSize, correlate2d, decodeBytes, effectiveKernelSize } from "./core.mjs";

export const CONV2D_RANGES = {
  height: [3, 10],
  width: [3, 10],
  in_channels: [1, 3],
  out_channels: [1, 3],
  kernel_h: [1, 5],
  kernel_w: [1, 5],
  stride_h: [1, 4],
  stride_w: [1, 4],
  padding_h: [0, 3],
  padding_w: [0, 3],
  dilation_h: [1, 3],
  dilation_w: [1, 3],
};
export const PHOTO_SIZES = { astronaut: [64, 64], chelsea: [64, 96] };
const SHRINK = 4;
const PIXEL_LIMIT = 255;
const SIZE_OF = { h: "height", w: "width" };

/** The number a list gets where it grows: small integers in a fixed order. */
function grown(index) {
  return (((37 * index + 11) % 101) % 5) - 2;
}

function sizedList(list, count, limit) {
  const given = Array.isArray(list) ? list : [];
  return Array.from({ length: count }, (_, i) => (i < given.length ? clampDyadic(given[i], limit) : grown(i)));
}

/** Room that is left along an axis ("h" or "w") once the kernel stands in the padded input. */
export function roomLeft(params, axis) {
  const extent = effectiveKernelSize(params[`kernel_${axis}`], params[`dilation_${axis}`]);
  return params[SIZE_OF[axis]] + 2 * params[`padding_${axis}`] - extent;
}

/** Legal parameters from any object; a kernel that does not fit loses dilation, then taps. */
export function normalize(params) {
  const given = Object(params);
  const source = given.source === "photo" ? "photo" : "numbers";
  const photo = Object.hasOwn(PHOTO_SIZES, String(given.photo)) ? String(given.photo) : "astronaut";
  const sizes = {};
  for (const [name, [low, high]] of Object.entries(CONV2D_RANGES)) {
    sizes[name] = clampInt(given[name], low, high);
  }
  for (const axis of ["h", "w"]) {
    while (roomLeft(sizes, axis) < 0) {
      sizes[`${sizes[`dilation_${axis}`] > 1 ? "dilation" : "kernel"}_${axis}`] -= 1;
    }
  }
  const place = geometryOf(sizes);
  const [rows, columns] = PHOTO_SIZES[photo];
  return {
    source,
    photo,
    photo_y: clampInt(given.photo_y, 0, rows - sizes.height),
    photo_x: clampInt(given.photo_x, 0, columns - sizes.width),
    ...sizes,
    input: sizedList(given.input, product(place.input), PIXEL_LIMIT),
    weight: sizedList(given.weight, product(place.weight)),
    bias: sizedList(given.bias, sizes.out_channels),
    look: clampInt(given.look, 0, product(place.output) - 1),
  };
}

export function product(numbers) {
  return numbers.reduce((total, n) => total * n, 1);
}

/** Shapes of input, weight and output; stride, padding, dilation and padded size as [h, w]. */
export function geometryOf(params) {
  const pair = (name) => [params[`${name}_h`], params[`${name}_w`]];
  const [kernel, stride, padding, dilation] = ["kernel", "stride", "padding", "dilation"].map(pair);
  const size = [params.height, params.width];
  const out = [0, 1].map((i) => convOutputSize(size[i], kernel[i], stride[i], padding[i], padding[i], dilation[i]));
  return {
    input: [params.in_channels, ...size],
    weight: [params.out_channels, params.in_channels, ...kernel],
    output: [params.out_channels, ...out],
    padded: size.map((n, i) => n + 2 * padding[i]),
    kernel, stride, padding, dilation,
  };
}

/** Entries of an array of shape `from` at the places they keep in shape `to`; new ones are filled. */
function reshaped(list, from, to) {
  return Array.from({ length: product(to) }, (_, index) => {
    let rest = index;
    let old = 0;
    let step = 1;
    for (let axis = to.length - 1; axis >= 0; axis -= 1) {
      const at = rest % to[axis];
      rest = (rest - at) / to[axis];
      if (at >= from[axis]) return grown(index);
      old += at * step;
      step *= from[axis];
    }
    return list[old];
  });
}

/** The parameters after a change of sizes: numbers and the look stay where they were. */
export function resized(params, patch) {
  const next = { ...params, ...patch };
  const from = geometryOf(params);
  const to = geometryOf(next);
  const bias = Array.from({ length: next.out_channels }, (_, o) => params.bias[o] ?? 0);
  const looked = outputAt(params, params.look).map((at, axis) => Math.min(at, to.output[axis] - 1));
  const look = (looked[0] * to.output[1] + looked[1]) * to.output[2] + looked[2];
  return {
    ...next,
    input: reshaped(params.input, from.input, to.input),
    weight: reshaped(params.weight, from.weight, to.weight),
    bias,
    look,
  };
}

/** Index of an output as [channel, row, column]. */
export function outputAt(params, index) {
  const [, rows, columns] = geometryOf(params).output;
  return [Math.floor(index / (rows * columns)), Math.floor(index / columns) % rows, index % columns];
}

/** The patch as far towards `wanted` as the kernel still fits, and what to say if it fell short. */
export function nearestFit(params, wanted) {
  const misfit = (patch) => ["h", "w"].find((axis) => roomLeft({ ...params, ...patch }, axis) < 0);
  const patch = { ...wanted };
  const axis = misfit(patch);
  if (!axis) return { patch, words: "" };
  const words = misfitWords({ ...params, ...patch }, axis);
  while (misfit(patch)) {
    for (const key of Object.keys(patch)) patch[key] += Math.sign(params[key] - patch[key]);
  }
  const kept = [...new Set(Object.values(patch))];
  return { patch, words: kept.length === 1 ? `${words} Kept at ${kept[0]}.` : words };
}

function misfitWords(params, axis) {
  const [kernel, dilation, padding] = ["kernel", "dilation", "padding"].map((name) => params[`${name}_${axis}`]);
  const lines = axis === "h" ? "rows" : "columns";
  const spread = dilation > 1 ? ` with dilation ${dilation}` : "";
  const extent = effectiveKernelSize(kernel, dilation);
  const padded = params[SIZE_OF[axis]] + 2 * padding;
  return (
    `That does not fit: ${kernel} taps${spread} span ${extent} ${lines}, the padded input has ${padded}. ` +
    "A larger input, more padding, less dilation or a smaller kernel makes room."
  );
}

/** The input as a flat list; `bytesOf(name)` gives a photograph's bytes. */
export function inputOf(params, bytesOf) {
  if (params.source === "numbers") return params.input;
  const [rows, columns] = PHOTO_SIZES[params.photo];
  const bytes = bytesOf(params.photo);
  return params.input.map((_, index) => {
    const x = index % params.width;
    const y = Math.floor(index / params.width) % params.height;
    const channel = Math.floor(index / (params.width * params.height));
    return bytes[(channel * rows + params.photo_y + y) * columns + params.photo_x + x];
  });
}

/** One output channel of an input of any size: [output, size]. */
export function filtered(params, filter, input, [height, width]) {
  const { kernel, stride, padding, dilation } = geometryOf(params);
  const taps = kernel[0] * kernel[1];
  let total = null;
  let size = null;
  for (let c = 0; c < params.in_channels; c += 1) {
    const plane = input.slice(c * height * width, (c + 1) * height * width);
    const start = (filter * params.in_channels + c) * taps;
    const weight = params.weight.slice(start, start + taps);
    const part = correlate2d(plane, [height, width], weight, kernel, { stride, padding, dilation });
    size = part.size;
    total = total ? total.map((sum, i) => sum + part.output[i]) : part.output;
  }
  return { output: total.map((sum) => sum + params.bias[filter]), size };
}

export function resultOf(params, input) {
  const { output: shape, weight } = geometryOf(params);
  const maps = Array.from({ length: shape[0] }, (_, o) =>
    Array.from(filtered(params, o, input, [params.height, params.width]).output),
  );
  return { output: maps.flat(), shape, macs: product(weight) * shape[1] * shape[2] };
}

export function compute(params, baked) {
  return resultOf(params, inputOf(params, (name) => decodeBytes(baked.photos[name])));
}

function listing(numbers, shape) {
  const inner = numbers.length / shape[0];
  if (shape.length === 1) return `[${numbers.join(", ")}]`;
  const part = (i) => listing(numbers.slice(i * inner, (i + 1) * inner), shape.slice(1));
  const parts = Array.from({ length: shape[0] }, (_, i) => part(i));
  return `[${parts.join(shape.length > 2 ? ",\n " : ",\n  ")}]`;
}

export function torchCode(params) {
  const place = geometryOf(params);
  const tensor = (numbers, shape) => `torch.tensor(${listing(numbers, shape)}, dtype=torch.float64)`;
  const { photo_y: y, photo_x: x, height, width } = params;
  const photo = [
    "from convbook import data",
    "",
    `photo = torch.tensor(data.load("${params.photo}"), dtype=torch.float64).permute(2, 0, 1)`,
    `small = F.avg_pool2d(photo, ${SHRINK}).floor()`,
    `x = small[None, :${params.in_channels}, ${y}:${y + height}, ${x}:${x + width}]`,
  ];
  const numbers = ["", `x = ${tensor(params.input, [1, ...place.input])}`];
  const steps = ["stride", "padding", "dilation"].map((name) => `${name}=(${place[name].join(", ")})`);
  return [
    "import torch",
    "import torch.nn.functional as F",
    ...(params.source === "photo" ? photo : numbers),
    `weight = ${tensor(params.weight, place.weight)}`,
    `bias = ${tensor(params.bias, [params.out_channels])}`,
    `result = F.conv2d(x, weight, bias, ${steps.join(", ")})`,
  ].join("\n");
}
