// The foveation map: in how many ways every pixel takes part in a network, by kind of padding.
import { frame, h, narrator, numberField, select, slider } from "./dom.mjs";
import { fvTorchCode } from "./foveation_code.mjs";
import { FV_BLOCKS, FV_DEPTHS, FV_DILATIONS, FV_KERNELS, FV_MODES, FV_SIZES, fvCompute, fvNormalize, fvNumbers, fvRows, fvValues } from "./foveation_state.mjs";
import { fvMap, fvProfile, fvTable } from "./foveation_view.mjs";
import { FV_NAMES, fvBalance, fvResult, fvSentence } from "./foveation_words.mjs";

const FV_VGG = { kernel: 3, dilation: 1, depths: [2, 2, 4, 4, 4], pool: "2x2" };
const FV_PRESETS = {
  "VGG-19, 512 px": { ...FV_VGG, size: 512 },
  "VGG-19, 127 px": { ...FV_VGG, size: 127 },
  "VGG-19, dilation 2": { ...FV_VGG, size: 512, dilation: 2 },
  "VGG-19, 3 × 3 pooling": { ...FV_VGG, size: 512, pool: "3x3" },
  "one layer, 8 px": { size: 8, kernel: 3, dilation: 1, depths: [1], pool: "none" },
  "ten layers, no pooling, 64 px": { size: 64, kernel: 3, dilation: 1, depths: [5, 5], pool: "none" },
};

function normalize(params) {
  return fvNormalize(params);
}

function compute(params) {
  return fvCompute(params);
}

function torchCode(params) {
  return fvTorchCode(params);
}

function fvPresetOf(params) {
  const part = ({ size, kernel, dilation, depths, pool }) => JSON.stringify([size, kernel, dilation, depths, pool]);
  return Object.keys(FV_PRESETS).find((name) => part(FV_PRESETS[name]) === part(params)) ?? "";
}

function fvDepths({ get, set }) {
  const fields = Array.from({ length: FV_BLOCKS[1] }, (_, i) => numberField({
    label: `Convolutions in block ${i + 1}`, hideLabel: true, min: FV_DEPTHS[0], max: FV_DEPTHS[1], value: 1,
    onInput: (value) => set({ depths: get().depths.map((old, j) => (j === i ? value : old)) }),
  }));
  const node = h("div", { class: "cb-field cb-fv-depths" }, h("span", { "aria-hidden": "true" }, "Convolutions per block"), ...fields.map((field) => field.node));
  const show = ({ depths }) => fields.forEach((field, i) => {
    field.node.hidden = i >= depths.length;
    if (i < depths.length) field.set(depths[i]);
  });
  return { node, show };
}

function fvControls({ get, set }) {
  const mode = select({ label: "Padding", options: FV_MODES.map((each) => [each, FV_NAMES[each]]), value: "zeros", onInput: (value) => set({ mode: value }) });
  const start = select({
    label: "Stack", options: [["", "your own"], ...Object.keys(FV_PRESETS).map((name) => [name, name])], value: "",
    onInput: (name) => name && set(FV_PRESETS[name]),
  });
  const ranged = (label, key, [min, max], text = String) => slider({ label, min, max, value: min, text, onInput: (value) => set({ [key]: value }) });
  const size = ranged("Image", "size", FV_SIZES, (n) => `${n} px`);
  const kernel = ranged("Kernel", "kernel", FV_KERNELS, (n) => `${n} × ${n}`);
  const dilation = ranged("Dilation", "dilation", FV_DILATIONS);
  const blocks = slider({
    label: "Blocks", min: FV_BLOCKS[0], max: FV_BLOCKS[1], value: 1,
    onInput: (count) => set({ depths: Array.from({ length: count }, (_, i) => get().depths[i] ?? 2) }),
  });
  const depths = fvDepths({ get, set });
  const pool = select({
    label: "Pooling between blocks", value: "2x2", onInput: (value) => set({ pool: value }),
    options: [["2x2", "2 × 2 mean, stride 2"], ["3x3", "3 × 3 mean, stride 2, padding 1"], ["none", "none"]],
  });
  const parts = { size, kernel, dilation, mode, pool };
  const node = h("div", { class: "cb-controls" }, ...[mode, start, size, kernel, dilation, blocks, depths, pool].map((part) => part.node));
  const show = (params) => {
    for (const [key, part] of Object.entries(parts)) part.set(params[key]);
    start.set(fvPresetOf(params));
    blocks.set(params.depths.length);
    depths.show(params);
  };
  return { node, show };
}

function render({ model, el }) {
  const { get, set, body, onChange, destroy } = frame({ model, el, title: "How much each pixel takes part", normalize, torchCode });
  const onPoint = (y, x) => {
    const now = get();
    if (now.y !== y || now.x !== x) set({ y, x });
  };
  const controls = fvControls({ get, set });
  const map = fvMap({ get, onPoint });
  const profile = fvProfile({ get, onPoint });
  const table = fvTable({ set });
  const told = narrator();
  const [result, balance] = ["cb-fv-result", "cb-fv-balance"].map((name) => h("p", { class: name }));
  const caption = h("p", { class: "cb-fv-caption" }, "One row through the middle, over its centre");
  const right = h("div", { class: "cb-fv-right" }, caption, profile.node, balance, table.node);
  body.append(h("div", { class: "cb-fv" }, controls.node, result, h("div", { class: "cb-fv-stages" }, h("div", { class: "cb-fv-left" }, map.node, told.node), right)));
  let [stacked, tabled, kept, rows, waiting, first] = ["", "", null, null, 0, true];
  // The picture has a quarter of a million pixels, and the table eight times the work.
  const paint = () => {
    waiting = 0;
    const { mode, y: _y, x: _x, ...stack } = get();
    const key = JSON.stringify(stack);
    if (key !== tabled) rows = fvRows(get());
    tabled = key;
    table.show({ mode }, rows);
    map.paint(kept.paths, kept.centre);
    profile.show(kept.paths, kept.centre, kept.most);
  };
  const draw = (params) => {
    const { y: _y, x: _x, ...stack } = params;
    const key = JSON.stringify(stack);
    if (key !== stacked) {
      kept = fvNumbers(params);
      controls.show(params);
      balance.textContent = fvBalance(kept);
      if (first) paint();
      else waiting ||= requestAnimationFrame(paint);
    }
    [stacked, first] = [key, false];
    const values = fvValues(kept.paths, params);
    result.textContent = fvResult(params, kept, values);
    map.mark(params);
    profile.mark(params);
    told.say(fvSentence(params, values));
  };
  onChange(draw);
  const themed = new MutationObserver(() => {
    map.recolour();
    stacked = "";
    draw(get());
  });
  themed.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "theme"] });
  return () => {
    cancelAnimationFrame(waiting);
    themed.disconnect();
    destroy();
  };
}

export default { render, normalize, compute, torchCode };
