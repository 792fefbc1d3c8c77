// What the figure size-formulas shows: legal layers, sizes window by window, formulas, PyTorch.
import { clampInt, convOutputSize, effectiveKernelSize } from "./core.mjs";

export const SF_MOST = 40;
export const SF_OPERATIONS = {
  conv: "convolution",
  pool: "max pooling",
  dilated: "dilated convolution",
  transposed: "transposed convolution",
  "dilated-transposed": "transposed, dilated",
};

export function sfTransposed({ operation }) {
  return operation.endsWith("transposed");
}

export function sfMostExtra(params) {
  return sfTransposed(params) ? Math.min(4, Math.max(params.stride, params.dilation) - 1) : 0;
}

export function normalize(params) {
  const given = Object(params);
  const operation = Object.hasOwn(SF_OPERATIONS, given.operation) ? given.operation : "dilated";
  const kernel = clampInt(given.kernel, 1, 7, 3);
  const state = {
    operation,
    kernel,
    stride: clampInt(given.stride, 1, 5, 1),
    padding: clampInt(given.padding, 0, operation === "pool" ? Math.floor(kernel / 2) : 6),
    dilation: operation.startsWith("dilated") ? clampInt(given.dilation, 1, 5, 1) : 1,
  };
  state.output_padding = clampInt(given.output_padding, 0, sfMostExtra(state));
  state.ceil_mode = operation === "pool" && given.ceil_mode === true;
  state.size = clampInt(given.size, 1, SF_MOST, 8);
  return state;
}

/** Number of windows, placed one after the other; or the last place that a stamped kernel reaches. */
function sfMeasure(params, size) {
  const { kernel, stride, padding, dilation, output_padding, ceil_mode } = params;
  const extent = effectiveKernelSize(kernel, dilation);
  if (sfTransposed(params)) return Math.max(0, (size - 1) * stride + extent - 2 * padding + output_padding);
  let windows = 0;
  while (windows * stride + extent <= size + 2 * padding) windows += 1;
  // Rounding up: one more window hangs over the end, if it starts before the padding there.
  const over = windows * stride + extent - (size + 2 * padding);
  if (ceil_mode && over < stride && windows * stride < size + padding) windows += 1;
  return windows;
}

/** The formula with its floor; 0 where nothing fits. */
function sfFormula(params, size) {
  const { kernel, stride, padding, dilation, output_padding, ceil_mode } = params;
  if (sfTransposed(params)) return Math.max(0, (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + output_padding + 1);
  if (!ceil_mode) return convOutputSize(size, kernel, stride, padding, padding, dilation);
  const count = Math.ceil((size + 2 * padding - kernel) / stride) + 1;
  return Math.max(0, (count - 1) * stride >= size + padding ? count - 1 : count);
}

/** The article's formula for the operation, as printed: no rounding. */
export function sfArticle(params, size) {
  const { operation, kernel, stride, padding, dilation, output_padding } = params;
  const reach = dilation * (kernel - 1);
  if (operation === "transposed") return (size - 1) * stride - 2 * padding + kernel;
  if (operation === "dilated-transposed") return (size - 1) * stride - 2 * padding + reach + output_padding + 1;
  if (operation === "dilated") return (size + 2 * padding - reach) / stride + 1;
  return (size + 2 * padding - kernel) / stride + 1;
}

/** Taps that read each px of the input looked at, or reach each px of a transposed output. */
function sfReads(params, output) {
  const { kernel, stride, padding, dilation, size } = params;
  const stamped = sfTransposed(params);
  const line = new Array(stamped ? output : size).fill(0);
  for (let t = 0; t < (stamped ? size : output); t += 1) {
    for (let a = 0; a < kernel; a += 1) {
      const at = t * stride + a * dilation - padding;
      if (at >= 0 && at < line.length) line[at] += 1;
    }
  }
  return line;
}

export function compute(params) {
  const inputs = Array.from({ length: SF_MOST }, (_, i) => i + 1);
  const result = inputs.map((n) => sfMeasure(params, n));
  const article = inputs.map((n) => sfArticle(params, n));
  const taken = inputs.filter((n) => result[n - 1] > 0);
  const output = result[params.size - 1];
  const same = taken.filter((n) => result[n - 1] === output);
  const reads = output ? sfReads(params, output) : [];
  return {
    result,
    formula: inputs.map((n) => sfFormula(params, n)),
    article,
    hits: [
      taken.length,
      taken.filter((n) => article[n - 1] === result[n - 1]).length,
      taken.filter((n) => Math.floor(article[n - 1]) === result[n - 1]).length,
    ],
    same: output ? [same[0], same.at(-1)] : [],
    reads,
    lost: reads.filter((n) => n === 0).length,
  };
}

function sfCall(params) {
  const { operation, kernel, stride, padding, dilation, output_padding, ceil_mode } = params;
  const steps = `stride=${stride}, padding=${padding}`;
  if (operation === "pool") return `F.max_pool1d(image, ${kernel}, ${steps}, ceil_mode=${ceil_mode ? "True" : "False"})`;
  const name = sfTransposed(params) ? "conv_transpose1d" : "conv1d";
  const more = sfTransposed(params) ? `, output_padding=${output_padding}` : "";
  return `F.${name}(image, weight, ${steps}${more}, dilation=${dilation})`;
}

export function torchCode(params) {
  return [
    "import torch",
    "import torch.nn.functional as F",
    "",
    `weight = torch.zeros(1, 1, ${params.kernel})`,
    "",
    "",
    "def measured(size):",
    "    image = torch.zeros(1, 1, size)",
    "    try:",
    `        return ${sfCall(params)}.shape[2]`,
    "    except RuntimeError:  # no window fits",
    "        return 0",
    "",
    "",
    `result = [measured(size) for size in range(1, ${SF_MOST + 1})]`,
  ].join("\n");
}
