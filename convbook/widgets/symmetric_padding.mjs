// Four groups of channels, padded towards four corners, and what they read together.
import { frame, h, narrator, reachable, select, slider } from "./dom.mjs";
import { numberGrid } from "./grid.mjs";
import { SP_KERNELS, SP_ORDERS, SP_RANGES, spCompute, spNormalize, spOutputSide, spTorchCode } from "./symmetric_padding_state.mjs";
import { spGroups4 } from "./symmetric_padding_view.mjs";
import { spInputSentence, spOutputSentence, spResult, spScale } from "./symmetric_padding_words.mjs";

const SP_SLIDERS = { depth: "Layers", channels: "Channels", size: "Rows and columns" };
const SP_NAMES = { code: "authors’ code", poster: "authors’ poster" };

function normalize(params) {
  return spNormalize(params);
}

function compute(params) {
  return spCompute(params);
}

function torchCode(params) {
  return spTorchCode(params);
}

function spControls(get, set) {
  const pick = (label, key, options, read) => select({ label, options, value: options[0][0], onInput: (value) => set({ [key]: read(value) }) });
  const kernel = pick("Kernel", "kernel", SP_KERNELS.map((size) => [size, `${size} × ${size}, C${size}sp`]), Number);
  const stride = pick("Stride of the first layer", "stride", [[1, "1"], [2, "2"]], Number);
  const order = pick("Order of the groups", "order", Object.keys(SP_ORDERS).map((name) => [name, SP_NAMES[name]]), String);
  const sliders = Object.entries(SP_SLIDERS).map(([key, label]) => {
    const [min, max] = SP_RANGES[key];
    return [key, slider({ label, min, max, value: min, onInput: (value) => set({ [key]: value }) })];
  });
  const show = (params) => {
    kernel.set(params.kernel);
    stride.set(params.stride);
    order.set(params.order);
    for (const [key, control] of sliders) control.set(params[key]);
  };
  const nodes = [kernel, ...sliders.map(([, control]) => control), stride, order].map(({ node }) => node);
  return { node: h("div", { class: "cb-controls" }, ...nodes), show };
}

/** A map as a grid of numbers with its title, in a box that may scroll. */
function spMap({ role, label, title, look }) {
  const grid = numberGrid({ label, role, look });
  const scroll = h("div", { class: "cb-sp-scroll" }, grid.node);
  const note = h("p", { class: "cb-sp-note" });
  reachable(scroll, grid.node, () => label);
  const node = h("div", { class: "cb-sp-map" }, h("p", { class: "cb-sp-title" }, title), scroll, note);
  return { node, grid, note };
}

function spReadout() {
  const parts = [0, 1, 2, 3, 4].map(() => [h("span", { class: "cb-sp-name" }), h("span", { class: "cb-sp-value" })]);
  const node = h("div", { class: "cb-sp-result" }, ...parts.map((pair) => h("p", {}, ...pair)));
  const show = (rows) => rows.forEach((row, i) => row.forEach((text, j) => (parts[i][j].textContent = text)));
  return { node, show };
}

function render({ model, el }) {
  const { get, set, body, onChange, destroy } = frame({
    model, el, title: "Four groups of channels, four corners", normalize, torchCode,
  });
  // Is the reader pointing at the input?
  let reading = false;
  const look = (from) => (index) => {
    if (index === null) return;
    const side = from ? get().size : spOutputSide(get());
    const [row, column] = [Math.floor(index / side), index % side];
    reading = from;
    set(from ? { row, column } : { y: row, x: column });
    draw(get());
  };
  const controls = spControls(get, set);
  const groups = spGroups4((params) => SP_ORDERS[params.order]);
  const input = spMap({ role: "input", label: "Input, all channels together", title: "input: what the four groups read together", look: look(true) });
  const output = spMap({ role: "output", label: "Output", title: "output", look: look(false) });
  const result = spReadout();
  const told = narrator();
  const heading = h("p", { class: "cb-sp-title" });
  const maps = h("div", { class: "cb-sp-maps" }, input.node, h("span", { class: "cb-sp-arrow", "aria-hidden": "true" }, "→"), output.node);
  body.append(controls.node, heading, groups.node, maps, result.node, told.node);
  const draw = (params) => {
    const numbers = spCompute(params);
    const side = spOutputSide(params);
    controls.show(params);
    heading.textContent = params.depth === 1 ? "the input, padded by group, and the window of one output" : "what the last layer reads, padded by group";
    groups.show(params, numbers, params.depth === 1 ? params.size : side, reading);
    const values = (counts, list, on) => list.map((value, i) => (on && counts[i] ? value : null));
    const at = { input: params.row * params.size + params.column, output: params.y * side + params.x };
    const mark = (counts, on, own) => (i) => (on ? (counts[i] ? "cb-on" : "") : i === own ? "cb-on cb-picked" : "");
    input.grid.show({ values: values(numbers.output, numbers.reads_shown, !reading), rows: params.size, columns: params.size, mark: mark(numbers.output, !reading, at.input) });
    output.grid.show({ values: values(numbers.readers, numbers.readers_shown, reading), rows: side, columns: side, mark: mark(numbers.readers, reading, at.output) });
    input.note.textContent = reading ? "one pixel" : spScale(numbers.output);
    output.note.textContent = reading ? spScale(numbers.readers) : "one output";
    result.show(spResult(params, numbers));
    told.say(reading ? spInputSentence(params, numbers, side) : spOutputSentence(params, numbers));
  };
  onChange(draw);
  return destroy;
}

export default { render, normalize, compute, torchCode };
