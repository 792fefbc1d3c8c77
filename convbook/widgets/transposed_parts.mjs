// Parts of the figure transposed: a grid under its caption, wires, a matrix, a row of counts.
import { format } from "./core.mjs";
import { h, s } from "./dom.mjs";
import { numberGrid } from "./grid.mjs";

const TR_MATRIX_WIDTH = 320;
const TR_MATRIX_HEIGHT = 300;
const TR_SQUARE = 22;
const TR_DIGITS = 3;
const TR_CHARACTER = 0.62;
const TR_CELL_EM = 0.84;

/** Keyboard focus for a part that scrolls sideways, and only while it does. */
export function trScrolling(part, name) {
  const node = h("div", { class: "cb-tr-scroll" }, part);
  const watcher = new ResizeObserver(() => {
    const wide = node.scrollWidth > node.clientWidth + 1;
    const attributes = { tabindex: "0", role: "region", "aria-label": `${name}, scrolls sideways` };
    for (const [key, value] of Object.entries(attributes)) {
      if (wide) node.setAttribute(key, value);
      else node.removeAttribute(key);
    }
  });
  watcher.observe(node);
  watcher.observe(part);
  return node;
}

/** A number grid under a caption. `show` also takes `step` and `offset`, in squares, and `tags`. */
export function trGrid({ label, role, look, edit = null, name }) {
  const grid = numberGrid({ label, role, look, edit, name });
  const caption = h("p", { class: "cb-tr-name" }, label);
  const node = h("div", { class: "cb-tr-grid" }, caption, grid.node);
  let shown = "";
  const show = ({ step = 1, offset = 0, tags = new Map(), locked = false, title = label, ...rest }) => {
    const marks = rest.values.map((_, index) => rest.mark?.(index) ?? "");
    const key = JSON.stringify([step, offset, [...tags], locked, title, rest, marks]);
    if (key === shown && !node.contains(document.activeElement)) return;
    shown = key;
    if (caption.textContent !== title) {
      caption.textContent = title;
      grid.node.setAttribute("aria-label", title);
    }
    node.style.setProperty("--cb-step", step);
    node.style.setProperty("--cb-offset", offset);
    grid.show({ ...rest, mark: (index) => marks[index] });
    grid.node.querySelectorAll('[role="gridcell"]').forEach((cell, index) => {
      const tag = tags.get(index) ?? null;
      if (tag === null) cell.removeAttribute("data-tag");
      else if (cell.dataset.tag !== tag) cell.dataset.tag = tag;
      if (cell.firstElementChild) cell.firstElementChild.readOnly = locked;
    });
  };
  return { node, show };
}

function trLongest(values) {
  return Math.max(...values.map((value) => format(value).length));
}

/** Room for the longest of some numbers, a CSS length. */
export function trWidth(values) {
  return `${((trLongest(values) * TR_CHARACTER + 0.6) * TR_CELL_EM).toFixed(3)}em`;
}

/** Straight wires between two rows, `count` squares wide. */
export function trWires() {
  const paths = ["off", "cut", "on", "zero"].map((kind) => s("path", { class: `cb-tr-wire cb-tr-${kind}` }));
  const node = s("svg", { class: "cb-tr-wires", preserveAspectRatio: "none", "aria-hidden": "true" }, ...paths);
  const show = (wires, count) => {
    node.setAttribute("viewBox", `0 0 ${count} 1`);
    const drawn = [[], [], [], []];
    for (const { from, to, on, cut } of wires) drawn[2 * on + cut].push(`M${from} 1L${to} 0`);
    paths.forEach((path, i) => path.setAttribute("d", drawn[i].join("")));
  };
  return { node, show };
}

/** A matrix as small squares; `pick(row)` tells the row under the pointer. */
export function trMatrixPart({ title, pick }) {
  const [ground, filled, lit, band] = ["ground", "filled", "lit", "band"].map((kind) => s("path", { class: `cb-tr-${kind}` }));
  const texts = s("g", { class: "cb-tr-numbers" });
  const picture = s("svg", { class: "cb-tr-matrix", role: "img" }, ground, filled, lit, texts, band);
  const caption = h("p", { class: "cb-tr-name" });
  const node = h("div", { class: "cb-tr-block" }, caption, picture);
  let rows = 1;
  picture.addEventListener("pointermove", (event) => {
    const { top, height } = picture.getBoundingClientRect();
    pick(Math.min(rows - 1, Math.max(0, Math.floor(((event.clientY - top) / height) * rows))));
  });
  let drawn = "";
  const build = (entries, columns, weight, numbers) => {
    const square = Math.min(TR_SQUARE, TR_MATRIX_WIDTH / columns, TR_MATRIX_HEIGHT / rows);
    picture.setAttribute("viewBox", `-0.1 -0.1 ${columns + 0.2} ${rows + 0.2}`);
    picture.setAttribute("width", square * (columns + 0.2));
    ground.setAttribute("d", trRuled(rows, columns, square > 7));
    filled.setAttribute("d", entries.filter(([, , tap]) => weight[tap] !== 0).map(trBox).join(""));
    texts.replaceChildren(...(numbers && trLongest(weight) <= TR_DIGITS ? entries.map((entry) => trNumber(entry, weight)) : []));
  };
  const show = ({ entries, shape, weight, numbers, at, across }) => {
    rows = shape[0];
    const key = `${shape} ${weight} ${entries.length} ${numbers}`;
    if (key !== drawn) build(entries, shape[1], weight, numbers);
    drawn = key;
    const inBand = ([row, column]) => (across ? row : column) === at;
    lit.setAttribute("d", entries.filter(inBand).map(trBox).join(""));
    const [wide, high] = across ? [shape[1], 1] : [1, shape[0]];
    band.setAttribute("d", at < 0 ? "" : `M${across ? 0 : at} ${across ? at : 0}h${wide}v${high}h${-wide}z`);
    caption.textContent = `${title}: ${shape.join(" × ")}`;
    picture.setAttribute("aria-label", `Matrix ${title}, ${shape.join(" by ")}, ${across ? "row" : "column"} ${at} lit`);
  };
  return { node, show };
}

function trBox([row, column]) {
  return `M${column + 0.06} ${row + 0.06}h.88v.88h-.88z`;
}

function trRuled(rows, columns, ruled) {
  const edge = `M0 0h${columns}v${rows}h${-columns}z`;
  if (!ruled) return edge;
  const across = Array.from({ length: rows }, (_, i) => `M0 ${i}h${columns}`);
  const down = Array.from({ length: columns }, (_, i) => `M${i} 0v${rows}`);
  return edge + across.join("") + down.join("");
}

function trNumber([row, column, tap], weight) {
  const text = format(weight[tap]);
  return s("text", { x: column + 0.5, y: row + 0.7, "font-size": 0.56 }, text);
}

/** Entries with row and column exchanged. */
export function trTurned(entries) {
  return entries.map(([row, column, tap]) => [column, row, tap]);
}

/** How many taps reach each output, as shaded squares. */
export function trCounts() {
  const cells = h("div", { class: "cb-tr-tally", role: "img" });
  const node = h("div", { class: "cb-tr-grid cb-tr-counts" }, h("p", { class: "cb-tr-name" }, "taps that reach it"), cells);
  let shown = "";
  const show = (place, counts, offset) => {
    if (shown === `${counts} ${offset}`) return;
    shown = `${counts} ${offset}`;
    const most = Math.max(...counts, 1);
    const columns = place[1].big;
    if (cells.childElementCount !== counts.length) cells.replaceChildren(...counts.map(() => h("span", {})));
    cells.style.gridTemplateColumns = `repeat(${columns}, auto)`;
    node.style.setProperty("--cb-offset", offset);
    node.style.setProperty("--cb-step", 1);
    counts.forEach((count, index) => {
      cells.children[index].textContent = count;
      cells.children[index].style.setProperty("--cb-share", `${Math.round((70 * count) / most)}%`);
    });
    cells.setAttribute("aria-label", `Taps that reach each output: ${counts.join(", ")}`);
  };
  return { node, show };
}
