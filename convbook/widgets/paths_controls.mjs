// The controls of the figure paths: the stack, the change of one layer, kernels and offsets.
import { format } from "./core.mjs";
import { button, checkbox, h, s, select, slider } from "./dom.mjs";
import { numberGrid } from "./grid.mjs";
import { PTH_OUTPUTS, pthAtRest, pthPlaces, pthRead, pthSizes } from "./paths_state.mjs";

const PTH_CHANGE_NAMES = [["none", "nothing"], ["one", "one layer keeps a single tap (4)"], ["moved", "one layer's taps move (8)"]];

/** Pixel, output, and the size of the stack. */
export function pthMain({ set, presets }) {
  const plain = (label, key, range) => slider({ label, ...range, value: range.min, onInput: (value) => set({ [key]: value, path: 0 }) });
  const pixel = plain("Pixel i", "pixel", { min: 0, max: 8 });
  const output = plain("Output j", "output", { min: 0, max: PTH_OUTPUTS - 1 });
  const layers = plain("Layers", "layers", { min: 2, max: 5 });
  const taps = plain("Taps of each", "taps", { min: 2, max: 5 });
  const start = select({
    label: "Start from", options: [["", "own stack"], ...Object.keys(presets).map((name) => [name, name])], value: "",
    onInput: (name) => name && set(presets[name]),
  });
  const show = (params) => {
    pixel.set(params.pixel, { max: pthSizes(params)[0] - 1 });
    output.set(params.output);
    layers.set(params.layers);
    taps.set(params.taps);
    const text = (state) => JSON.stringify(Object.entries({ ...state, pixel: 0, output: 0, path: 0 }).sort());
    start.set(Object.keys(presets).find((name) => text(presets[name]) === text(params)) ?? "");
  };
  start.node.classList.add("cb-pth-wide");
  return { node: h("div", { class: "cb-controls" }, ...[pixel, output, layers, taps, start].map((c) => c.node)), show };
}

/** What is changed: one layer, and the gates. */
export function pthChanges({ get, set }) {
  const change = select({ label: "Change", options: PTH_CHANGE_NAMES, value: "none", onInput: (value) => set({ change: value, path: 0 }) });
  const layer = slider({ label: "Layer m", min: 1, max: 3, value: 1, onInput: (value) => set({ layer: value, path: 0 }) });
  const tap = slider({ label: "Its tap", min: 0, max: 2, value: 0, onInput: (value) => set({ tap: value, path: 0 }) });
  const relu = checkbox({ label: "ReLU before every layer (6)", value: false, onInput: (value) => set({ relu: value }) });
  const draw = () => set({ input: get().input.map(() => Math.floor(Math.random() * 9) - 4) });
  const another = button("Another input", draw);
  change.node.classList.add("cb-pth-wide");
  relu.node.classList.add("cb-pth-wide");
  const node = h("div", { class: "cb-controls cb-pth-changes" }, change.node, layer.node, tap.node, relu.node, another);
  const show = (params) => {
    change.set(params.change);
    layer.set(params.layer, { max: params.layers });
    tap.set(params.tap, { max: params.taps - 1 });
    relu.set(params.relu);
    layer.node.hidden = params.change === "none";
    tap.node.hidden = params.change !== "one";
    another.hidden = !params.relu;
  };
  return { node, show };
}

/** Where every tap of the moved layer reads: sliders, and the kernel as a line between its weights. */
export function pthMoves({ get, set }) {
  const change = (k, value) => set({ offsets: get().offsets.map((old, i) => (i === k ? value : old)) });
  const sliders = [0, 1, 2, 3, 4].map((k) => slider({
    label: `Tap ${k} reads at`, min: -k, max: 4 - k, step: 0.125, value: 0,
    text: (offset) => pthReading(get(), k, offset), onInput: (offset) => change(k, offset),
  }));
  const drawing = s("svg", { class: "cb-pth-reading", width: 190, height: 96, "aria-hidden": "true" });
  const node = h("div", { class: "cb-pth-moves" }, drawing, h("div", {}, ...sliders.map((one) => one.node)));
  const show = (params) => {
    node.hidden = params.change !== "moved";
    if (node.hidden) return;
    sliders.forEach((one, k) => {
      one.node.hidden = k >= params.taps;
      if (k < params.taps) one.set(pthPlaces(params)[k] - k, { min: -k, max: params.taps - 1 - k });
    });
    drawing.replaceChildren(...pthCurve(params));
  };
  return { node, show };
}

function pthReading(params, k, offset) {
  const place = Math.min(params.taps - 1, Math.max(0, k + offset));
  return `${k} ${offset < 0 ? "−" : "+"} ${format(Math.abs(offset))}: weight ${format(pthRead(pthAtRest(params)[params.layer - 1], place))}`;
}

function pthCurve(params) {
  const row = pthAtRest(params)[params.layer - 1];
  const [low, high] = [Math.min(0, ...row), Math.max(0, ...row)];
  const x = (place) => 16 + (place * 158) / (params.taps - 1);
  const y = (value) => 74 - (58 * (value - low)) / Math.max(0.125, high - low);
  const line = row.map((w, k) => `${k ? "L" : "M"}${x(k)} ${y(w)}`).join("");
  return [
    s("line", { x1: 6, x2: 184, y1: y(0), y2: y(0) }),
    s("path", { d: line }),
    ...row.map((w, k) => s("circle", { class: "cb-pth-rest", cx: x(k), cy: y(w), r: 4 })),
    ...pthPlaces(params).map((place) => s("circle", { class: "cb-pth-read", cx: x(place), cy: y(pthRead(row, place)), r: 4.5 })),
    ...pthPlaces(params).map((place, k) => s("text", { x: x(place), y: y(pthRead(row, place)) - 8 }, k)),
    ...row.map((_, k) => s("text", { x: x(k), y: 92 }, `${k}`)),
  ];
}

/** The kernels beside their layers, editable; taps that are left out are grey. */
export function pthKernels({ get, set }) {
  const node = h("div", { class: "cb-pth-side" });
  const edit = (l) => (k, value) => set({ weights: get().weights.map((old, i) => (i === l * 5 + k ? value : old)) });
  const rows = [0, 1, 2, 3, 4].map((l) => {
    const grid = numberGrid({ label: `Weights of layer ${l + 1}`, role: "kernel", name: (k) => `tap ${k} of layer ${l + 1}`, edit: edit(l) });
    const name = h("span", { class: "cb-pth-name" });
    return { node: h("div", { class: "cb-pth-layer" }, name, grid.node), grid, name };
  });
  let count = 0;
  const show = (params, layout, lit) => {
    if (count !== params.layers) node.replaceChildren(...rows.slice(0, params.layers).reverse().map((row) => row.node));
    count = params.layers;
    pthAtRest(params).forEach((values, l) => {
      const changed = params.change !== "none" && params.layer === l + 1;
      const out = (k) => changed && params.change === "one" && k !== params.tap;
      const mark = (k) => (out(k) ? "cb-pth-out" : lit.has(`${l},${k}`) ? "cb-on" : "");
      rows[l].grid.show({ values, rows: 1, columns: params.taps, mark });
      rows[l].name.textContent = `layer ${l + 1}${changed ? (params.change === "one" ? `: tap ${params.tap} alone` : ": taps moved") : ""}`;
      rows[l].node.classList.toggle("cb-pth-changed", changed);
      rows[l].node.style.height = `${layout.pitch}px`;
    });
    node.style.paddingTop = `${layout.y(params.layers)}px`;
  };
  return { node, show };
}

/** The input below the pixels, one field each. */
export function pthInputs({ get, set }) {
  const grid = numberGrid({
    label: "Input", role: "input", name: (i) => `pixel ${i}`,
    edit: (i, value) => set({ input: get().input.map((old, k) => (k === i ? value : old)) }),
  });
  const node = h("div", { class: "cb-pth-inputs" }, grid.node);
  const show = (params, layout) => {
    node.hidden = !params.relu;
    if (node.hidden) return;
    const size = pthSizes(params)[0];
    grid.show({ values: params.input.slice(0, size), rows: 1, columns: size, mark: (i) => (i === params.pixel ? "cb-on" : "") });
    grid.node.style.gridTemplateColumns = `repeat(${size}, ${layout.gap}px)`;
    grid.node.style.marginLeft = `${layout.x(0, 0) - layout.gap / 2}px`;
  };
  return { node, show };
}

/** Taps that the lit paths use, as keys "layer,tap". */
export function pthLitTaps(params, seen) {
  const paths = params.path ? [seen.paths[params.path - 1]] : seen.paths;
  return new Set(paths.flatMap((path) => path.taps.map((k, l) => `${l},${params.change === "one" && l === params.layer - 1 ? params.tap : k}`)));
}
