// Reads layers from pasted Python: nn.Conv2d(...), nn.Sequential(...), F.conv2d(...), a printed model.
import { button, h, uid } from "./dom.mjs";
import { isPythonCall, isPythonTensor, readPython } from "./paste_python.mjs";

const PASTE_FACTORY = ["device", "dtype"];
const PASTE_CONV = ["in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "groups", "bias", "padding_mode", ...PASTE_FACTORY];
const PASTE_TRANSPOSE = ["in_channels", "out_channels", "kernel_size", "stride", "padding", "output_padding", "groups", "bias", "dilation", "padding_mode", ...PASTE_FACTORY];
const PASTE_MAX_POOL = ["kernel_size", "stride", "padding", "dilation", "return_indices", "ceil_mode"];
const PASTE_AVG_POOL = ["kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override"];
const PASTE_DEFAULTS = { stride: 1, padding: 0, dilation: 1, groups: 1, output_padding: 0, bias: true, ceil_mode: false, padding_mode: "zeros" };
const PASTE_CONTAINERS = ["Sequential", "OrderedDict", "ModuleList", "ModuleDict"];
const PASTE_DIMS = ["1d", "2d", "3d"];

/** Argument names of the layers that move a window, in torch's order. */
const PASTE_SIGNATURES = Object.fromEntries(
  PASTE_DIMS.flatMap((dims) => [
    [`Conv${dims}`, PASTE_CONV],
    [`ConvTranspose${dims}`, PASTE_TRANSPOSE],
    [`MaxPool${dims}`, PASTE_MAX_POOL],
    [`AvgPool${dims}`, PASTE_AVG_POOL],
  ]),
);

/** The functions of torch.nn.functional that do a layer's work, and their arguments. */
const PASTE_FUNCTIONS = Object.fromEntries(
  PASTE_DIMS.flatMap((dims) => [
    [`conv${dims}`, [`Conv${dims}`, ["input", "weight", "bias", ...PASTE_CONV.slice(3, 7)]]],
    [`conv_transpose${dims}`, [`ConvTranspose${dims}`, ["input", "weight", "bias", "stride", "padding", "output_padding", "groups", "dilation"]]],
    [`max_pool${dims}`, [`MaxPool${dims}`, ["input", ...PASTE_MAX_POOL]]],
    [`avg_pool${dims}`, [`AvgPool${dims}`, ["input", ...PASTE_AVG_POOL]]],
  ]),
);

function isLayerName(name) {
  return name in PASTE_SIGNATURES || name in PASTE_FUNCTIONS || PASTE_CONTAINERS.includes(name);
}

function callsIn(value) {
  if (Array.isArray(value)) return value.flatMap(callsIn);
  if (!isPythonCall(value)) return [];
  // relu(conv(x)) and the like hold no layer themselves, but their arguments may.
  if (/^[A-Z]/.test(value.type) || value.type in PASTE_FUNCTIONS) return [value];
  return callsIn([...value.given, ...Object.values(value.named)]);
}

function optionsOf(type, names, { given, named }) {
  const options = { ...PASTE_DEFAULTS };
  if (given.length > names.length) throw new Error(`${type} takes at most ${names.length} arguments`);
  given.forEach((value, i) => (options[names[i]] = value));
  for (const [name, value] of Object.entries(named)) {
    if (!names.includes(name)) throw new Error(`${type} has no argument ${name}`);
    options[name] = value;
  }
  for (const name of names.slice(0, names.indexOf("kernel_size") + 1)) {
    if (options[name] === undefined) throw new Error(`${type} lacks ${name}`);
  }
  if (options.stride === null || (/pool/i.test(type) && !("stride" in named) && given.length < names.indexOf("stride") + 1)) {
    options.stride = options.kernel_size;
  }
  return options;
}

/** A call of torch.nn.functional as the layer that does the same, with its tensors. */
function functionLayer(call) {
  const [type, names] = PASTE_FUNCTIONS[call.type];
  const { input, weight, ...options } = optionsOf(call.type, names, call);
  const bias = call.named.bias ?? call.given[names.indexOf("bias")] ?? null;
  const inner = callsIn([input]).flatMap((part) => layersOf(part, true));
  if (type.includes("Pool")) return [...inner, { type, options, given: call.given, tensors: { input } }];
  if (!isPythonTensor(weight) || !weight.shape) throw new Error(`the shape of ${call.type}'s weight is not in the code`);
  const [first, second, ...kernel_size] = weight.shape;
  const [outputs, inputs] = type.includes("Transpose") ? [second * options.groups, first] : [first, second * options.groups];
  const full = { ...options, in_channels: inputs, out_channels: outputs, kernel_size, bias: bias !== null };
  return [...inner, { type, options: full, given: call.given, tensors: { input, weight, bias } }];
}

function layersOf(call, inside) {
  if (call.type in PASTE_FUNCTIONS) return functionLayer(call);
  const parts = callsIn([...call.given, ...Object.values(call.named)]);
  if (PASTE_CONTAINERS.includes(call.type) || (inside && parts.length)) return parts.flatMap((part) => layersOf(part, inside));
  if (parts.length) throw new Error(`${call.type} holds layers in a way that only its code tells; paste a Sequential`);
  const names = PASTE_SIGNATURES[call.type];
  const options = names ? optionsOf(call.type, names, call) : { ...call.named };
  return [{ type: call.type, options, given: call.given }];
}

/**
 * The layers in a piece of Python, in order: [{ type: "Conv2d", options, given }].
 *
 * Options of convolutions and poolings are complete and named as in torch; sizes are numbers or
 * lists as they were written ([3, 3]), and `padding` may be a word. Other layers ("ReLU",
 * "BatchNorm2d") keep what was written. `tensors` maps each name to the tensor it stands for at
 * the end: { shape, values, ... }, null where the code does not say. `problem` says why nothing
 * could be read, or is "". With `inside` the parts of any module count, in the order they are
 * written in, which need not be the order they run in.
 */
export function parseLayers(text, { inside = false } = {}) {
  try {
    const { values, known } = readPython(text, isLayerName);
    const layers = callsIn(values).flatMap((call) => layersOf(call, inside));
    const tensors = Object.fromEntries([...known].filter(([, value]) => isPythonTensor(value)));
    const problem = layers.length ? "" : "no layer found, such as nn.Conv2d(3, 8, 3)";
    return { layers, tensors, problem };
  } catch (error) {
    return { layers: [], tensors: {}, problem: error.message };
  }
}

/** One option along an axis: the number itself, or the entry of a list. */
export function optionAt(options, name, axis) {
  const value = options[name];
  return Array.isArray(value) ? value[Math.min(axis, value.length - 1)] : value;
}

/** Collects what had to be changed: `legal(name, value, low, high, otherwise)` returns a number. */
export function fittingWords() {
  const words = [];
  const say = (sentence) => words.push(sentence);
  const legal = (name, value, low, high, otherwise) => {
    if (!Number.isFinite(value)) {
      if (value !== undefined && value !== null) say(`${name} ${value} is no number here: ${otherwise} is taken`);
      return otherwise;
    }
    const kept = Math.min(high, Math.max(low, Math.round(value)));
    if (kept !== value) say(`${name} ${value} becomes ${kept}`);
    return kept;
  };
  const told = (start) => [start, ...new Set(words)].join("; ");
  return { say, legal, told };
}

/** A folded field to paste code into; `onLayers(layers, tensors)` returns a sentence on what was taken. */
export function pasteBox({ example, onLayers, inside = false }) {
  const id = uid("paste");
  const field = h("textarea", { id, rows: 3, spellcheck: "false", autocapitalize: "off", placeholder: example });
  const said = h("p", { class: "cb-paste-said", role: "status" });
  const load = () => {
    const { layers, tensors, problem } = parseLayers(field.value || example, { inside });
    said.textContent = problem ? `Not loaded: ${problem}.` : onLayers(layers, tensors);
  };
  const node = h(
    "details",
    { class: "cb-paste" },
    h("summary", {}, "Paste PyTorch"),
    h("label", { for: id }, "Layer as Python"),
    field,
    button("Load", load, { "data-action": "paste" }),
    said,
  );
  return { node };
}
