// Slide one sequence over another: convolution and cross-correlation by hand, one output at a time.
import { clampDyadic, clampInt, convOutputSize, effectiveKernelSize, paddingPair } from "./core.mjs";
import { frame } from "./dom.mjs";
import { slidePanel } from "./slide_1d_panel.mjs";
import { slidePicture } from "./slide_1d_picture.mjs";

const SLIDE_MODES = ["valid", "same", "full", "causal", "custom"];
const SLIDE_LIMITS = { signal: 12, kernel: 6, padding: 8, stride: 4, dilation: 3 };

function slideNumbers(values, most) {
  const kept = Array.isArray(values) ? values.slice(0, most) : [];
  return kept.length ? Array.from(kept, (value) => clampDyadic(value)) : [0];
}

function normalize(params) {
  const given = params ?? {};
  const count = (name, low) => clampInt(given[name], low, SLIDE_LIMITS[name]);
  const legal = {
    signal: slideNumbers(given.signal, SLIDE_LIMITS.signal),
    kernel: slideNumbers(given.kernel, SLIDE_LIMITS.kernel),
    flip: given.flip === true,
    mode: SLIDE_MODES.includes(given.mode) ? given.mode : "valid",
    padding: count("padding", 0),
    stride: count("stride", 1),
    dilation: count("dilation", 1),
  };
  return { ...legal, position: clampInt(given.position, 0, Math.max(0, slideCount(legal) - 1)) };
}

/** Zeros before and after the signal. "same" centres as NumPy and SciPy do: the odd zero in front. */
function slidePads({ mode, padding, kernel, dilation }) {
  if (mode === "causal") return [dilation * (kernel.length - 1), 0];
  const pair = paddingPair(mode === "custom" ? padding : mode, kernel.length, dilation);
  return mode === "same" ? pair.reverse() : pair;
}

function slideCount(params) {
  const { signal, kernel, stride, dilation } = params;
  return convOutputSize(signal.length, kernel.length, stride, ...slidePads(params), dilation);
}

/** Where h[0], h[1], ... stand on the padded signal when the window starts at `start`. */
function slideWindow({ kernel, flip, dilation }, start) {
  return kernel.map((_, j) => start + dilation * (flip ? kernel.length - 1 - j : j));
}

function slideColumns(params) {
  return Array.from({ length: slideCount(params) }, (_, t) => slideWindow(params, t * params.stride));
}

/** The value that a tap reads; padding is index -1. */
function slideValue(signal, i) {
  return i < 0 ? 0 : signal[i];
}

function compute(params) {
  const { signal, kernel } = params;
  const pads = slidePads(params);
  const inside = (column) => (column >= 0 && column < signal.length ? column : -1);
  const taps = slideColumns(params).map((window) => window.map((column) => inside(column - pads[0])));
  const sum = (reads) => reads.reduce((total, i, j) => total + slideValue(signal, i) * kernel[j], 0);
  const read = new Set(taps.flat());
  const unread = [...signal.keys()].filter((i) => !read.has(i));
  return { output: taps.map(sum), taps, pads, unread };
}

function torchCode(params) {
  const { signal, kernel, flip, stride, dilation } = params;
  const [before, after] = slidePads(params);
  const options = [];
  if (before === after && before > 0) options.push(`padding=${before}`);
  if (stride > 1) options.push(`stride=${stride}`);
  if (dilation > 1) options.push(`dilation=${dilation}`);
  const lines = [
    "import torch",
    "import torch.nn.functional as F",
    "",
    `signal = torch.tensor([${signal.join(", ")}], dtype=torch.float64)`,
    `kernel = torch.tensor([${kernel.join(", ")}], dtype=torch.float64)`,
  ];
  if (slideCount(params) === 0) {
    return [...lines, "# The kernel is longer than the padded signal: F.conv1d refuses it.", "result = torch.empty(0)"].join("\n");
  }
  if (before !== after) lines.push(`signal = F.pad(signal, (${before}, ${after}))`);
  if (flip) lines.push("kernel = kernel.flip(0)  # F.conv1d cross-correlates");
  const call = ["signal[None, None]", "kernel[None, None]", ...options].join(", ");
  return [...lines, `result = F.conv1d(${call})[0, 0]`].join("\n");
}

/** What the views draw: the numbers, where every tap stands, and the extents. */
function slideState(params) {
  const result = compute(params);
  const { signal, kernel, dilation } = params;
  return {
    params,
    ...result,
    products: result.taps.map((reads) => reads.map((i, j) => slideValue(signal, i) * kernel[j])),
    columns: slideColumns(params),
    resting: slideWindow(params, 0),
    extent: effectiveKernelSize(kernel.length, dilation),
    length: signal.length + result.pads[0] + result.pads[1],
  };
}

function render({ model, el }) {
  const { get, set, body, onChange, destroy } = frame({
    model, el, title: "Slide one sequence over another", normalize, torchCode,
  });
  let looked = null;
  let follow = false;
  const change = (list, index, value) => set({ [list]: get()[list].map((old, i) => (i === index ? value : old)) });
  const picture = slidePicture({
    onOutput: (position) => set({ position }),
    onInput: (column) => {
      looked = column;
      draw(get());
    },
    onEdit: (index, value) => change("signal", index, value),
  });
  const panel = slidePanel({
    get,
    limits: SLIDE_LIMITS,
    set: (patch) => {
      follow = "position" in patch;
      set(patch);
      follow = false;
    },
    onEdit: (index, value) => change("kernel", index, value),
  });
  body.append(panel.transport, picture.node, panel.equation, panel.settings);
  const draw = (params) => {
    const state = slideState(params);
    const last = state.length - 1;
    const at = looked === null || looked > last ? null : looked;
    picture.show(state, at, follow);
    panel.show(state, at);
  };
  onChange(draw);
  return () => {
    panel.stop();
    destroy();
  };
}

export default { render, normalize, compute, torchCode };
