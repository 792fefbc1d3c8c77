// The state of the figure groups: layers, numbers, paths and cost. No function here touches the page.
import { clampInt } from "./core.mjs";

export const GROUPS_MOST = 12;
const GROUPS_LIMIT = 9;
const GROUPS_VALUES = [1, -1, 2, 1, -2, -1, 1];
const GROUPS_ARRANGEMENTS = ["one", "two", "separable"];
const GROUPS_RANGES = { in_channels: [1, 12], out_channels: [1, 12], kernel_size: [1, 7], size: [1, 224], seed: [0, 99] };

/** Numbers of groups that are legal: they divide what the grouped layers join. */
export function legalGroups({ in_channels: inputs, out_channels: outputs, arrangement }) {
  const divides = (g) => inputs % g === 0 && (arrangement === "separable" || outputs % g === 0);
  return Array.from({ length: GROUPS_MOST }, (_, i) => i + 1).filter(divides);
}

export function normalize(params) {
  const given = params ?? {};
  const legal = {};
  for (const [name, [low, high]] of Object.entries(GROUPS_RANGES)) legal[name] = clampInt(given[name], low, high);
  legal.arrangement = GROUPS_ARRANGEMENTS.includes(given.arrangement) ? given.arrangement : "one";
  legal.shuffle = given.shuffle === true;
  const values = Array.isArray(given.input) ? given.input : [];
  legal.input = Array.from({ length: GROUPS_MOST }, (_, i) => clampInt(values[i], -GROUPS_LIMIT, GROUPS_LIMIT, 0) + 0);
  const wanted = clampInt(given.groups, 1, GROUPS_MOST);
  legal.groups = legalGroups(legal).filter((g) => g <= wanted).at(-1);
  legal.look = clampInt(given.look, 0, legal.out_channels - 1);
  return legal;
}

/** The layers, the first one first: output and input channels, groups, kernel. */
export function layersOf({ in_channels: inputs, out_channels: outputs, groups, kernel_size: kernel, arrangement }) {
  if (arrangement === "one") return [{ outputs, inputs, groups, kernel }];
  const first = { outputs: inputs, inputs, groups, kernel };
  if (arrangement === "two") return [first, { outputs, inputs, groups, kernel }];
  return [first, { outputs, inputs, groups: 1, kernel: 1 }];
}

/** True where input channel c belongs to the group that output channel o reads. */
export function joins({ outputs, inputs, groups }, o, c) {
  return Math.floor((o * groups) / outputs) === Math.floor((c * groups) / inputs);
}

/** The weights as a matrix with zeros, row by row. */
function groupMatrix(layer, number, seed) {
  const values = [];
  for (let o = 0; o < layer.outputs; o += 1) {
    for (let c = 0; c < layer.inputs; c += 1) {
      const place = (seed + 3 * o + 5 * c + (1 + number) * o * c + 4 * number) % GROUPS_VALUES.length;
      values.push(joins(layer, o, c) ? GROUPS_VALUES[place] : 0);
    }
  }
  return values;
}

/** Where each channel comes from in a channel shuffle. */
function shuffleSources(channels, groups) {
  const each = channels / groups;
  return Array.from({ length: channels }, (_, i) => (i % groups) * each + Math.floor(i / groups));
}

/** The steps from input to output: layers with their matrices, and a shuffle with its sources. */
export function stepsOf(params) {
  const steps = layersOf(params).map((layer, i) => ({ ...layer, number: i, matrix: groupMatrix(layer, i, params.seed) }));
  if (params.arrangement === "two" && params.shuffle) {
    const channels = params.in_channels;
    steps.splice(1, 0, { outputs: channels, inputs: channels, sources: shuffleSources(channels, params.groups) });
  }
  return steps;
}

/** True where output channel o of a step reads input channel c. */
export function stepJoins(step, o, c) {
  return step.sources ? step.sources[o] === c : joins(step, o, c);
}

function stepValues(step, values, weightOf) {
  if (step.sources) return step.sources.map((source) => values[source]);
  return Array.from({ length: step.outputs }, (_, o) => values.reduce((sum, value, c) => sum + value * weightOf(step, o, c), 0));
}

/** The channels after every step, the input first. */
export function levelsOf(steps, input, weightOf = (step, o, c) => step.matrix[o * step.inputs + c]) {
  const levels = [input];
  for (const step of steps) levels.push(stepValues(step, levels.at(-1), weightOf));
  return levels;
}

function groupCost(layers, size) {
  const weights = layers.reduce((sum, l) => sum + (l.outputs * l.inputs * l.kernel ** 2) / l.groups, 0);
  return { weights, macs: weights * size * size };
}

/** Everything that is drawn: steps, levels, and the numbers that Python computes too. */
export function stateOf(params) {
  const steps = stepsOf(params);
  const inputs = params.in_channels;
  const levels = levelsOf(steps, params.input.slice(0, inputs));
  const one = (step, o, c) => Number(joins(step, o, c));
  const columns = Array.from({ length: inputs }, (_, i) => levelsOf(steps, Array.from({ length: inputs }, (_, c) => Number(c === i)), one).at(-1));
  const paths = Array.from({ length: params.out_channels * inputs }, (_, i) => columns[i % inputs][Math.floor(i / inputs)]);
  const layers = layersOf(params);
  const separable = params.arrangement === "separable";
  const dense = (separable ? [{ ...layers[1], kernel: params.kernel_size }] : layers).map((layer) => ({ ...layer, groups: 1 }));
  const [own, whole] = [groupCost(layers, params.size), groupCost(dense, params.size)];
  const row = paths.slice(params.look * inputs, (params.look + 1) * inputs);
  return {
    params, steps, levels, layers, dense, paths,
    reads: row.filter((count) => count > 0).length,
    cost: own, denseCost: whole, share: own.weights / whole.weights,
  };
}

export function compute(params) {
  const state = stateOf(params);
  return {
    output: state.levels.at(-1),
    hidden: state.levels.slice(1, -1).flat(),
    weights: state.steps.flatMap((step) => step.matrix ?? []),
    paths: state.paths,
    reads: state.reads,
    params: state.cost.weights,
    macs: state.cost.macs,
    dense_params: state.denseCost.weights,
    dense_macs: state.denseCost.macs,
    share: state.share,
  };
}

/** A layer's weight as PyTorch holds it: each output channel's own inputs. */
function weightLines(name, step) {
  const rows = Array.from({ length: step.outputs }, (_, o) => {
    const own = Array.from({ length: step.inputs }, (_, c) => c).filter((c) => joins(step, o, c));
    return `    [${own.map((c) => step.matrix[o * step.inputs + c]).join(", ")}],`;
  });
  return [`${name} = torch.tensor([`, ...rows, "], dtype=torch.float64)[:, :, None, None]"];
}

export function torchCode(params) {
  const lines = [
    "import torch",
    "import torch.nn.functional as F",
    "",
    "# One pixel, [N, C, H, W] = [1, C, 1, 1].",
    `x = torch.tensor([${params.input.slice(0, params.in_channels).join(", ")}], dtype=torch.float64)[None, :, None, None]`,
  ];
  let count = 0;
  for (const step of stepsOf(params)) {
    if (step.sources) {
      lines.push(`x = F.channel_shuffle(x, ${params.groups})`);
      continue;
    }
    count += 1;
    lines.push(...weightLines(`w${count}`, step), `x = F.conv2d(x, w${count}${step.groups > 1 ? `, groups=${step.groups}` : ""})`);
  }
  return [...lines, "result = x[0, :, 0, 0]"].join("\n");
}
