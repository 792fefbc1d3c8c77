// The stack as a table: one editable row a layer, and what the size makes of it.
import { button, h, numberField, select } from "./dom.mjs";
import { ISZ_KINDS, ISZ_MOST_LAYERS, ISZ_RANGES, iszLayer, iszLists } from "./input_sizes_state.mjs";

const ISZ_FIELDS = [["k", "kernels", "Kernel"], ["s", "strides", "Stride"], ["p", "paddings", "Padding"]];
const ISZ_HEADS = ["layer", "kind", "kernel", "stride", "padding", "in", "out", "unread", "padding read", "change"];

/** Controls of one layer; `change(i, patch)` edits it, `move(i, step)` and `remove(i)` reorder. */
function iszRow(i, { change, move, remove }) {
  const name = `of layer ${i + 1}`;
  const kind = select({
    label: `Kind ${name}`, options: ISZ_KINDS.map((text, value) => [value, text]), value: 0,
    onInput: (value) => change(i, { kind: Number(value) }),
  });
  kind.node.firstChild.className = "cb-hidden";
  const fields = ISZ_FIELDS.map(([key, list, label]) => {
    const [min, max] = ISZ_RANGES[list];
    return numberField({ label: `${label} ${name}`, hideLabel: true, min, max, value: 1, onInput: (value) => change(i, { [key]: value }) });
  });
  const numbers = Array.from({ length: 4 }, () => h("td", { class: "cb-isz-number" }));
  const acts = [["↑", "Move up layer", () => move(i, -1)], ["↓", "Move down layer", () => move(i, 1)], ["×", "Remove layer", () => remove(i)]];
  const [up, down, away] = acts.map(([text, label, act]) => button(text, act, { "aria-label": `${label} ${i + 1}`, title: `${label} ${i + 1}` }));
  const node = h("tr", {}, h("th", { scope: "row" }, String(i + 1)), ...[kind, ...fields].map((c) => h("td", {}, c.node)), ...numbers, h("td", { class: "cb-isz-acts" }, up, down, away));
  const show = (params, level) => {
    const layer = iszLayer(params, i);
    kind.set(layer.kind);
    ISZ_FIELDS.forEach(([key], j) => fields[j].set(layer[key]));
    fields[2].input.disabled = params.rule === "same";
    up.disabled = i === 0;
    down.disabled = i === params.kinds.length - 1;
    away.disabled = params.kinds.length === 1;
    const used = level && `${level.before} | ${Math.max(0, level.after - level.rest)}`;
    const values = level ? [level.size, level.output, level.rest, used] : ["no fit", "", "", ""];
    values.forEach((value, j) => {
      if (numbers[j].textContent !== String(value)) numbers[j].textContent = value;
      numbers[j].classList.toggle("cb-isz-warn", j > 1 && Boolean(level?.uneven));
    });
  };
  return { node, show };
}

export function iszTable({ get, set }) {
  const put = (layers) => set({ ...iszLists(layers), look: "none" });
  const layersNow = () => Array.from({ length: get().kinds.length }, (_, i) => iszLayer(get(), i));
  const acts = {
    change: (i, patch) => put(layersNow().map((layer, j) => (j === i ? { ...layer, ...patch } : layer))),
    move: (i, step) => {
      const layers = layersNow();
      [layers[i], layers[i + step]] = [layers[i + step], layers[i]];
      put(layers);
    },
    remove: (i) => put(layersNow().filter((_, j) => j !== i)),
  };
  const adders = [
    ["Add convolution", { kind: 0, k: 3, s: 2, p: 1 }],
    ["Add pooling", { kind: 1, k: 2, s: 2, p: 0 }],
  ].map(([text, layer]) => button(text, () => put([...layersNow(), layer])));
  const body = h("tbody", {});
  const head = h("thead", {}, h("tr", {}, ...ISZ_HEADS.map((text) => h("th", { scope: "col" }, text))));
  const scroll = h("div", { class: "cb-isz-scroll", tabindex: "0", role: "region", "aria-label": "Layers of the stack" }, h("table", { class: "cb-isz-table" }, head, body));
  let rows = [];
  const show = (params, levels) => {
    const count = params.kinds.length;
    if (rows.length !== count) {
      rows = Array.from({ length: count }, (_, i) => rows[i] ?? iszRow(i, acts));
      body.replaceChildren(...rows.map((row) => row.node));
    }
    rows.forEach((row, i) => row.show(params, levels[i]));
    adders.forEach((adder) => (adder.disabled = count >= ISZ_MOST_LAYERS));
  };
  return { node: h("div", {}, scroll, h("div", { class: "cb-isz-adders" }, ...adders)), show };
}
