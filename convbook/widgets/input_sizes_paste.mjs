// Takes the layers that change sizes out of pasted PyTorch; the rest is counted or named.
import { effectiveKernelSize } from "./core.mjs";
import { optionAt } from "./paste.mjs";
import { ISZ_MOST_LAYERS, ISZ_MOST_STRIDE, ISZ_RANGES, iszLists } from "./input_sizes_state.mjs";

const ISZ_TAKEN = /^(Conv|MaxPool|AvgPool)\dd$/;
// Layers that keep the size and read no padding.
const ISZ_POINTWISE = /^(\w*(ReLU|ELU)6?|GELU|SiLU|Mish|Sigmoid|Tanh|Hard\w+|Soft(plus|sign)|LogSigmoid|(Batch|Group|Instance)Norm(\dd)?|Dropout(\dd)?|AlphaDropout|FrozenBatchNorm2d|Identity)$/;
const ISZ_WHOLE = /^(Adaptive\w+|Flatten|Linear|GlobalAvgPool|LayerNorm)$/;

function iszTake({ type, options }) {
  if (options.ceil_mode === true) throw new Error(`${type} rounds up (ceil_mode), which the figure does not do`);
  const number = (name) => optionAt(options, name, 0);
  const k = effectiveKernelSize(number("kernel_size"), number("dilation") ?? 1);
  const s = number("stride");
  let p = number("padding") ?? 0;
  if (options.padding === "valid") p = 0;
  if (options.padding === "same") {
    if (s > 1 || k % 2 === 0) throw new Error(`padding="same" is uneven for a kernel of ${k}`);
    p = (k - 1) / 2;
  }
  for (const [name, list, value] of [["a kernel that spans", "kernels", k], ["stride", "strides", s], ["padding", "paddings", p]]) {
    const [low, high] = ISZ_RANGES[list];
    if (!Number.isInteger(value) || value < low || value > high) throw new Error(`${type} has ${name} ${value}, and the figure takes ${low} to ${high}`);
  }
  const kind = type.startsWith("Conv") ? 0 : 1;
  if (kind && p > Math.floor(k / 2)) throw new Error(`${type} pads more than half its kernel, which PyTorch refuses`);
  return { kind, k, s, p };
}

/** Loads the layers by `set` and returns a sentence on what was taken, left out, or refused. */
export function iszPasted(layers, { set }) {
  const taken = [];
  let [kept, stopped] = [0, ""];
  try {
    for (const layer of layers) {
      if (ISZ_TAKEN.test(layer.type)) {
        const next = iszTake(layer);
        if (next.s === 1 && next.k === 2 * next.p + 1) kept += 1;
        else taken.push(next);
      } else if (ISZ_WHOLE.test(layer.type)) {
        stopped = layer.type;
        break;
      } else if (!ISZ_POINTWISE.test(layer.type)) throw new Error(`${layer.type} is no layer the figure knows`);
    }
  } catch (error) {
    return `Not loaded: ${error.message}.`;
  }
  if (!taken.length) return "Not loaded: no layer in it changes the size.";
  if (taken.length > ISZ_MOST_LAYERS) return `Not loaded: ${taken.length} layers change the size, and the figure takes up to ${ISZ_MOST_LAYERS}.`;
  if (taken.reduce((product, { s }) => product * s, 1) > ISZ_MOST_STRIDE) return `Not loaded: the strides multiply to more than ${ISZ_MOST_STRIDE}.`;
  set({ ...iszLists(taken), rule: "given", look: "none" });
  const words = [`${taken.length} layer${taken.length === 1 ? "" : "s"} loaded`];
  if (kept) words.push(`${kept} that keep${kept === 1 ? "s" : ""} the size ${kept === 1 ? "reads" : "read"} all of the padding and ${kept === 1 ? "is" : "are"} left out`);
  if (stopped) words.push(`from ${stopped} on any size is taken`);
  return `${words.join("; ")}.`;
}
