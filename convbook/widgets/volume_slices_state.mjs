// The figure volume-slices: legal parameters, the slice's convolution, and the PyTorch call.
import { clampDyadic, clampInt } from "./core.mjs";

export const VS_AXES = ["depth", "height", "width"];
export const VS_SIZES = { brain: [40, 48, 40], torus: [24, 24, 24] };
const VS_TORUS = 74;

/** The axes of what is shown: plane, row, column. */
export function vsOrder(axis) {
  const front = VS_AXES.indexOf(axis);
  return [front, ...[0, 1, 2].filter((other) => other !== front)];
}

/** Numbers of planes, rows and columns of what is shown. */
export function vsShape({ volume, axis }) {
  return vsOrder(axis).map((at) => VS_SIZES[volume][at]);
}

export function vsNormalize(params) {
  const given = params ?? {};
  const legal = {
    volume: Object.hasOwn(VS_SIZES, given.volume) ? given.volume : "brain",
    axis: VS_AXES.includes(given.axis) ? given.axis : "depth",
  };
  const [planes, rows, columns] = vsShape(legal);
  const place = (value, size) => clampInt(value, 0, size - 1, size >> 1);
  return {
    ...legal,
    slice: place(given.slice, planes),
    y: place(given.y, rows),
    x: place(given.x, columns),
    kernel: Array.from({ length: 27 }, (_, i) => clampDyadic(given.kernel?.[i] ?? 0)),
  };
}

/** Steps in a flat array [a, b, c] along the axes of what is shown. */
function vsSteps(axis, [, b, c]) {
  const steps = [b * c, c, 1];
  return vsOrder(axis).map((at) => steps[at]);
}

/** Where the number of plane p, row r, column c of what is shown stands in the kernel. */
export function vsWeightIndex(axis, p, r, c) {
  const [sp, sr, sc] = vsSteps(axis, [3, 3, 3]);
  return p * sp + r * sr + c * sc;
}

/** A slice of the input as shown, row by row; zeros where there is none. */
export function vsInput(params, voxels, slice = params.slice) {
  const [planes, rows, columns] = vsShape(params);
  const [sp, sr, sc] = vsSteps(params.axis, VS_SIZES[params.volume]);
  const image = new Float64Array(rows * columns);
  if (slice < 0 || slice >= planes) return image;
  for (let r = 0, to = 0; r < rows; r += 1) {
    for (let c = 0; c < columns; c += 1, to += 1) image[to] = voxels[slice * sp + r * sr + c * sc];
  }
  return image;
}

/** The slice of the response: one shifted sum for each weight. */
function vsResponse(params, voxels) {
  const [planes, rows, columns] = vsShape(params);
  const output = new Float64Array(rows * columns);
  for (let p = 0; p < 3; p += 1) {
    const slice = params.slice + p - 1;
    if (slice < 0 || slice >= planes) continue;
    const image = vsInput(params, voxels, slice);
    for (let r = 0; r < 3; r += 1) {
      for (let c = 0; c < 3; c += 1) {
        const tap = params.kernel[vsWeightIndex(params.axis, p, r, c)];
        if (tap !== 0) vsAddShifted(output, image, [rows, columns], [r - 1, c - 1], tap);
      }
    }
  }
  return output;
}

function vsAddShifted(output, image, [rows, columns], [dy, dx], tap) {
  const [x0, x1] = [Math.max(0, -dx), Math.min(columns, columns - dx)];
  for (let y = Math.max(0, -dy); y < Math.min(rows, rows - dy); y += 1) {
    for (let x = x0; x < x1; x += 1) output[y * columns + x] += tap * image[(y + dy) * columns + x + dx];
  }
}

/** The 27 voxels around the one looked at, plane by plane; 0 outside. */
function vsWindow(params, voxels) {
  const [, rows, columns] = vsShape(params);
  return [-1, 0, 1].flatMap((p) => {
    const image = vsInput(params, voxels, params.slice + p);
    return [-1, 0, 1].flatMap((r) =>
      [-1, 0, 1].map((c) => {
        const [y, x] = [params.y + r, params.x + c];
        return y < 0 || y >= rows || x < 0 || x >= columns ? 0 : image[y * columns + x];
      }),
    );
  });
}

export function vsCompute(params, voxels) {
  const output = Array.from(vsResponse(params, voxels));
  const window = vsWindow(params, voxels);
  const weights = window.map((_, i) => params.kernel[vsWeightIndex(params.axis, Math.floor(i / 9), Math.floor(i / 3) % 3, i % 3)]);
  const products = window.map((value, i) => value * weights[i]);
  const sums = [0, 9, 18].map((start) => products.slice(start, start + 9).reduce((total, term) => total + term, 0));
  const place = [params.slice, params.y, params.x];
  const reach = vsShape(params).map((size, i) => Math.min(place[i] + 2, size) - Math.max(place[i] - 1, 0));
  let [low, high] = [Infinity, -Infinity];
  for (const value of output) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return {
    output,
    range: [low, high],
    window,
    weights,
    products,
    sums: [...sums, sums[0] + sums[1] + sums[2]],
    readers: reach[0] * reach[1] * reach[2],
  };
}

export function vsTorchCode(params) {
  const { volume, axis, slice, kernel } = params;
  const load = volume === "brain" ? 'data.load("mri-small")' : `data.load("voxel-shapes", "test")[0][${VS_TORUS}] // 255`;
  const rows = Array.from({ length: 9 }, (_, i) => `    ${kernel.slice(3 * i, 3 * i + 3).join(", ")},`);
  const cut = { depth: slice, height: `:, ${slice}`, width: `:, :, ${slice}` }[axis];
  return [
    "import torch",
    "import torch.nn.functional as F",
    "from convbook import data",
    "",
    `volume = torch.tensor(${load}).double()`,
    "kernel = torch.tensor([",
    ...rows,
    "]).double().reshape(3, 3, 3)",
    "response = F.conv3d(volume[None, None], kernel[None, None], padding=1)[0, 0]",
    `result = response[${cut}]`,
  ].join("\n");
}
