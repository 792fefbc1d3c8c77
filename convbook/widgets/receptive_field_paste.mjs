// Takes a stack out of pasted PyTorch: what moves a window is kept, the rest is named.
import { effectiveKernelSize } from "./core.mjs";
import { optionAt } from "./paste.mjs";
import { RF_MOST_LAYERS, RF_RANGES, rfLists } from "./receptive_field_state.mjs";

const RF_TAKEN = /^(Conv|MaxPool|AvgPool)\dd$/;
// Layers that read one position, in evaluation mode.
const RF_POINTWISE = /^(\w*(ReLU|ELU)6?|GELU|SiLU|Mish|Sigmoid|Tanh|Hard\w+|Soft(plus|sign)|LogSigmoid|BatchNorm\dd|Dropout\dd|Dropout|AlphaDropout|FrozenBatchNorm2d|Identity)$/;
const RF_WHOLE = /^(Adaptive\w+|Flatten|Linear|GlobalAvgPool|GroupNorm|InstanceNorm\dd|LayerNorm)$/;

function rfPadding(options, k, s, d) {
  const reach = effectiveKernelSize(k, d) - 1;
  if (options.padding === "valid") return 0;
  if (options.padding !== "same") return optionAt(options, "padding", 0);
  if (s > 1 || reach % 2) throw new Error('padding="same" is uneven for that kernel, which the drawing does not do');
  return reach / 2;
}

function rfTake({ type, options }) {
  const whole = (name, list) => {
    const value = name === "padding" ? rfPadding(options, optionAt(options, "kernel_size", 0), optionAt(options, "stride", 0), optionAt(options, "dilation", 0) ?? 1) : optionAt(options, name, 0) ?? 1;
    const [low, high] = RF_RANGES[list];
    if (!Number.isInteger(value) || value < low || value > high) throw new Error(`${type} has ${name} ${value}, and the drawing takes ${low} to ${high}`);
    return value;
  };
  if (options.ceil_mode === true) throw new Error(`${type} rounds up (ceil_mode), which the drawing does not do`);
  const kind = type.startsWith("Conv") ? 0 : type.startsWith("Max") ? 1 : 2;
  const layer = { kind, k: whole("kernel_size", "kernels"), s: whole("stride", "strides"), p: whole("padding", "paddings"), d: kind === 2 ? 1 : whole("dilation", "dilations") };
  if (kind && layer.p > Math.floor(layer.k / 2)) throw new Error(`${type} pads more than half its kernel, which PyTorch refuses`);
  return layer;
}

/** Loads the layers by `set` and returns a sentence on what was taken, left out, or refused. */
export function rfPasted(layers, { set, normalize, get }) {
  const taken = [];
  const skipped = new Set();
  let stopped = "";
  try {
    for (const layer of layers) {
      if (RF_TAKEN.test(layer.type)) taken.push(rfTake(layer));
      else if (RF_POINTWISE.test(layer.type)) skipped.add(layer.type);
      else if (RF_WHOLE.test(layer.type)) {
        stopped = layer.type;
        break;
      } else throw new Error(`${layer.type} is no layer the drawing knows`);
    }
  } catch (error) {
    return `Not loaded: ${error.message}.`;
  }
  if (!taken.length) return "Not loaded: no convolution or pooling found.";
  if (taken.length > RF_MOST_LAYERS) return `Not loaded: ${taken.length} layers, and the drawing takes up to ${RF_MOST_LAYERS}.`;
  if (taken.reduce((product, { s }) => product * s, 1) > 1024) return "Not loaded: the strides multiply to more than 1,024.";
  const next = normalize({ ...get(), ...rfLists(taken), layer: RF_MOST_LAYERS, unit: 0 });
  set({ ...next, unit: rfMiddle(next, normalize) });
  const words = [`${taken.length} layer${taken.length === 1 ? "" : "s"} loaded`];
  if (skipped.size) words.push(`${[...skipped].join(", ")} read${skipped.size === 1 ? "s" : ""} one position and ${skipped.size === 1 ? "does" : "do"} not count`);
  if (stopped) words.push(`from ${stopped} on everything sees the whole image, so the stack ends before it`);
  return `${words.join("; ")}.`;
}

/** The middle unit of the layer looked at: half of the highest that `normalize` allows. */
function rfMiddle(params, normalize) {
  return Math.floor(normalize({ ...params, unit: 1e9 }).unit / 2);
}
