// What the figure conv2d shows: legal parameters, where windows lie, the numbers.
import { clampDyadic, clampInt, convOutputSize, correlate2d, decodeBytes, effectiveKernelSize } from "./core.mjs";

export const CONV2D_RANGES = {
  height: [3, 20],
  width: [3, 20],
  in_channels: [1, 3],
  out_channels: [1, 3],
  kernel_h: [1, 7],
  kernel_w: [1, 7],
  stride_h: [1, 4],
  stride_w: [1, 4],
  padding_h: [0, 3],
  padding_w: [0, 3],
  dilation_h: [1, 3],
  dilation_w: [1, 3],
};
export const CONV2D_MODES = ["zeros", "circular", "reflect", "replicate"];
/** Padding at the far end of an axis, where it differs from that at the near end; -1: it does not. */
export const CONV2D_FAR = { h: "padding_bottom", w: "padding_right" };
export const CONV2D_BRUSH_LIMIT = 99;
export const PHOTO_SIZES = { astronaut: [64, 64], chelsea: [64, 96] };
const SIZE_OF = { h: "height", w: "width" };
const PIXEL_LIMIT = 255;

/** The number a list gets where it grows: small integers in a fixed order. */
function grown(index) {
  return (((37 * index + 11) % 101) % 5) - 2;
}

function sizedList(list, count, limit) {
  const given = Array.isArray(list) ? list : [];
  return Array.from({ length: count }, (_, i) => (i < given.length ? clampDyadic(given[i], limit) : grown(i)));
}

/** Padding before and after an axis ("h" or "w"). */
export function padsAlong(params, axis) {
  const [near, far] = [params[`padding_${axis}`], params[CONV2D_FAR[axis]]];
  return [near, far < 0 ? near : far];
}

/** Room that is left along an axis ("h" or "w") once the kernel stands in the padded input. */
export function roomLeft(params, axis) {
  const extent = effectiveKernelSize(params[`kernel_${axis}`], params[`dilation_${axis}`]);
  const [before, after] = padsAlong(params, axis);
  return params[SIZE_OF[axis]] + before + after - extent;
}

/** Sizes, steps and padding within their ranges; a mirror shows less than the whole input. */
function legalSizes(given, mode) {
  const sizes = {};
  for (const [name, [low, high]] of Object.entries(CONV2D_RANGES)) {
    sizes[name] = clampInt(given[name], low, high);
  }
  for (const axis of ["h", "w"]) {
    const [near, far] = [`padding_${axis}`, CONV2D_FAR[axis]];
    const most = mode === "reflect" ? Math.min(3, sizes[SIZE_OF[axis]] - 1) : 3;
    sizes[near] = Math.min(sizes[near], most);
    sizes[far] = clampInt(given[far], -1, most, -1);
  }
  return sizes;
}

/** Legal parameters from any object; a kernel that does not fit loses dilation, then taps. */
export function normalize(params) {
  const given = Object(params);
  const source = given.source === "photo" ? "photo" : "numbers";
  const photo = Object.hasOwn(PHOTO_SIZES, String(given.photo)) ? String(given.photo) : "astronaut";
  const padding_mode = CONV2D_MODES.includes(given.padding_mode) ? given.padding_mode : "zeros";
  const { padding_bottom, padding_right, ...sizes } = legalSizes(given, padding_mode);
  for (const axis of ["h", "w"]) {
    while (roomLeft({ ...sizes, padding_bottom, padding_right }, axis) < 0) {
      sizes[`${sizes[`dilation_${axis}`] > 1 ? "dilation" : "kernel"}_${axis}`] -= 1;
    }
  }
  const place = geometryOf({ ...sizes, padding_bottom, padding_right });
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
    padding_mode,
    padding_bottom,
    padding_right,
    flip: given.flip === true,
    paint: given.paint === true,
    brush: clampDyadic(given.brush, CONV2D_BRUSH_LIMIT),
  };
}

export function product(numbers) {
  return numbers.reduce((total, n) => total * n, 1);
}

/**
 * Shapes of input, weight and output; stride, dilation and padded size as [h, w]; `padding` is
 * what stands before the input, `pads` [before, after] along each axis.
 */
export function geometryOf(params) {
  const pair = (name) => [params[`${name}_h`], params[`${name}_w`]];
  const [kernel, stride, padding, dilation] = ["kernel", "stride", "padding", "dilation"].map(pair);
  const size = [params.height, params.width];
  const pads = ["h", "w"].map((axis) => padsAlong(params, axis));
  const out = [0, 1].map((i) => convOutputSize(size[i], kernel[i], stride[i], ...pads[i], dilation[i]));
  return {
    input: [params.in_channels, ...size],
    weight: [params.out_channels, params.in_channels, ...kernel],
    output: [params.out_channels, ...out],
    padded: size.map((n, i) => n + pads[i][0] + pads[i][1]),
    mode: params.padding_mode,
    kernel, stride, padding, pads, dilation,
  };
}

/** Which of the n pixels of an axis stands at position i, inside or outside; null: none, a zero. */
export function sourceAlong(mode, i, n) {
  if (i >= 0 && i < n) return i;
  if (mode === "circular") return ((i % n) + n) % n;
  if (mode === "replicate") return i < 0 ? 0 : n - 1;
  if (mode === "reflect") return i < 0 ? -i : 2 * (n - 1) - i;
  return null;
}

/** Place in `weight` of the tap that stands at square `at` of the window; convolution turns the kernel. */
export function tapAt(params, at) {
  return params.flip ? params.kernel_h * params.kernel_w - 1 - at : at;
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

/** One channel (from `start` on) of an image of any size with its padding written out. */
function paddedPlane(image, start, [height, width], { pads, mode }) {
  const lines = [height, width].map((n, axis) =>
    Array.from({ length: n + pads[axis][0] + pads[axis][1] }, (_, i) => sourceAlong(mode, i - pads[axis][0], n)),
  );
  const plane = new Float64Array(lines[0].length * lines[1].length);
  let to = 0;
  for (const y of lines[0]) {
    for (const x of lines[1]) plane[to++] = y === null || x === null ? 0 : image[start + y * width + x];
  }
  return { plane, size: lines.map((line) => line.length) };
}

/** One output channel of an input of any size: [output, size]. */
export function filtered(params, filter, input, [height, width]) {
  const place = geometryOf(params);
  const { kernel, stride, dilation } = place;
  const taps = kernel[0] * kernel[1];
  let total = null;
  let size = null;
  for (let c = 0; c < params.in_channels; c += 1) {
    const padded = paddedPlane(input, c * height * width, [height, width], place);
    const start = (filter * params.in_channels + c) * taps;
    const weight = Array.from({ length: taps }, (_, at) => params.weight[start + tapAt(params, at)]);
    const part = correlate2d(padded.plane, padded.size, weight, kernel, { stride, dilation });
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
