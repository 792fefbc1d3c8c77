// A stack of layers as a table: one editable row a layer, and numbers that the figure fills in.
import { button, h, numberField, select } from "./dom.mjs";

/** Controls of one layer; `change(i, patch)` edits it, `move(i, step)` and `remove(i)` reorder. */
function stackRow(i, { kinds, fields, ranges, count }, { change, move, remove }) {
  const name = `of layer ${i + 1}`;
  const kind = select({
    label: `Kind ${name}`, options: kinds.map((text, value) => [value, text]), value: 0,
    onInput: (value) => change(i, { kind: Number(value) }),
  });
  kind.node.firstChild.className = "cb-hidden";
  const inputs = fields.map(([key, list, label]) => {
    const [min, max] = ranges[list];
    return numberField({ label: `${label} ${name}`, hideLabel: true, min, max, value: 1, onInput: (value) => change(i, { [key]: value }) });
  });
  const numbers = stackNumbers(count);
  const acts = [["↑", "Move up layer", () => move(i, -1)], ["↓", "Move down layer", () => move(i, 1)], ["×", "Remove layer", () => remove(i)]];
  const [up, down, away] = acts.map(([text, label, act]) => button(text, act, { "aria-label": `${label} ${i + 1}`, title: `${label} ${i + 1}` }));
  const node = h("tr", {}, h("th", { scope: "row" }, String(i + 1)), ...[kind, ...inputs].map((c) => h("td", {}, c.node)), ...numbers, h("td", { class: "cb-stack-acts" }, up, down, away));
  const show = (layer, layers) => {
    kind.set(layer.kind);
    fields.forEach(([key], j) => inputs[j].set(layer[key]));
    up.disabled = i === 0;
    down.disabled = i === layers - 1;
    away.disabled = layers === 1;
  };
  return { node, show, numbers, inputs };
}

/** Empty cells for the numbers of a row. */
export function stackNumbers(count) {
  return Array.from({ length: count }, () => h("td", { class: "cb-stack-number" }));
}

/** Write numbers into their cells; `marked` tells which are to stand out. */
export function fillNumbers(cells, values, marked) {
  values.forEach((value, j) => {
    if (cells[j].textContent !== String(value)) cells[j].textContent = value;
    cells[j].classList.toggle("cb-stack-warn", marked(j));
  });
}

/**
 * The table and the buttons that add a layer. `fields` are [key of a layer, name of its list, label],
 * `count` numbers stand in a row, `first` is a row ahead of the layers, `adders` are [text, layer]
 * pairs, `put(layers, added)` takes what was edited, `fill(row, i, layer)` writes a row's numbers.
 */
export function stackTable({ heads, first, most, adders, layersOf, put, ...columns }) {
  const acts = {
    change: (i, patch) => put(layersOf().map((layer, j) => (j === i ? { ...layer, ...patch } : layer)), false),
    move: (i, step) => {
      const layers = layersOf();
      [layers[i], layers[i + step]] = [layers[i + step], layers[i]];
      put(layers, false);
    },
    remove: (i) => put(layersOf().filter((_, j) => j !== i), false),
  };
  const buttons = adders.map(([text, layer]) => button(text, () => put([...layersOf(), layer], true)));
  const body = h("tbody", {});
  const head = h("thead", {}, h("tr", {}, ...heads.map((text) => (text ? h("th", { scope: "col" }, text) : h("td", {})))));
  const scroll = h("div", { class: "cb-stack-scroll", tabindex: "0", role: "region", "aria-label": "Layers of the stack" }, h("table", { class: "cb-stack-table" }, head, body));
  let rows = [];
  const show = (fill) => {
    const layers = layersOf();
    if (rows.length !== layers.length) {
      rows = layers.map((_, i) => rows[i] ?? stackRow(i, columns, acts));
      body.replaceChildren(...(first ? [first] : []), ...rows.map((row) => row.node));
    }
    rows.forEach((row, i) => {
      row.show(layers[i], layers.length);
      fill(row, i, layers[i]);
    });
    buttons.forEach((adder) => (adder.disabled = layers.length >= most));
  };
  return { node: h("div", {}, scroll, h("div", { class: "cb-stack-adders" }, ...buttons)), body, show };
}
