// Formula against measurement: the size that torch gives for every input, and what the article says.
import { checkbox, frame, h, narrator, select, slider } from "./dom.mjs";
import { sfChart } from "./size_formulas_chart.mjs";
import { compute, normalize, SF_MOST, SF_OPERATIONS, sfMostExtra, sfTransposed, torchCode } from "./size_formulas_state.mjs";
import { sfArticleFormula, sfHits, sfOwnFormula, sfSentence } from "./size_formulas_words.mjs";

const SF_NARROWEST = 40;

function sfPresetOf(presets, params) {
  const layer = ({ size: _size, ...rest }) => JSON.stringify(rest, Object.keys(rest).sort());
  return Object.keys(presets).find((name) => layer(presets[name]) === layer(params)) ?? "";
}

function sfControls({ set }, presets) {
  const operation = select({ label: "Operation", options: Object.entries(SF_OPERATIONS), value: "dilated", onInput: (value) => set({ operation: value }) });
  const start = select({
    label: "Start from", options: [["", "own layer"], ...Object.keys(presets).map((name) => [name, name])], value: "",
    onInput: (name) => name && set(presets[name]),
  });
  const rows = [["kernel", "Kernel", 1, 7], ["stride", "Stride", 1, 5], ["padding", "Padding", 0, 6], ["dilation", "Dilation", 1, 5], ["output_padding", "Output padding", 0, 4]];
  const sliders = rows.map(([name, label, min, max]) => [name, slider({ label, min, max, value: min, onInput: (value) => set({ [name]: value }) })]);
  const ceil = checkbox({ label: "round up (ceil_mode)", value: false, onInput: (value) => set({ ceil_mode: value }) });
  const node = h("div", { class: "cb-controls" }, operation.node, start.node, ...sliders.map(([, control]) => control.node), ceil.node);
  const show = (params) => {
    operation.set(params.operation);
    start.set(sfPresetOf(presets, params));
    const most = { padding: params.operation === "pool" ? Math.floor(params.kernel / 2) : 6, output_padding: sfMostExtra(params) };
    for (const [name, control] of sliders) control.set(params[name], name in most ? { max: most[name] } : {});
    const named = Object.fromEntries(sliders);
    named.dilation.input.disabled = !params.operation.startsWith("dilated");
    named.output_padding.input.disabled = !most.output_padding;
    ceil.set(params.ceil_mode);
    ceil.input.disabled = params.operation !== "pool";
  };
  return { node, show };
}

function sfLegend() {
  const entry = (name, text) => h("span", { class: "cb-sf-entry" }, h("span", { class: `cb-sf-key ${name}`, "aria-hidden": "true" }), text);
  return h("p", { class: "cb-sf-legend" },
    entry("cb-sf-key-torch", "what torch gives"), entry("cb-sf-key-article", "the article, as printed"), entry("cb-sf-key-gap", "wrong even when rounded down"),
    h("span", {}, "● right as printed, ○ right once rounded down, × wrong, – refused"));
}

function render({ model, el }) {
  const { get, set, body, onChange, destroy } = frame({ model, el, title: "Formula against measurement", normalize, torchCode });
  const controls = sfControls({ set }, model.get("baked").presets);
  const chart = sfChart({ get, onLook: (size) => {
    const next = Math.max(1, Math.min(SF_MOST, size));
    if (next !== get().size) set({ size: next });
  } });
  const size = slider({ label: "Input", min: 1, max: SF_MOST, value: 8, text: (n) => `${n} px`, onInput: (value) => set({ size: value }) });
  const hits = h("p", { class: "cb-sf-hits" });
  const own = h("span", {});
  const printed = h("span", {});
  const lines = h("p", { class: "cb-sf-lines" }, h("strong", { class: "cb-sf-own" }, "torch"), own, h("strong", {}, "article"), printed);
  const told = narrator();
  const caption = h("p", { class: "cb-sf-legend" });
  body.append(h("div", { class: "cb-sf" }, controls.node, hits, sfLegend(), chart.stage, h("div", { class: "cb-sf-size" }, size.node), lines, told.node, caption, chart.squares));

  let width = 680;
  let waiting = 0;
  const paint = () => {
    waiting = 0;
    const params = get();
    chart.show(params, compute(params), width);
  };
  const sized = new ResizeObserver(() => {
    const next = chart.stage.clientWidth;
    if (next === width || next < SF_NARROWEST) return;
    width = next;
    paint();
  });
  sized.observe(chart.stage);
  let first = true;
  onChange((params) => {
    const seen = compute(params);
    controls.show(params);
    size.set(params.size);
    hits.textContent = sfHits(params, seen);
    own.textContent = sfOwnFormula(params, seen);
    printed.textContent = sfArticleFormula(params, seen);
    caption.textContent = seen.reads.length
      ? `Taps that ${sfTransposed(params) ? `reach each px of the output of ${seen.reads.length}` : `read each px of the input of ${params.size}`}; dashed: none.`
      : "";
    told.say(sfSentence(params, seen));
    if (first) paint();
    else waiting ||= requestAnimationFrame(paint);
    first = false;
  });
  return () => {
    cancelAnimationFrame(waiting);
    sized.disconnect();
    destroy();
  };
}

export default { render, normalize, compute, torchCode };
