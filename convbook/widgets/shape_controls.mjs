// The calculator's controls: the layer, its numbers along each axis, its channels.
import { checkbox, h, numberField, select, slider } from "./dom.mjs";

const AXIS_NAMES = { 1: ["Length"], 2: ["Height", "Width"], 3: ["Depth", "Height", "Width"] };
const AXIS_FIELDS = {
  input_size: ["Input", 1, 1024],
  kernel_size: ["Kernel", 1, 32],
  stride: ["Stride", 1, 16],
  padding: ["Padding", 0, 64],
  dilation: ["Dilation", 1, 16],
  output_padding: ["Output padding", 0, 15],
};
const OP_NAMES = [["conv", "convolution"], ["transpose", "transposed convolution"], ["maxpool", "max pooling"]];
const RULE_NAMES = [["number", "a number"], ["valid", "valid: none"], ["same", "same: ⌈input / stride⌉"], ["full", "full: d·(k − 1)"]];

/** What an axis is called; with all axes alike there is one, without a name. */
export function axisName(params, j) {
  return params.square && params.dims > 1 ? "" : AXIS_NAMES[params.dims][j];
}

/** A patch that sets one axis of a list, or all of them where the axes are alike. */
export function patchAxis(params, name, j, value) {
  return { [name]: params[name].map((old, i) => (params.square || i === j ? value : old)) };
}

export function shapeControls({ get, set }) {
  const setAxis = (name, j) => (value) => set(patchAxis(get(), name, j, value));
  const size = slider({
    label: "Input size", min: 1, max: 32, value: get().input_size[get().axis],
    onInput: (value) => setAxis("input_size", get().axis)(value),
  });
  const layer = layerRow({ get, set });
  const axes = h("div", { class: "cb-shape-axes" });
  const channels = channelRow({ get, set });
  let rows = [];
  let built = "";
  const show = (params) => {
    const names = Object.keys(AXIS_FIELDS).filter((name) => usedField(params, name));
    const shape = JSON.stringify([params.dims, params.square, names]);
    if (shape !== built) {
      rows = params.input_size.slice(0, params.square ? 1 : params.dims).map((_, j) => axisRow(params, j, names, setAxis));
      axes.replaceChildren(...rows.map(({ node }) => node));
      built = shape;
    }
    for (const row of rows) row.show(params);
    const now = params.input_size[params.axis];
    const name = axisName(params, params.axis);
    size.node.firstChild.textContent = name ? `Input size, ${name.toLowerCase()}` : "Input size";
    const most = [32, 128, 1024].find((bound) => bound >= now);
    size.set(now, { max: Math.max(most, Number(size.input.max)) });
    layer.show(params);
    channels.show(params);
  };
  return { node: h("div", {}, size.node, layer.node, axes, channels.node), show };
}

/** A number input under its label, so that several stand side by side on a narrow screen. */
function compactNumber(options) {
  const field = numberField(options);
  field.node.classList.add("cb-shape-compact");
  return field;
}

function usedField({ op, rule }, name) {
  if (name === "output_padding") return op === "transpose";
  return name !== "padding" || rule === "number";
}

function axisRow(params, j, names, setAxis) {
  const title = axisName(params, j);
  const fields = names.map((name) => {
    const [label, min, max] = AXIS_FIELDS[name];
    const field = compactNumber({ label, min, max, value: params[name][j], onInput: setAxis(name, j) });
    return { name, field };
  });
  const heading = title ? [h("span", { class: "cb-shape-axis", "aria-hidden": "true" }, title)] : [];
  const node = h("div", { class: "cb-shape-row", role: "group", "aria-label": title || "Every axis" }, ...heading, ...fields.map(({ field }) => field.node));
  const show = (now) => fields.forEach(({ name, field }) => field.set(now[name][j]));
  return { node, show };
}

function layerRow({ get, set }) {
  const op = select({ label: "Layer", options: OP_NAMES, value: get().op, onInput: (value) => set({ op: value }) });
  const dims = select({
    label: "Axes", options: [[1, "1 (length)"], [2, "2 (h, w)"], [3, "3 (d, h, w)"]],
    value: get().dims, onInput: (value) => set({ dims: Number(value) }),
  });
  const square = checkbox({ label: "all axes alike", value: get().square, onInput: (value) => set({ square: value }) });
  const rule = select({ label: "Padding is", options: RULE_NAMES, value: get().rule, onInput: (value) => set({ rule: value }) });
  const ceil = checkbox({ label: "ceil_mode: round up", value: get().ceil_mode, onInput: (value) => set({ ceil_mode: value }) });
  const show = (params) => {
    op.set(params.op);
    dims.set(params.dims);
    rule.set(params.rule);
    square.input.checked = params.square;
    ceil.input.checked = params.ceil_mode;
    square.node.hidden = params.dims === 1;
    rule.node.hidden = params.op !== "conv";
    ceil.node.hidden = params.op !== "maxpool";
  };
  const fields = [op, dims, square, rule, ceil].map(({ node }) => node);
  return { node: h("div", { class: "cb-shape-row" }, ...fields), show };
}

function channelRow({ get, set }) {
  const number = (label, name, max) =>
    compactNumber({ label, min: 1, max, value: get()[name], onInput: (value) => set({ [name]: value }) });
  const batch = number("Batch", "batch", 128);
  const inputs = number("Channels in", "in_channels", 2048);
  const outputs = number("Channels out", "out_channels", 2048);
  const groups = select({ label: "Groups", options: [], value: "", onInput: (value) => set({ groups: Number(value) }) });
  const bias = checkbox({ label: "bias", value: get().bias, onInput: (value) => set({ bias: value }) });
  let divided = "";
  const show = (params) => {
    batch.set(params.batch);
    inputs.set(params.in_channels);
    outputs.set(params.out_channels);
    const key = `${params.in_channels}/${params.out_channels}`;
    if (key !== divided) groups.input.replaceChildren(...groupOptions(params));
    divided = key;
    groups.set(params.groups);
    bias.input.checked = params.bias;
    for (const { node } of [outputs, groups, bias]) node.hidden = params.op === "maxpool";
  };
  const fields = [batch, inputs, outputs, groups, bias].map(({ node }) => node);
  return { node: h("div", { class: "cb-shape-row" }, ...fields), show };
}

function groupOptions({ in_channels, out_channels }) {
  const dividing = [];
  for (let g = 1; g <= Math.min(in_channels, out_channels); g += 1) {
    if (in_channels % g === 0 && out_channels % g === 0) dividing.push(g);
  }
  const name = (g) => (g === in_channels && g > 1 ? `${g} (depthwise)` : String(g));
  return dividing.map((g) => h("option", { value: g }, name(g)));
}
