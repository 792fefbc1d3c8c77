// A grid of numbers: hover, focus and arrow keys look at a cell; editable cells take values.
import { format } from "./core.mjs";
import { h } from "./dom.mjs";

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * A grid of one colour (`role`: input, kernel, output, padding, gradient).
 *
 * `look(index)` is called for the cell under the pointer or the focus, `look(null)` when both
 * leave. With `edit(index, value)` the cells are text fields. `show` takes the values row by row
 * (null: an empty square), `rows`, `columns`, and `mark(index)`, which returns a cell's extra
 * classes: cb-on (read), cb-pad (padding, never editable), cb-picked (looked at). `stop` is the
 * cell that the tab key reaches, otherwise the one that had the focus last.
 */
export function numberGrid({ label, role, look = () => {}, edit = null, name = cellName }) {
  const node = h("div", { class: `cb-cells cb-role-${role}`, role: "grid", "aria-label": label });
  let cells = [];
  let shape = "";
  let columns = 1;
  let home = 0;

  const focus = (index) => {
    cells[home].tabIndex = -1;
    home = index;
    cells[home].tabIndex = 0;
    cells[home].focus();
  };
  const keys = (event, index) => {
    const step = STEPS[event.key];
    if (!step) return;
    const y = Math.floor(index / columns) + step[0];
    const x = (index % columns) + step[1];
    if (y < 0 || x < 0 || x >= columns || y * columns + x >= cells.length) return;
    event.preventDefault();
    focus(y * columns + x);
    cells[home].select?.();
  };
  const commit = (cell, index) => {
    const value = Number(cell.value.replace("−", "-"));
    if (cell.value.trim() !== "" && Number.isFinite(value)) edit(index, value);
  };
  const make = (index, fixed) => {
    const listeners = {
      onpointerenter: () => look(index),
      onfocus: () => look(index),
      onblur: () => look(null),
      onkeydown: (event) => keys(event, index),
    };
    const tabindex = index === home ? "0" : "-1";
    if (!edit || fixed) return h("div", { role: "gridcell", tabindex, ...listeners });
    const cell = h("input", { type: "text", inputmode: "text", tabindex, autocomplete: "off", ...listeners });
    cell.addEventListener("input", () => commit(cell, index));
    return cell;
  };
  const build = (values, mark) => {
    home = Math.max(0, Math.min(home, values.length - 1));
    cells = values.map((_, index) => make(index, mark(index).includes("cb-pad")));
    const rows = [];
    for (let i = 0; i < cells.length; i += columns) {
      const row = cells.slice(i, i + columns).map((cell) => (edit && cell.matches("input") ? h("div", { role: "gridcell" }, cell) : cell));
      rows.push(h("div", { role: "row", class: "cb-row" }, ...row));
    }
    node.style.gridTemplateColumns = `repeat(${columns}, auto)`;
    node.replaceChildren(...rows);
  };
  node.addEventListener("pointerleave", () => look(null));

  const show = ({ values, rows, columns: width, mark = () => "", stop = null }) => {
    columns = width;
    const next = `${rows}x${width}:${values.map((_, i) => (mark(i).includes("cb-pad") ? "p" : ".")).join("")}`;
    if (next !== shape) build(values, mark);
    shape = next;
    if (stop !== null && stop !== home) {
      cells[home].tabIndex = -1;
      home = stop;
      cells[home].tabIndex = 0;
    }
    values.forEach((value, index) => {
      const cell = cells[index];
      const text = value === null ? "" : format(value);
      const classes = `cb-cell ${mark(index)}`;
      if (cell.className !== classes) cell.className = classes;
      if (cell.tagName !== "INPUT") {
        if (cell.textContent !== text) cell.textContent = text;
      } else if (document.activeElement !== cell || Number(cell.value.replace("−", "-")) !== value) {
        if (cell.value !== text) cell.value = text;
      }
      const spoken = `${name(index, columns)}: ${text || "empty"}`;
      if (cell.getAttribute("aria-label") !== spoken) cell.setAttribute("aria-label", spoken);
    });
  };
  return { node, show };
}

function cellName(index, columns) {
  return `row ${Math.floor(index / columns)}, column ${index % columns}`;
}
