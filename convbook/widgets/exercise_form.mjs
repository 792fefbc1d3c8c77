// The form of an answer: fields for numbers, lists, choices, grids and tables.
import { button, h, numberField, select, uid } from "./dom.mjs";
import { numberGrid } from "./grid.mjs";

// As many cells of a row as a phone has room for.
const EX_WIDE = 8;

/**
 * Build the fields. `onInput(answer)` is called with the answer, or null while a field cannot be
 * read; `problem()` says what cannot be read, as a check's result, or is null.
 */
export function exForm({ form, onInput, onEnter }) {
  const parts = form.map((field) => EX_FIELDS[field.shape](field, () => changed()));
  const answer = () => {
    const values = parts.map((part) => part.value());
    if (values.some((value) => value === null)) return null;
    return Object.fromEntries(form.map((field, i) => [field.name, values[i]]));
  };
  const changed = () => onInput(answer());
  const fill = (given) => {
    form.forEach((field, i) => {
      if (given && Object.hasOwn(given, field.name)) parts[i].set(given[field.name]);
    });
  };
  const problem = () => {
    const at = parts.findIndex((part) => part.value() === null);
    if (at < 0) return null;
    return { correct: false, points: 0, misconception: null, unread: true, message: `${form[at].label}: ${parts[at].help}.` };
  };
  const node = h("div", { class: "cb-ex-form" }, ...parts.map((part) => part.node));
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) onEnter();
  });
  return { node, answer, fill, problem };
}

function exNumber({ label, low = 0, high = 0, step = 1, start }, changed) {
  const part = numberField({ label, min: low, max: high, step, value: start ?? "", onInput: () => {} });
  part.input.addEventListener("input", changed);
  const value = () => (part.input.value === "" || !Number.isFinite(part.input.valueAsNumber) ? null : part.input.valueAsNumber);
  return { node: part.node, value, help: "enter a number", set: (next) => part.set(typeof next === "number" ? next : "") };
}

function exChoice({ label, options, start }, changed) {
  const empty = ["", "choose"];
  const part = select({ label, options: [empty, ...options], value: start ?? "", onInput: changed });
  return { node: part.node, value: () => part.input.value || null, help: "choose one", set: part.set };
}

function exList({ label, start }, changed) {
  const id = uid("list");
  const input = h("input", { type: "text", id, inputmode: "text", autocomplete: "off", placeholder: "such as 1, 2", value: (start ?? []).join(", ") });
  input.addEventListener("input", changed);
  const value = () => {
    const words = input.value.replaceAll("−", "-").split(/[\s,;]+/).filter((word) => word !== "");
    const numbers = words.map(Number);
    return words.length && numbers.every(Number.isFinite) ? numbers : null;
  };
  const set = (next) => {
    if (document.activeElement !== input && Array.isArray(next)) input.value = next.join(", ");
  };
  return { node: h("div", { class: "cb-field" }, h("label", { for: id }, label), input), value, help: "enter numbers with commas between them", set };
}

/** The classes of a grid that does not have the usual width. */
function exWidth(rows, columns, step) {
  if (columns < EX_WIDE) return step < 1 ? "cb-ex-fine" : "";
  return rows === 1 && columns > EX_WIDE ? "cb-ex-wide cb-ex-long" : "cb-ex-wide";
}

function exGrid({ label, rows, columns, role, step = 1, start }, changed) {
  let values = [...start];
  const show = () => grid.show({ values, rows, columns });
  const edit = (index, value) => {
    values = values.map((old, i) => (i === index ? value : old));
    changed();
  };
  const grid = numberGrid({ label, role, edit });
  show();
  const set = (next) => {
    if (!Array.isArray(next) || next.length !== rows * columns) return;
    values = [...next];
    show();
  };
  const node = h("div", { class: `cb-ex-grid ${exWidth(rows, columns, step)}`, style: `--cb-ex-half: ${Math.ceil(columns / 2)}` }, h("p", { class: "cb-ex-label" }, label), h("div", { class: "cb-ex-scroll" }, grid.node));
  return { node, value: () => values, help: "fill the grid", set };
}

function exTable({ label, heads, fewest = 1, most, start }, changed) {
  const width = heads.length;
  const body = h("tbody", {});
  let values = [...start];
  const put = (next) => {
    values = next;
    draw();
    changed();
  };
  const cell = (row, column) => {
    const at = row * width + column;
    const { low = 0, high = 0, label: name } = heads[column];
    const part = numberField({ label: `${name} of row ${row + 1}`, hideLabel: true, min: low, max: high, value: values[at], onInput: () => {} });
    part.input.addEventListener("input", () => {
      const number = part.input.value === "" ? NaN : part.input.valueAsNumber;
      values = values.map((old, i) => (i === at ? number : old));
      changed();
    });
    return h("td", {}, part.node);
  };
  const remove = (row) => put(values.filter((_, i) => Math.floor(i / width) !== row));
  const fixed = fewest === most;
  const adder = button("Add a row", () => put([...values, ...values.slice(-width)]));
  const draw = () => {
    const count = values.length / width;
    const away = (row) => button("×", () => remove(row), { "aria-label": `Remove row ${row + 1}`, disabled: count <= fewest });
    body.replaceChildren(...Array.from({ length: count }, (_, row) => h("tr", {}, h("th", { scope: "row" }, String(row + 1)), ...heads.map((_head, column) => cell(row, column)), ...(fixed ? [] : [h("td", {}, away(row))]))));
    adder.disabled = count >= most;
  };
  draw();
  const head = h("tr", {}, h("th", { scope: "col" }, "#"), ...heads.map((one) => h("th", { scope: "col" }, one.label)), ...(fixed ? [] : [h("td", {})]));
  const table = h("table", { class: "cb-stack-table" }, h("thead", {}, head), body);
  const node = h("div", { class: "cb-ex-grid" }, h("p", { class: "cb-ex-label" }, label), h("div", { class: "cb-ex-scroll" }, table), fixed ? "" : h("div", { class: "cb-stack-adders" }, adder));
  const set = (next) => {
    if (!Array.isArray(next) || next.length % width || next.some((value) => typeof value !== "number")) return;
    values = [...next];
    draw();
  };
  return { node, value: () => (values.every(Number.isFinite) ? values : null), help: "fill every number", set };
}

const EX_FIELDS = { number: exNumber, choice: exChoice, list: exList, grid: exGrid, table: exTable };
