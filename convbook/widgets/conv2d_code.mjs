// The figure conv2d as PyTorch, and back: what it copies, it also reads.
import { fittingWords, optionAt } from "./paste.mjs";
import { CONV2D_FAR, CONV2D_MODES, CONV2D_RANGES, geometryOf, PHOTO_SIZES, product, resized, roomLeft } from "./conv2d_state.mjs";

const SHRINK = 4;
const PAD_LAYERS = { zeros: "ZeroPad2d", circular: "CircularPad2d", reflect: "ReflectionPad2d", replicate: "ReplicationPad2d" };
const CONV2D_ELSEWHERE = {
  ConvTranspose2d: "the figure of the page on transposed convolution",
  Conv3d: "the figure of the page on three dimensions",
};

function listing(numbers, shape) {
  const inner = numbers.length / shape[0];
  if (shape.length === 1) return `[${numbers.join(", ")}]`;
  const part = (i) => listing(numbers.slice(i * inner, (i + 1) * inner), shape.slice(1));
  const parts = Array.from({ length: shape[0] }, (_, i) => part(i));
  return `[${parts.join(shape.length > 2 ? ",\n " : ",\n  ")}]`;
}

/** The line that makes the layer, after one that pads where the sides differ. */
function layerLines(params, place) {
  const pair = ([h, w]) => (h === w ? String(h) : `(${h}, ${w})`);
  const uneven = place.pads.some(([before, after]) => before !== after);
  const options = [
    ["stride", pair(place.stride), "1"],
    ["padding", uneven ? "0" : pair(place.padding), "0"],
    ["dilation", pair(place.dilation), "1"],
    ["padding_mode", uneven ? '"zeros"' : `"${place.mode}"`, '"zeros"'],
  ];
  const changed = options.filter(([, text, usual]) => text !== usual).map(([name, text]) => `${name}=${text}`);
  const start = [params.in_channels, params.out_channels, `kernel_size=${pair(place.kernel)}`, ...changed];
  const [[top, bottom], [left, right]] = place.pads;
  const pad = `pad = nn.${PAD_LAYERS[place.mode]}((${left}, ${right}, ${top}, ${bottom}))`;
  return [...(uneven ? [pad] : []), `conv = nn.Conv2d(${start.join(", ")}, dtype=torch.float64)`];
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
  const layer = layerLines(params, place);
  return [
    "import torch",
    ...(params.source === "photo" ? ["import torch.nn.functional as F"] : []),
    "from torch import nn",
    ...(params.source === "photo" ? photo : numbers),
    `weight = ${tensor(params.weight, place.weight)}`,
    ...layer,
    params.flip ? "conv.weight.data = weight.flip(2, 3)  # turned: a true convolution" : "conv.weight.data = weight",
    `conv.bias.data = ${tensor(params.bias, [params.out_channels])}`,
    layer.length > 1 ? "result = conv(pad(x)).detach()" : "result = conv(x).detach()",
  ].join("\n");
}

/** Padding before and after each axis, as the layer and a padding layer before it ask for. */
function askedPads(options, pad) {
  const axes = [0, 1].map((axis) => {
    const padding = optionAt(options, "padding", axis);
    const reach = optionAt(options, "dilation", axis) * (optionAt(options, "kernel_size", axis) - 1);
    if (padding === "same") return [Math.floor(reach / 2), Math.ceil(reach / 2)];
    return padding === "valid" ? [0, 0] : [padding, padding];
  });
  if (!pad) return axes;
  const given = pad.options.padding ?? pad.given[0];
  const [left, right, top, bottom] = Array.isArray(given) ? given : [given, given, given, given];
  return [[axes[0][0] + top, axes[0][1] + bottom], [axes[1][0] + left, axes[1][1] + right]];
}

function askedMode(options, pad, say) {
  const mode = pad ? CONV2D_MODES.find((name) => PAD_LAYERS[name] === pad.type) : options.padding_mode;
  if (CONV2D_MODES.includes(mode)) return mode;
  say(`padding_mode ${mode} becomes zeros`);
  return "zeros";
}

/** Sizes, steps and padding of a layer as this figure can show them. */
function askedSizes(now, options, pad, shape, legal, say) {
  const sizes = { padding_mode: askedMode(options, pad, say) };
  const limits = (key) => CONV2D_RANGES[key];
  for (const name of ["in_channels", "out_channels"]) sizes[name] = legal(name, options[name], ...limits(name), now[name]);
  const pads = askedPads(options, pad);
  ["h", "w"].forEach((axis, i) => {
    const size = axis === "h" ? "height" : "width";
    sizes[size] = legal(`input ${size}`, shape ? shape.at(i - 2) : undefined, ...limits(size), now[size]);
    for (const [key, name] of [["kernel", "kernel_size"], ["stride", "stride"], ["dilation", "dilation"]]) {
      sizes[`${key}_${axis}`] = legal(name, optionAt(options, name, i), ...limits(`${key}_${axis}`), now[`${key}_${axis}`]);
    }
    const most = sizes.padding_mode === "reflect" ? Math.min(3, sizes[size] - 1) : 3;
    const [before, after] = pads[i].map((value) => legal("padding", value, 0, most, 0));
    sizes[`padding_${axis}`] = before;
    sizes[CONV2D_FAR[axis]] = before === after ? -1 : after;
  });
  return sizes;
}

/** More input first, where the kernel does not fit, then less dilation, then fewer taps. */
function madeToFit(sizes, say) {
  for (const axis of ["h", "w"]) {
    const size = axis === "h" ? "height" : "width";
    const wanted = sizes[size] - Math.min(0, roomLeft(sizes, axis));
    const kept = Math.min(wanted, CONV2D_RANGES[size][1]);
    if (kept !== sizes[size]) say(`the input's ${size} becomes ${kept}, so that the kernel fits`);
    sizes[size] = kept;
    for (const key of [`dilation_${axis}`, `kernel_${axis}`]) {
      const before = sizes[key];
      while (roomLeft(sizes, axis) < 0 && sizes[key] > 1) sizes[key] -= 1;
      if (sizes[key] !== before) say(`${key.split("_")[0]} ${before} becomes ${sizes[key]}, so that the kernel fits`);
    }
  }
  return sizes;
}

/** The last tensor whose name ends so, such as "conv.weight.data". */
function tensorNamed(tensors, pattern) {
  return Object.entries(tensors).filter(([name]) => pattern.test(name)).at(-1)?.[1] ?? null;
}

/** The numbers of the code, as far as it holds all of them. */
function askedNumbers(next, { input, weight, bias }, hasBias, say) {
  const place = geometryOf(next);
  const fits = (tensor, shape, limit) =>
    tensor?.values?.length === product(shape) && String(tensor.shape.slice(-shape.length)) === String(shape) &&
    tensor.values.every((value) => Number.isInteger(8 * value) && Math.abs(value) <= limit);
  const patch = { flip: weight?.turned === true };
  if (fits(weight, place.weight, 99)) patch.weight = weight.values;
  else if (weight?.values) say("its weights are left out, since they are not numbers that the figure holds (multiples of 1/8 up to 99, in this shape)");
  if (fits(bias, [next.out_channels], 99)) patch.bias = bias.values;
  else if (!hasBias) patch.bias = next.bias.map(() => 0);
  if (fits(input, place.input, 255)) return { ...patch, source: "numbers", input: input.values };
  const photo = input?.origin;
  const [rows, columns] = (input?.index ?? []).slice(-2);
  if (!Object.hasOwn(PHOTO_SIZES, String(photo)) || !Array.isArray(columns)) return patch;
  return { ...patch, source: "photo", photo, photo_y: rows[0], photo_x: columns[0] };
}

/** Shape of an input that is not written out: a slice of a photograph tells it too. */
function shapeOfInput(input) {
  if (input?.shape) return input.shape.length >= 2 ? input.shape : null;
  const sides = (input?.index ?? []).filter(Array.isArray).map(([from, to]) => to - from);
  return sides.length >= 2 ? sides : null;
}

/** The parameters that show the first Conv2d of some code, and what to say of it. */
export function conv2dFromLayers(now, layers, tensors) {
  const at = layers.findIndex(({ type }) => type === "Conv2d");
  if (at < 0) {
    const other = layers.find(({ type }) => type in CONV2D_ELSEWHERE);
    const where = other ? `${other.type} belongs to ${CONV2D_ELSEWHERE[other.type]}` : `found ${layers.map(({ type }) => type).join(", ")}`;
    return { patch: null, words: `Not loaded: no Conv2d in it; ${where}.` };
  }
  const { options, tensors: own } = layers[at];
  const { say, legal, told } = fittingWords();
  const pad = Object.values(PAD_LAYERS).includes(layers[at - 1]?.type) ? layers[at - 1] : null;
  const code = own ?? {
    input: tensorNamed(tensors, /^(x|inputs?|images?|img)$/i),
    weight: tensorNamed(tensors, /(^|\.)weight(\.data)?$/),
    bias: tensorNamed(tensors, /(^|\.)bias(\.data)?$/),
  };
  if (options.groups > 1) say(`groups ${options.groups} becomes 1 (the page on grouped convolution shows groups)`);
  const sizes = madeToFit(askedSizes(now, options, pad, shapeOfInput(code.input), legal, say), say);
  const next = resized(now, sizes);
  const patch = { ...next, ...askedNumbers(next, code, options.bias !== false, say) };
  const count = layers.filter(({ type }) => type === "Conv2d").length;
  const which = count > 1 ? `Loaded the first of ${count} Conv2d` : "Loaded Conv2d";
  return { patch, words: `${told(which)}.` };
}
