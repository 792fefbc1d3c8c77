// Two ratios: the cells, four points in each, what they read, and the output.
import { decodeBytes } from "./core.mjs";
import { button, frame, h, narrator, select, slider } from "./dom.mjs";
import { dpPlane } from "./dynamic_pool_plane.mjs";
import { DP_ALPHAS, DP_LARGEST, DP_REDUCES, DP_SIDE, dpCompute, dpCount, dpNormalize, dpPicture, dpResized, dpTorchCode } from "./dynamic_pool_state.mjs";
import { dpCells, dpMap, dpPhoto, dpPointMarks, dpTable } from "./dynamic_pool_view.mjs";
import { dpInputSentence, dpOutputSentence, dpPhotoSentence, dpPhotoWords, dpRatio, dpResult } from "./dynamic_pool_words.mjs";

const DP_TRIES = [
  ["r = 1/2, even size", { rows: 6, columns: 8, alpha_h: 2, alpha_w: 2 }],
  ["r = 1/2, size 7", { rows: 7, columns: 7, alpha_h: 2, alpha_w: 2 }],
  ["r = 1", { alpha_h: 1, alpha_w: 1 }],
  ["r = 2, enlarge", { alpha_h: 0.5, alpha_w: 0.5 }],
  ["r = 1/8, px left out", { rows: 8, columns: 8, alpha_h: 8, alpha_w: 8 }],
  ["across only", { rows: 6, columns: 8, alpha_h: 1, alpha_w: 4 }],
];

function normalize(params) {
  return dpNormalize(params);
}

const dpDecoded = new WeakMap();

function dpBytes(baked) {
  if (!dpDecoded.has(baked)) dpDecoded.set(baked, decodeBytes(baked.pixels));
  return dpDecoded.get(baked);
}

function compute(params, baked) {
  const { size, output } = dpPicture(params, dpBytes(baked));
  return { ...dpCompute(params), picture_size: size, picture: output };
}

function torchCode(params) {
  return dpTorchCode(params);
}

function dpControls({ set, change }) {
  const ratio = (label, key) => slider({ label, min: DP_ALPHAS[0], max: DP_ALPHAS[1], step: 1 / 64, value: 2, text: dpRatio, onInput: (value) => set({ [key]: value }) });
  const size = (label, key) => slider({ label, min: 1, max: DP_LARGEST, value: 6, onInput: (value) => change({ [key]: value }) });
  const parts = { alpha_h: ratio("α down", "alpha_h"), alpha_w: ratio("α across", "alpha_w"), rows: size("Rows", "rows"), columns: size("Columns", "columns") };
  const reduce = select({ label: "Of the four values", options: DP_REDUCES.map((name) => [name, name === "max" ? "the largest" : "the mean"]), value: "max", onInput: (value) => set({ reduce: value }) });
  const tries = h("div", { class: "cb-dp-tries", role: "group", "aria-label": "Try" }, ...DP_TRIES.map(([name, patch]) => button(name, () => change(patch))));
  const node = h("div", { class: "cb-dp-controls" }, ...Object.values(parts).map((part) => part.node), reduce.node, tries);
  const show = (params) => {
    for (const [key, part] of Object.entries(parts)) part.set(params[key]);
    reduce.set(params.reduce);
  };
  return { node, show };
}

function dpReadout() {
  const parts = [0, 1, 2, 3].map(() => [h("span", { class: "cb-dp-name" }), h("span", { class: "cb-dp-fact" })]);
  const node = h("div", { class: "cb-dp-result" }, ...parts.map((pair) => h("p", {}, ...pair)));
  const show = (rows) => rows.forEach((row, i) => row.forEach((text, j) => (parts[i][j].textContent = text)));
  return { node, show };
}

/** Photograph and its output; pointing at one frames the pixels of the other. */
function dpPhotos(pixels, say) {
  let state = null;
  const frames = (y, x) => {
    const [height, width] = state.size;
    before.frame([(y * DP_SIDE) / height, ((y + 1) * DP_SIDE) / height, (x * DP_SIDE) / width, ((x + 1) * DP_SIDE) / width]);
    after.frame([y, y + 1, x, x + 1]);
    say(dpPhotoSentence(state.params, state.output, [y, x], state.size));
  };
  const look = (scale) => (y, x) => {
    if (y === null) return [before, after].forEach((photo) => photo.frame());
    return frames(...scale(y, x));
  };
  const before = dpPhoto({ onPoint: look((y, x) => [y, x].map((at, axis) => Math.floor(((at + 0.5) * state.size[axis]) / DP_SIDE))) });
  const after = dpPhoto({ onPoint: look((y, x) => [y, x]) });
  before.paint(pixels, [DP_SIDE, DP_SIDE]);
  let painted = "";
  const show = (params) => {
    const key = [params.alpha_h, params.alpha_w, params.reduce].join();
    if (key === painted) return;
    painted = key;
    state = { params, ...dpPicture(params, pixels) };
    after.paint(state.output, state.size);
    [before.caption.textContent, after.caption.textContent] = dpPhotoWords(state.size);
    [before, after].forEach((photo) => photo.frame());
  };
  return { node: h("div", { class: "cb-dp-photos" }, before.node, after.node), show };
}

function render({ model, el }) {
  const { get, set, body, onChange, destroy } = frame({ model, el, title: "Two ratios, four points, one output", normalize, torchCode });
  // Is the reader pointing at the input?
  let reading = false;
  let drawn = false;
  const change = (patch) => {
    const params = get();
    const size = { rows: patch.rows ?? params.rows, columns: patch.columns ?? params.columns };
    reading = false;
    set({ ...patch, ...dpResized(params, size) });
  };
  const look = (from) => (index) => {
    if (index === null) return;
    const columns = from ? get().columns : dpCount(get().columns, get().alpha_w);
    const [a, b] = [Math.floor(index / columns), index % columns];
    reading = from;
    drawn = false;
    set(from ? { y: a, x: b } : { row: a, column: b });
    if (!drawn) draw(get());
  };
  const edit = (index, value) => set({ values: get().values.map((old, i) => (i === index ? value : old)) });
  const controls = dpControls({ set, change });
  const plane = dpPlane({ set });
  const input = dpMap({ role: "input", label: "Input", look: look(true), edit });
  const output = dpMap({ role: "output", label: "Output", look: look(false) });
  const table = dpTable();
  const result = dpReadout();
  const told = narrator();
  const photos = dpPhotos(dpBytes(model.get("baked")), told.say);
  const maps = h("div", { class: "cb-dp-maps" }, input.node, h("span", { class: "cb-dp-arrow", "aria-hidden": "true" }, "→"), output.node);
  body.append(h("div", { class: "cb-dp-top" }, controls.node, plane.node), maps, told.node, h("div", { class: "cb-dp-facts" }, table.node, result.node), photos.node);
  const draw = (params) => {
    drawn = true;
    const numbers = dpCompute(params);
    const [height, width] = numbers.output_size;
    const own = params.row * width + params.column;
    const there = params.y * params.columns + params.x;
    controls.show(params);
    plane.show(params);
    const given = (index) => (numbers.uses[index] ? "" : " cb-dp-unread") + (!reading && numbers.given[index] > 0 ? " cb-on" : "") + (reading && index === there ? " cb-on cb-picked" : "");
    input.show({ values: params.values, rows: params.rows, columns: params.columns, mark: given }, [...dpCells(params, numbers, !reading), ...(reading ? [] : dpPointMarks(params, numbers))]);
    const reached = new Map(numbers.readers.map((index, i) => [index, numbers.received[i]]));
    const mark = (index) => (reading ? (reached.get(index) > 0 ? "cb-on" : reached.has(index) ? "cb-dp-reads" : "") : index === own ? "cb-on cb-picked" : "");
    output.show({ values: numbers.output.map((value) => Math.round(value * 100) / 100), rows: height, columns: width, mark }, []);
    input.title.textContent = `input, ${params.rows} × ${params.columns} px, and its ${height} × ${width} cells`;
    output.title.textContent = `output, ${height} × ${width} px`;
    table.show(params, numbers);
    result.show(dpResult(params, numbers));
    photos.show(params);
    told.say(reading ? dpInputSentence(params, numbers) : dpOutputSentence(params, numbers));
  };
  onChange(draw);
  return destroy;
}

export default { render, normalize, compute, torchCode };
