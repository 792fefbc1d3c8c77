// The stack as a table: one editable row a layer, and what the recurrences give for it.
import { format } from "./core.mjs";
import { button, h, numberField, select } from "./dom.mjs";
import { RF_KINDS, RF_MOST_LAYERS, RF_RANGES, rfLayer, rfLists } from "./receptive_field_state.mjs";

const RF_FIELDS = [["k", "kernels", "Kernel"], ["s", "strides", "Stride"], ["p", "paddings", "Padding"], ["d", "dilations", "Dilation"]];
const RF_HEADS = ["", "layer", "kernel", "stride", "padding", "dilation", "units", "field", "jump", "start", "centre", "rest", ""];

/** Controls of one layer; `change(i, patch)` edits it, `move(i, step)` and `remove(i)` reorder. */
function rfRow(i, { change, move, remove }) {
  const name = `of layer ${i + 1}`;
  const kind = select({
    label: `Kind ${name}`, options: RF_KINDS.map((text, value) => [value, text]), value: 0,
    onInput: (value) => change(i, { kind: Number(value) }),
  });
  kind.node.firstChild.className = "cb-hidden";
  const fields = RF_FIELDS.map(([key, list, label]) => {
    const [min, max] = RF_RANGES[list];
    return numberField({ label: `${label} ${name}`, hideLabel: true, min, max, value: 1, onInput: (value) => change(i, { [key]: value }) });
  });
  const numbers = Array.from({ length: 6 }, () => h("td", { class: "cb-rf-number" }));
  const acts = [["↑", "Move up layer", () => move(i, -1)], ["↓", "Move down layer", () => move(i, 1)], ["×", "Remove layer", () => remove(i)]];
  const [up, down, away] = acts.map(([text, label, act]) => button(text, act, { "aria-label": `${label} ${i + 1}`, title: `${label} ${i + 1}` }));
  const node = h("tr", {}, h("th", { scope: "row" }, String(i + 1)), ...[kind, ...fields].map((c) => h("td", {}, c.node)), ...numbers, h("td", { class: "cb-rf-acts" }, up, down, away));
  const show = (params, levels) => {
    const layer = rfLayer(params, i);
    kind.set(layer.kind);
    RF_FIELDS.forEach(([key], j) => fields[j].set(layer[key]));
    fields[3].input.disabled = layer.kind === 2;
    up.disabled = i === 0;
    down.disabled = i === params.kinds.length - 1;
    away.disabled = params.kinds.length === 1;
    rfFill(numbers, levels[i + 1], Boolean(levels[i + 1]?.rest && layer.p));
  };
  return { node, show };
}

function rfFill(cells, level, uneven) {
  const { units, field, jump, start, centre, rest } = level ?? {};
  [units, field, jump, start, centre, rest].forEach((value, j) => {
    const text = level ? format(value) : j ? "" : "no fit";
    if (cells[j].textContent !== text) cells[j].textContent = text;
  });
  cells[5].classList.toggle("cb-rf-warn", uneven);
}

export function rfTable({ get, set }) {
  const put = (layers, look = {}) => set({ ...rfLists(layers), ...look });
  const layersNow = () => Array.from({ length: get().kinds.length }, (_, i) => rfLayer(get(), i));
  const acts = {
    change: (i, patch) => put(layersNow().map((layer, j) => (j === i ? { ...layer, ...patch } : layer))),
    move: (i, step) => {
      const layers = layersNow();
      [layers[i], layers[i + step]] = [layers[i + step], layers[i]];
      put(layers);
    },
    remove: (i) => put(layersNow().filter((_, j) => j !== i)),
  };
  const add = (layer) => put([...layersNow(), layer], { layer: RF_MOST_LAYERS });
  const adders = [
    ["Add convolution", { kind: 0, k: 3, s: 1, p: 1, d: 1 }],
    ["Add pooling", { kind: 1, k: 2, s: 2, p: 0, d: 1 }],
  ].map(([text, layer]) => button(text, () => add(layer)));
  const image = [h("td", {}), ...Array.from({ length: 6 }, () => h("td", { class: "cb-rf-number" }))];
  const first = h("tr", {}, h("th", { scope: "row" }, "0"), h("td", {}, "image"), h("td", { colspan: "4" }), ...image.slice(1), h("td", {}));
  const body = h("tbody", {});
  const head = h("thead", {}, h("tr", {}, ...RF_HEADS.map((text) => (text ? h("th", { scope: "col" }, text) : h("td", {})))));
  const scroll = h("div", { class: "cb-rf-scroll", tabindex: "0", role: "region", "aria-label": "Layers of the stack" }, h("table", { class: "cb-rf-table" }, head, body));
  let rows = [];
  const show = (params, levels) => {
    const count = params.kinds.length;
    if (rows.length !== count) {
      rows = Array.from({ length: count }, (_, i) => rows[i] ?? rfRow(i, acts));
      body.replaceChildren(first, ...rows.map((row) => row.node));
    }
    rfFill(image.slice(1), levels[0], false);
    rows.forEach((row) => row.show(params, levels));
    adders.forEach((adder) => (adder.disabled = count >= RF_MOST_LAYERS));
  };
  const mark = (layer) => [first, ...rows.map((row) => row.node)].forEach((node, l) => node.classList.toggle("cb-rf-now", l === layer));
  return { node: h("div", {}, scroll, h("div", { class: "cb-rf-adders" }, ...adders)), show, mark };
}
