// The calculator reads pasted layers: convolutions, transposed convolutions and poolings.
import { fittingWords, optionAt } from "./paste.mjs";
import { shapeAxes } from "./shape_axis.mjs";

const SHAPE_LAYER = /^(Conv|ConvTranspose|MaxPool|AvgPool)([123])d$/;
const SHAPE_OPS = { Conv: "conv", ConvTranspose: "transpose", MaxPool: "maxpool", AvgPool: "maxpool" };
const SHAPE_PAD_LAYER = /^(Zero|Constant|Reflection|Replication|Circular)Pad[123]d$/;

/** Padding before and after each axis that a padding layer puts on; torch counts from the last axis. */
function padsOfLayer(pad, dims) {
  const given = pad.options.padding ?? pad.given[0];
  return Array.from({ length: dims }, (_, j) => {
    if (!Array.isArray(given)) return [given, given];
    return given.slice(2 * (dims - 1 - j), 2 * (dims - j));
  });
}

/** A rule and numbers that pad as asked; [before, after] along each axis. */
function paddingOf(params, asked, legal, limit, say) {
  const sameAs = (rule) => shapeAxes({ ...params, rule }).every(({ pads }, j) => String(pads) === String(asked[j]));
  const plain = asked.every(([before, after]) => before === after && before >= 0 && before <= limit);
  if (plain) return { rule: "number", padding: asked.map(([before]) => before) };
  const rule = params.op === "conv" && ["same", "full"].find(sameAs);
  if (rule) return { rule };
  if (asked.some(([before, after]) => before !== after)) say("padding that differs before and after becomes the lesser of both");
  return { rule: "number", padding: asked.map((sides) => legal("padding", Math.min(...sides), 0, limit, 0)) };
}

/** Sizes of the input and the batch, where the code holds a tensor of that many axes. */
function inputOfCode(tensors, dims) {
  const named = Object.entries(tensors).filter(([name, { shape }]) => /^(x|inputs?|images?|img)$/i.test(name) && shape);
  const shape = named.at(-1)?.[1].shape;
  return shape && [dims + 1, dims + 2].includes(shape.length) && shape.every(Number.isFinite) ? shape : null;
}

/** The parameters that show the first layer of some code that moves a window, and what to say of it. */
export function shapeFromLayers(now, layers, tensors, limits) {
  const fitting = layers.filter(({ type }) => SHAPE_LAYER.test(type));
  if (!fitting.length) {
    const names = layers.map(({ type }) => type).join(", ");
    return { patch: null, words: `Not loaded: no convolution, transposed convolution or pooling in it; found ${names}.` };
  }
  const [layer] = fitting;
  const { options } = layer;
  const [, name, digit] = SHAPE_LAYER.exec(layer.type);
  const [op, dims] = [SHAPE_OPS[name], Number(digit)];
  const { say, legal, told } = fittingWords();
  const params = { ...now, op, dims, rule: "number", ceil_mode: op === "maxpool" && options.ceil_mode === true };
  const axes = Array.from({ length: dims }, (_, j) => j);
  for (const key of ["kernel_size", "stride", "dilation", "output_padding"]) {
    params[key] = axes.map((j) => legal(key, optionAt(options, key, j), limits[key][0], limits[key][1], limits[key][2]));
  }
  const shape = inputOfCode(layer.tensors?.input ? { x: layer.tensors.input } : tensors, dims);
  params.input_size = axes.map((j) => (shape ? legal("input size", shape.at(j - dims), 1, limits.input_size[1], 8) : (now.input_size[j] ?? now.input_size[0])));
  if (shape && shape.length === dims + 2) params.batch = legal("batch", shape[0], 1, 128, 1);
  if (op !== "maxpool") {
    for (const key of ["in_channels", "out_channels"]) params[key] = legal(key, options[key], 1, 2048, now[key]);
    params.groups = groupsOf(params, options.groups, say);
    params.bias = options.bias !== false;
  } else if (shape) params.in_channels = legal("in_channels", shape.at(-dims - 1), 1, 2048, now.in_channels);
  Object.assign(params, paddingOfCode(params, layer, layers, limits, legal, say));
  limitTogether(params, say);
  const lists = ["input_size", "kernel_size", "stride", "padding", "dilation", "output_padding"].map((key) => params[key].slice(0, dims));
  params.square = lists.every((list) => new Set(list).size === 1);
  params.target = axes.map((j) => now.target[params.square ? 0 : j] ?? now.target[0]);
  if (name === "AvgPool") say("shown as a max pooling, which has the same sizes");
  const which = fitting.length > 1 ? `Loaded ${layer.type}, the first of ${fitting.length} layers with a window` : `Loaded ${layer.type}`;
  return { patch: params, words: `${told(which)}.` };
}

function groupsOf({ in_channels: inputs, out_channels: outputs }, asked, say) {
  let groups = Number.isInteger(asked) && asked > 0 ? Math.min(asked, inputs, outputs) : 1;
  while (inputs % groups || outputs % groups) groups -= 1;
  if (groups !== asked) say(`groups ${asked} becomes ${groups}`);
  return groups;
}

function paddingOfCode(params, layer, layers, limits, legal, say) {
  const { options } = layer;
  const axes = params.kernel_size.map((_, j) => j);
  params.padding = axes.map(() => 0);
  if (params.op === "conv" && ["same", "valid"].includes(options.padding)) return { rule: options.padding };
  const before = layers[layers.indexOf(layer) - 1];
  const added = params.op === "conv" && SHAPE_PAD_LAYER.test(before?.type ?? "") ? padsOfLayer(before, params.dims) : axes.map(() => [0, 0]);
  const asked = axes.map((j) => {
    const own = optionAt(options, "padding", j);
    const usable = Number.isFinite(own) ? own : legal("padding", own, 0, limits.padding[1], 0);
    return added[j].map((side) => side + usable);
  });
  return paddingOf(params, asked, legal, limits.padding[1], say);
}

/** What one setting allows another: padding of a pooling, output padding. */
function limitTogether(params, say) {
  const lower = (key, most, why) => {
    params[key] = params[key].map((value, j) => {
      if (value > most(j)) say(`${key} ${value} becomes ${most(j)}, ${why}`);
      return Math.min(value, most(j));
    });
  };
  if (params.op === "maxpool") lower("padding", (j) => Math.floor(params.kernel_size[j] / 2), "half the kernel");
  lower("output_padding", (j) => Math.max(params.stride[j], params.dilation[j]) - 1, "below stride or dilation");
}
