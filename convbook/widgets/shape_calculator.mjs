// Output sizes, parameters and cost of a layer, forwards and backwards.
import { clampInt } from "./core.mjs";
import { frame, h } from "./dom.mjs";
import { axisFormula, axisRemainder, axisUnread, layersFor, shapeAxes, sizesFor } from "./shape_axis.mjs";
import { shapeControls } from "./shape_controls.mjs";
import { shapeView } from "./shape_view.mjs";
import { pasteBox } from "./paste.mjs";
import { shapeFromLayers } from "./shape_paste.mjs";
import { solverPanel } from "./shape_solver.mjs";

const LIMITS = {
  input_size: [1, 1024, 8],
  kernel_size: [1, 32, 3],
  stride: [1, 16, 1],
  padding: [0, 64, 0],
  dilation: [1, 16, 1],
  output_padding: [0, 15, 0],
  target: [1, 4096, 4],
};
const SHAPE_EXAMPLE = "nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)";
const OPS = ["conv", "transpose", "maxpool"];
const RULES = ["number", "valid", "same", "full"];
const GOALS = ["number", "same", "half", "double"];

function normalize(params) {
  const dims = clampInt(params.dims, 1, 3, 2);
  const square = params.square !== false;
  const op = OPS.includes(params.op) ? params.op : "conv";
  const lists = {};
  for (const [name, [low, high, usual]] of Object.entries(LIMITS)) {
    const given = Array.isArray(params[name]) && params[name].length ? params[name] : [usual];
    const entry = (j) => clampInt(given[square ? 0 : Math.min(j, given.length - 1)], low, high, usual);
    lists[name] = Array.from({ length: dims }, (_, j) => entry(j));
  }
  const { kernel_size, stride, dilation } = lists;
  if (op === "maxpool") lists.padding = lists.padding.map((p, j) => Math.min(p, Math.floor(kernel_size[j] / 2)));
  lists.output_padding = lists.output_padding.map((p, j) => Math.min(p, Math.max(stride[j], dilation[j]) - 1));
  const in_channels = clampInt(params.in_channels, 1, 2048, 3);
  const out_channels = clampInt(params.out_channels, 1, 2048, 16);
  let groups = clampInt(params.groups, 1, Math.min(in_channels, out_channels), 1);
  while (in_channels % groups || out_channels % groups) groups -= 1;
  return {
    op,
    dims,
    square,
    ...lists,
    rule: op === "conv" && RULES.includes(params.rule) ? params.rule : "number",
    ceil_mode: params.ceil_mode === true,
    batch: clampInt(params.batch, 1, 128, 1),
    in_channels,
    out_channels,
    groups,
    bias: params.bias !== false,
    axis: clampInt(params.axis, 0, dims - 1, 0),
    goal: GOALS.includes(params.goal) ? params.goal : "number",
  };
}

function wantedSize({ goal, target, input_size, axis }) {
  const size = input_size[axis];
  return { number: target[axis], same: size, half: Math.ceil(size / 2), double: 2 * size }[goal];
}

/** Counts as BigInt, since they may exceed what a number holds exactly. */
function layerCost(params, sizes) {
  const big = (values) => values.reduce((total, value) => total * BigInt(value), 1n);
  const { op, batch, in_channels: inputs, groups, bias, kernel_size: taps, input_size: size } = params;
  const outputs = op === "maxpool" ? inputs : params.out_channels;
  const weights = op === "maxpool" ? 0n : big([outputs, inputs / groups, ...taps]);
  const count = weights && bias ? weights + BigInt(outputs) : weights;
  const working = weights && sizes.every(Boolean) ? 1 : 0;
  const windows = op === "transpose" ? size : sizes;
  return {
    params: count,
    macs: big([working, batch, ...windows]) * weights,
    input_bytes: 4n * big([batch, inputs, ...size]),
    output_bytes: 4n * big([batch, outputs, ...sizes]),
    weight_bytes: 4n * count,
    im2col_bytes: 4n * big([working, batch, op === "transpose" ? outputs : inputs, ...taps, ...windows]),
  };
}

function compute(params) {
  const axes = shapeAxes(params);
  const axis = axes[params.axis];
  const target = wantedSize(params);
  const { layers, even } = layersFor(axis, target);
  const sizes = axes.map(({ output }) => output);
  const unread = axes.map(axisUnread);
  const channels = params.op === "maxpool" ? params.in_channels : params.out_channels;
  const costs = Object.entries(layerCost(params, sizes)).map(([name, value]) => [name, String(value)]);
  return {
    output_size: sizes.every(Boolean) ? [params.batch, channels, ...sizes] : [],
    sizes,
    pads: axes.flatMap(({ pads }) => pads),
    formula: axes.map(axisFormula),
    remainder: axes.map(axisRemainder),
    unread: unread.map(([inputs]) => inputs),
    blank: unread.map(([, outputs]) => outputs),
    ...Object.fromEntries(costs),
    target,
    layers,
    num_even: even,
    input_sizes: sizesFor(axis, target),
  };
}

/** The layer as a call; paddings that differ before and after are put on by a layer of their own. */
function layerCode(params) {
  const { op, dims, kernel_size, stride, dilation, output_padding, groups, bias } = params;
  const axes = shapeAxes(params);
  const tuple = (values) => (new Set(values).size === 1 ? String(values[0]) : `(${values.join(", ")})`);
  const uneven = axes.some(({ pads }) => pads[0] !== pads[1]);
  const before = axes.map(({ pads }) => pads[0]);
  const named = params.rule === "same" && stride.every((s) => s === 1) ? '"same"' : tuple(before);
  const options = [
    ["kernel_size", tuple(kernel_size), null],
    ["stride", tuple(stride), op === "maxpool" ? null : "1"],
    ["padding", uneven ? "0" : named, "0"],
    ["dilation", tuple(dilation), "1"],
    ["output_padding", op === "transpose" ? tuple(output_padding) : "0", "0"],
    ["groups", op === "maxpool" ? "1" : String(groups), "1"],
    ["bias", bias || op === "maxpool" ? "True" : "False", "True"],
    ["ceil_mode", op === "maxpool" && params.ceil_mode ? "True" : "False", "False"],
  ];
  const changed = options.filter(([, text, usual]) => text !== usual).map(([name, text]) => `${name}=${text}`);
  const channels = op === "maxpool" ? [] : [params.in_channels, params.out_channels];
  const name = { conv: "Conv", transpose: "ConvTranspose", maxpool: "MaxPool" }[op];
  const layer = `nn.${name}${dims}d(${[...channels, ...changed].join(", ")})`;
  if (!uneven) return layer;
  const sides = [...axes].reverse().flatMap(({ pads }) => pads);
  return `nn.Sequential(nn.ZeroPad${dims}d((${sides.join(", ")})), ${layer})`;
}

function torchCode(params) {
  const shape = [params.batch, params.in_channels, ...params.input_size];
  const fits = shapeAxes(params).every(({ output }) => output > 0);
  return [
    "import torch",
    "from torch import nn",
    "",
    'with torch.device("meta"):  # shapes without memory; leave out to compute',
    `    layer = ${layerCode(params)}`,
    `    input = torch.empty(${shape.join(", ")})`,
    fits ? "result = tuple(layer(input).shape)" : "result = ()  # layer(input) is refused: nothing fits",
  ].join("\n");
}

function render({ model, el }) {
  const { get, set, body, onChange, destroy } = frame({
    model, el, title: "Shape calculator", normalize, torchCode,
  });
  const controls = shapeControls({ get, set });
  const view = shapeView({ set });
  const solver = solverPanel({ get, set });
  const onLayers = (layers, tensors) => {
    const { patch, words } = shapeFromLayers(get(), layers, tensors, LIMITS);
    if (patch) set(patch);
    return words;
  };
  const paste = pasteBox({ example: SHAPE_EXAMPLE, onLayers, inside: true });
  body.append(h("div", { class: "cb-shape" }, controls.node, view.node, solver.node, paste.node));
  let latest = null;
  let waiting = 0;
  // The answer is written at once; the drawing and the list of layers once a frame.
  const paint = () => {
    waiting = 0;
    view.paint();
    solver.show(...latest);
  };
  onChange((params) => {
    const first = latest === null;
    latest = [params, compute(params)];
    controls.show(params);
    view.show(params, shapeAxes(params), latest[1]);
    if (first) paint();
    else waiting ||= requestAnimationFrame(paint);
  });
  return () => {
    cancelAnimationFrame(waiting);
    view.destroy();
    destroy();
  };
}

export default { render, normalize, compute, torchCode };
