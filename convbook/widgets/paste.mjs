// Reads layers from pasted Python: nn.Conv2d(...), nn.Sequential(...), or a printed model.
import { button, h, uid } from "./dom.mjs";

const CONV = ["in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "groups", "bias", "padding_mode"];
const TRANSPOSE = ["in_channels", "out_channels", "kernel_size", "stride", "padding", "output_padding", "groups", "bias", "dilation", "padding_mode"];
const MAX_POOL = ["kernel_size", "stride", "padding", "dilation", "return_indices", "ceil_mode"];
const AVG_POOL = ["kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override"];
const DEFAULTS = { stride: 1, padding: 0, dilation: 1, groups: 1, output_padding: 0, bias: true, ceil_mode: false };

/** Argument names of the layers that move a window, in torch's order. */
const SIGNATURES = Object.fromEntries(
  ["1d", "2d", "3d"].flatMap((dims) => [
    [`Conv${dims}`, CONV],
    [`ConvTranspose${dims}`, TRANSPOSE],
    [`MaxPool${dims}`, MAX_POOL],
    [`AvgPool${dims}`, AVG_POOL],
  ]),
);
const TOKEN = /\s+|#[^\n]*|(-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([A-Za-z_][\w.]*)|("[^"]*"|'[^']*')|([()[\]{},=:*])/y;

function tokensOf(text) {
  // A printed model numbers its parts, "(0): Conv2d(...)", one a line and without commas.
  const source = text.replace(/^\s*\([\w.]+\):/gm, ",");
  const tokens = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (!match) throw new Error(`"${source.slice(at, at + 12).trim()}" is no part of a layer`);
    const [, number, name, string, sign] = match;
    if (number !== undefined) tokens.push({ kind: "value", value: Number(number), text: number });
    else if (name !== undefined) tokens.push({ kind: "name", text: name });
    else if (string !== undefined) tokens.push({ kind: "value", value: string.slice(1, -1), text: string });
    else if (sign !== undefined) tokens.push({ kind: sign, text: sign });
  }
  return tokens;
}

const WORDS = { True: true, False: false, None: null };

/** Python expressions as values: numbers, strings, lists, and calls { type, given, named }. */
function expressionsOf(text) {
  const tokens = tokensOf(text);
  let at = 0;
  const next = () => tokens[at++] ?? { kind: "end", text: "the end" };
  const peek = (ahead = 0) => tokens[at + ahead]?.kind ?? "end";
  const listUntil = (close) => {
    const items = [];
    const named = {};
    while (peek() !== close) {
      if (peek() === "end") throw new Error(`a "${close}" is missing at the end`);
      if (peek() === ",") next();
      else if (peek() === "name" && peek(1) === "=") {
        const { text: key } = next();
        next();
        named[key] = expression();
      } else items.push(expression());
    }
    next();
    return { items, named };
  };
  const expression = () => {
    const token = next();
    if (token.kind === "*") return expression();
    if (token.kind === "value") return token.value;
    if (token.kind === "(") return listUntil(")").items;
    if (token.kind === "[") return listUntil("]").items;
    if (token.kind !== "name") throw new Error(`"${token.text}" stands where a value is expected`);
    if (peek() !== "(") return token.text in WORDS ? WORDS[token.text] : token.text;
    next();
    const { items, named } = listUntil(")");
    return { type: token.text.split(".").at(-1), given: items, named };
  };
  const found = [];
  while (peek() !== "end") {
    if (peek() === ",") next();
    else if (peek() === "name" && (peek(1) === "=" || peek(1) === ":")) {
      at += 2;
    } else found.push(expression());
  }
  return found;
}

const isCall = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

function callsIn(value) {
  if (Array.isArray(value)) return value.flatMap(callsIn);
  return isCall(value) ? [value] : [];
}

function layersOf(call) {
  const parts = callsIn([...call.given, ...Object.values(call.named)]);
  if (["Sequential", "OrderedDict", "ModuleList"].includes(call.type)) return parts.flatMap(layersOf);
  if (parts.length) throw new Error(`${call.type} holds layers in a way that only its code tells; paste a Sequential`);
  const names = SIGNATURES[call.type];
  if (!names) return [{ type: call.type, options: { ...call.named }, given: call.given }];
  const options = { ...DEFAULTS };
  if (call.given.length > names.length) throw new Error(`${call.type} takes at most ${names.length} arguments`);
  call.given.forEach((value, i) => (options[names[i]] = value));
  for (const [name, value] of Object.entries(call.named)) {
    if (!names.includes(name)) throw new Error(`${call.type} has no argument ${name}`);
    options[name] = value;
  }
  for (const name of names.slice(0, names.indexOf("kernel_size") + 1)) {
    if (options[name] === undefined) throw new Error(`${call.type} lacks ${name}`);
  }
  const pools = call.type.includes("Pool");
  if (pools && !("stride" in call.named) && call.given.length < 2) options.stride = options.kernel_size;
  return [{ type: call.type, options, given: call.given }];
}

/**
 * The layers in a piece of Python, in order: [{ type: "Conv2d", options, given }].
 *
 * Options of convolutions and poolings are complete and named as in torch; sizes are numbers or
 * lists as they were written ([3, 3]), and `padding` may be a word. Other layers ("ReLU",
 * "BatchNorm2d") keep what was written. `problem` says why nothing could be read, or is "".
 */
export function parseLayers(text) {
  try {
    const layers = callsIn(expressionsOf(text)).flatMap(layersOf);
    return layers.length ? { layers, problem: "" } : { layers: [], problem: "no layer found, such as nn.Conv2d(3, 8, 3)" };
  } catch (error) {
    return { layers: [], problem: error.message };
  }
}

/** One option along an axis: the number itself, or the entry of a list. */
export function optionAt(options, name, axis) {
  const value = options[name];
  return Array.isArray(value) ? value[Math.min(axis, value.length - 1)] : value;
}

/** A folded field to paste code into; `onLayers(layers)` returns a sentence on what was taken. */
export function pasteBox({ example, onLayers }) {
  const id = uid("paste");
  const field = h("textarea", { id, rows: 3, spellcheck: "false", autocapitalize: "off", placeholder: example });
  const said = h("p", { class: "cb-paste-said", role: "status" });
  const load = () => {
    const { layers, problem } = parseLayers(field.value || example);
    said.textContent = problem ? `Not loaded: ${problem}.` : onLayers(layers);
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
