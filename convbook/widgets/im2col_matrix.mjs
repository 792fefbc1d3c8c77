// A matrix of up to some thousand entries: one stop of the tab key, marks changed where they differ.
import { format } from "./core.mjs";
import { h } from "./dom.mjs";

const MATRIX_STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const LARGEST_CELL = 27;
const LEAST_CELL = 5;
const LEAST_TEXT = 8.5;
const CHARACTER_WIDTH = 0.6;

/** Side in px of the squares of a matrix, and the size of the numbers in them (0: none fits). */
export function cellSizes(values, room) {
  const side = Math.min(LARGEST_CELL, Math.max(LEAST_CELL, Math.floor(room * 2) / 2));
  const longest = values.reduce((most, value) => Math.max(most, format(value).length), 1);
  const text = Math.min(13, (side - 3) / (CHARACTER_WIDTH * longest));
  return { side, text: text < LEAST_TEXT ? 0 : text };
}

/**
 * A matrix of one colour. `look(index)` is called for the entry under the pointer or the focus,
 * `look(null)` when both leave; `name(index)` says where an entry stands.
 *
 * `show` takes the values row by row, their number in a row, the side of a square and the size of
 * its number in px (0: the value is a tint), `padded(index)`, and `marks`, a Map from index to the
 * classes of that entry. `stop` is the entry that the tab key reaches.
 */
export function matrixGrid({ role, look, name }) {
  const node = h("div", { class: `cb-i2-matrix cb-role-${role}`, role: "grid" });
  let cells = [];
  let built = "";
  let shown = [];
  let marked = new Map();
  let [width, home] = [1, 0];

  const indexOf = (event) => {
    const index = event.target.dataset?.i;
    return index === undefined ? null : Number(index);
  };
  const moveHome = (index) => {
    if (cells[home]) cells[home].tabIndex = -1;
    home = index;
    cells[home].tabIndex = 0;
  };
  const keys = (event) => {
    const step = MATRIX_STEPS[event.key];
    const index = indexOf(event);
    if (!step || index === null) return;
    const [y, x] = [Math.floor(index / width) + step[0], (index % width) + step[1]];
    if (y < 0 || x < 0 || x >= width || y * width + x >= cells.length) return;
    event.preventDefault();
    moveHome(y * width + x);
    cells[home].focus();
  };
  const enter = (event) => {
    const index = indexOf(event);
    if (index === null) return;
    event.target.setAttribute("aria-label", `${name(index)}: ${format(shown[index])}`);
    look(index);
  };
  for (const [kind, listener] of Object.entries({ pointerover: enter, focusin: enter, keydown: keys })) {
    node.addEventListener(kind, listener);
  }
  for (const kind of ["pointerleave", "focusout"]) node.addEventListener(kind, () => look(null));

  const build = (count, padded) => {
    const rows = [];
    for (let start = 0; start < count; start += width) {
      let row = "";
      for (let i = start; i < start + width; i += 1) {
        row += `<div role="gridcell" tabindex="-1" data-i="${i}"${padded(i) ? ' class="cb-i2-pad"' : ""}></div>`;
      }
      rows.push(`<div role="row" class="cb-row">${row}</div>`);
    }
    node.innerHTML = rows.join("");
    cells = [...node.querySelectorAll("[role=gridcell]")];
    [shown, marked] = [new Array(count).fill(null), new Map()];
    moveHome(Math.min(home, count - 1));
  };
  const fill = (values, dense) => {
    const most = dense ? values.reduce((top, value) => Math.max(top, Math.abs(value)), 0) || 1 : 1;
    values.forEach((value, i) => {
      if (shown[i] === value) return;
      cells[i].removeAttribute("aria-label");
      if (dense) cells[i].style.setProperty("--cb-tint", `${Math.round(6 + (54 * Math.abs(value)) / most)}%`);
      else cells[i].textContent = format(value);
    });
    shown = values;
  };
  const mark = (marks, padded) => {
    const plain = (i) => (padded(i) ? "cb-i2-pad" : "");
    for (const i of marked.keys()) if (!marks.has(i)) cells[i].className = plain(i);
    for (const [i, classes] of marks) {
      const wanted = `${plain(i)} ${classes}`;
      if (cells[i].className !== wanted) cells[i].className = wanted;
    }
    marked = marks;
  };
  const show = ({ values, columns, side, text, padded = () => false, marks, stop }) => {
    const dense = text === 0;
    const most = dense ? Math.max(...values.map(Math.abs)) : 0;
    const key = `${values.length}/${columns}/${most}/${dense}/${values.map((_, i) => (padded(i) ? "p" : "")).join()}`;
    width = columns;
    if (key !== built) build(values.length, padded);
    built = key;
    node.classList.toggle("cb-i2-dense", dense);
    node.style.gridTemplateColumns = `repeat(${columns}, ${side}px)`;
    node.style.gridAutoRows = `${side}px`;
    node.style.fontSize = dense ? "0" : `${text}px`;
    fill(values, dense);
    mark(marks, padded);
    if (stop !== home && !node.contains(document.activeElement)) moveHome(stop);
  };
  return { node, show };
}
