// Around the net of the figure groups: controls, matrices, the table of costs.
import { format } from "./core.mjs";
import { checkbox, h, select, slider } from "./dom.mjs";
import { numberGrid } from "./grid.mjs";
import { legalGroups, stepJoins } from "./groups_state.mjs";
import { levelName } from "./groups_words.mjs";

/** The slider whose places are the common divisors. */
function divisorSlider(get, set) {
  let legal = [1];
  const text = (place) => String(legal[place]);
  const field = slider({ label: "Groups", min: 0, max: 1, value: 0, text, onInput: (place) => set({ groups: legal[place] }) });
  const show = (params) => {
    legal = legalGroups(params);
    field.set(legal.indexOf(params.groups), { max: legal.length - 1 });
    field.input.setAttribute("aria-valuetext", `${params.groups} ${params.groups === 1 ? "group" : "groups"}`);
    field.input.disabled = legal.length === 1;
  };
  return { node: field.node, show };
}

/** Patch for other channels; a separable layer stays depthwise. */
function channelPatch(params, inputs) {
  const depthwise = params.arrangement === "separable" && params.groups === params.in_channels;
  return depthwise ? { in_channels: inputs, groups: inputs } : { in_channels: inputs };
}

export function groupsControls(get, set) {
  const groups = divisorSlider(get, set);
  const inputs = slider({ label: "Channels in", min: 1, max: 12, value: 12, onInput: (n) => set(channelPatch(get(), n)) });
  const outputs = slider({ label: "Channels out", min: 1, max: 12, value: 12, onInput: (n) => set({ out_channels: n }) });
  const arrangement = select({
    label: "Layers",
    options: [["one", "one grouped layer"], ["two", "two grouped layers"], ["separable", "depthwise separable"]],
    value: "one",
    onInput: (value) => set(value === "separable" ? { arrangement: value, groups: get().in_channels } : { arrangement: value }),
  });
  const shuffle = checkbox({ label: "Channel shuffle between them", value: false, onInput: (value) => set({ shuffle: value }) });
  const seed = slider({ label: "Choice of weights", min: 0, max: 99, value: 0, onInput: (n) => set({ seed: n }) });
  const node = h("div", { class: "cb-controls" }, groups.node, arrangement.node, inputs.node, outputs.node, shuffle.node, seed.node);
  const show = (params) => {
    groups.show(params);
    inputs.set(params.in_channels);
    outputs.set(params.out_channels);
    arrangement.set(params.arrangement);
    shuffle.set(params.shuffle);
    shuffle.node.hidden = params.arrangement !== "two";
    seed.set(params.seed);
  };
  return { node, show };
}

/** A matrix drawn as squares: rows are outputs, columns are inputs; without a weight, empty. */
function matrixGrid(role, onLook) {
  let shape = [1, 1];
  let letters = ["x", "y"];
  const grid = numberGrid({
    label: "matrix", role,
    look: (index) => onLook(index === null ? null : [Math.floor(index / shape[1]), index % shape[1]]),
    name: (index, columns) => `${letters[1]}[${Math.floor(index / columns)}] from ${letters[0]}[${index % columns}]`,
  });
  const caption = h("p", { class: "cb-gr-caption" });
  const node = h("div", { class: "cb-gr-matrix" }, caption, grid.node);
  const show = ({ title, values, size, names, lit, picked }) => {
    [shape, letters] = [size, names];
    if (caption.textContent !== title) caption.textContent = title;
    grid.node.setAttribute("aria-label", title);
    const mark = (index) => {
      const [row, column] = [Math.floor(index / size[1]), index % size[1]];
      const at = picked && picked.row === row && picked.column === column;
      return [values[index] === null && "cb-gr-none", lit(row, column) && "cb-on", at && "cb-picked"].filter(Boolean).join(" ");
    };
    grid.show({ values, rows: size[0], columns: size[1], mark });
  };
  return { node, show };
}

/** The weight matrices of the layers, and with two of them the paths from input to output. */
export function groupsMatrices(onProbe) {
  const weights = [0, 1].map((number) => matrixGrid("kernel", (at) => onProbe(at && { number, row: at[0], column: at[1] })));
  const paths = matrixGrid("output", (at) => onProbe(at && { number: 2, row: at[0], column: at[1] }));
  const node = h("div", { class: "cb-gr-matrices" }, weights[0].node, weights[1].node, paths.node);
  const show = (state, probe, lit) => {
    const picked = (number) => (probe?.number === number ? probe : null);
    const layers = state.steps.filter((step) => step.matrix);
    const several = layers.length > 1;
    weights.forEach((view, number) => {
      const step = layers[number];
      view.node.hidden = !step;
      if (!step) return;
      const at = state.steps.indexOf(step);
      const names = [levelName(state, at), levelName(state, at + 1)];
      const values = step.matrix.map((value, i) => (stepJoins(step, Math.floor(i / step.inputs), i % step.inputs) ? value : null));
      const on = (o, c) => lit[at + 1].has(o) && lit[at].has(c) && stepJoins(step, o, c);
      const title = `${several ? `Weights of layer ${number + 1}` : "Weights"}, ${names[0]} to ${names[1]}`;
      view.show({ title, values, size: [step.outputs, step.inputs], names, lit: on, picked: picked(number) });
    });
    paths.node.hidden = !several;
    if (!several) return;
    const inputs = state.params.in_channels;
    const values = state.paths.map((count) => count || null);
    const on = (o, c) => lit.at(-1).has(o) && lit[0].has(c) && state.paths[o * inputs + c] > 0;
    const size = [state.params.out_channels, inputs];
    paths.show({ title: "Number of paths, x to y", values, size, names: ["x", "y"], lit: on, picked: picked(2) });
  };
  return { node, show };
}

const COST_NUMBER = (value) => value.toLocaleString("en-US");

function costFormula(layers) {
  return layers.map(({ outputs, inputs, groups, kernel }) => `${outputs}·${groups > 1 ? `(${inputs}/${groups})` : inputs}·${kernel}²`).join(" + ");
}

/** Sliders of kernel and map, and the count of weights and multiply-adds beside the dense one. */
export function groupsCosts(set) {
  const kernel = slider({ label: "Kernel k × k", min: 1, max: 7, value: 3, onInput: (n) => set({ kernel_size: n }) });
  const size = slider({ label: "Map n × n", min: 1, max: 224, value: 28, onInput: (n) => set({ size: n }) });
  const [own, dense] = [h("th", { scope: "col" }), h("th", { scope: "col" }, "dense")];
  const rows = ["weights", "multiply-adds"].map((name) => {
    const cells = Array.from({ length: 3 }, () => h("td", {}));
    return { node: h("tr", {}, h("th", { scope: "row" }, name), ...cells), cells };
  });
  const head = h("tr", {}, h("td", {}), own, dense, h("th", { scope: "col" }, "share"));
  const table = h("table", { class: "cb-gr-table" }, h("thead", {}, head), h("tbody", {}, ...rows.map((row) => row.node)));
  const scroll = h("div", { class: "cb-gr-scroll", role: "group", tabindex: "0", "aria-label": "Cost beside the dense layer" }, table);
  const formula = h("p", { class: "cb-gr-formula" });
  const node = h("div", { class: "cb-gr-costs" }, kernel.node, size.node, scroll, formula);
  const show = (state) => {
    kernel.set(state.params.kernel_size);
    size.set(state.params.size);
    own.textContent = state.params.arrangement === "separable" ? "separable" : "grouped";
    const share = `${format(Math.round(1e4 * state.share) / 100)} %`;
    const counts = [[state.cost.weights, state.denseCost.weights], [state.cost.macs, state.denseCost.macs]];
    counts.forEach((pair, i) => [...pair.map(COST_NUMBER), share].forEach((text, j) => (rows[i].cells[j].textContent = text)));
    formula.textContent = `Weights: ${costFormula(state.layers)}, dense ${costFormula(state.dense)}. Every weight multiplies once at each of the n² positions.`;
  };
  return { node, show };
}
