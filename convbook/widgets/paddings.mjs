// Nine paddings: the same row of numbers and the same photograph, with each of them.
import { frame, h, narrator, reachable, select, slider } from "./dom.mjs";
import { numberGrid } from "./grid.mjs";
import { pzTorchCode } from "./paddings_code.mjs";
import { pzGallery } from "./paddings_pictures.mjs";
import { PZ_CELLS, PZ_MODES, PZ_RANGES, pzCompute, pzFrom, pzNormalize, pzPixels, pzRows } from "./paddings_state.mjs";
import { pzLines } from "./paddings_view.mjs";
import { PZ_NAMES, pzPictureSentence, pzSentence } from "./paddings_words.mjs";

const PZ_NARROW = 560;
const PZ_MARGIN = 200; // what stands beside the cells where there is room

function normalize(params) {
  return pzNormalize(params);
}

function compute(params, baked) {
  return pzCompute(params, baked);
}

function torchCode(params) {
  return pzTorchCode(params);
}

function pzControls({ get, set }) {
  const ranged = (label, key, text = String) => {
    const [min, max] = PZ_RANGES[key];
    return slider({ label, min, max, value: min, text, onInput: (value) => set({ [key]: value }) });
  };
  const parts = {
    padding: ranged("Padding p", "padding"),
    kernel: ranged("Kernel k", "kernel"),
    dilation: ranged("Dilation d", "dilation"),
  };
  const cells = slider({
    label: "Cells", min: PZ_CELLS[0], max: PZ_CELLS[1], value: PZ_CELLS[0],
    onInput: (count) => set({ row: Array.from({ length: count }, (_, i) => get().row[i] ?? i + 1) }),
  });
  const mode = select({ label: "Look at", options: PZ_MODES.map((each) => [each, PZ_NAMES[each]]), value: "valid", onInput: (value) => set({ mode: value }) });
  const row = numberGrid({
    label: "The row, editable", role: "input", name: (i) => `cell ${i}`,
    edit: (i, value) => set({ row: get().row.map((old, j) => (j === i ? value : old)) }),
  });
  const node = h("div", {},
    h("div", { class: "cb-controls" }, parts.padding.node, parts.kernel.node, parts.dilation.node, cells.node, mode.node),
    h("div", { class: "cb-pz-own" }, h("span", { "aria-hidden": "true" }, "Your row"), row.node));
  const show = (params) => {
    for (const [key, part] of Object.entries(parts)) part.set(params[key]);
    cells.set(params.row.length);
    mode.set(params.mode);
    row.show({ values: params.row, rows: 1, columns: params.row.length });
  };
  return { node, show };
}

function render({ model, el }) {
  const pixels = pzPixels(model.get("baked"));
  const { get, set, body, onChange, destroy } = frame({ model, el, title: "Nine paddings", normalize, torchCode });
  let inPicture = false;
  const look = (picture, patch) => {
    inPicture = picture;
    const now = get();
    if (Object.keys(patch).some((key) => now[key] !== patch[key])) set(patch);
    else say(now);
  };
  const controls = pzControls({ get, set });
  const lines = pzLines({ get, onLook: (mode, at) => look(false, { mode, at }) });
  const gallery = pzGallery({ get, onPoint: (mode, y, x) => look(true, { mode, y, x }) });
  const border = slider({
    label: "Border of the photographs", min: PZ_RANGES.border[0], max: PZ_RANGES.border[1], value: 0, text: (n) => `${n} px`,
    onInput: (value) => set({ border: value }),
  });
  const told = narrator();
  const legend = h("p", { class: "cb-pz-legend" }, "Below each cell: how many taps of the layer use it. Orange where that is not k.");
  const scroll = h("div", { class: "cb-pz-scroll" }, lines.node);
  body.append(controls.node, legend, scroll, told.node, h("div", { class: "cb-controls cb-pz-border" }, border.node), gallery.node);
  reachable(scroll, lines.node, () => "Padded rows");
  let [drawn, rows, width] = ["", null, 680];
  const say = (params) => told.say(inPicture ? pzPictureSentence(params, pzFrom(params)) : pzSentence(params, rows));
  const draw = (params) => {
    const key = JSON.stringify([params.row, params.padding, params.kernel, params.dilation, width]);
    if (key !== drawn) {
      rows = pzRows(params);
      lines.show(params, rows, width < PZ_NARROW ? width - 12 : width - PZ_MARGIN);
    }
    drawn = key;
    lines.mark(params, rows);
    controls.show(params);
    border.set(params.border);
    gallery.show(params, pixels);
    gallery.mark(params, pzFrom(params));
    say(params);
  };
  const sized = new ResizeObserver(() => {
    const next = scroll.clientWidth;
    if (next === width || next < 40) return;
    width = next;
    draw(get());
  });
  sized.observe(scroll);
  onChange(draw);
  return () => {
    sized.disconnect();
    destroy();
  };
}

export default { render, normalize, compute, torchCode };
