// The rows of the figure paddings: padded cells, arrows to what they copy, counts below.
import { format } from "./core.mjs";
import { h, s } from "./dom.mjs";
import { PZ_MODES, pzPad } from "./paddings_state.mjs";
import { PZ_NAMES, PZ_RULES, pzMadeOf, pzRefusal, pzWindows } from "./paddings_words.mjs";

const PZ_TOP = 22; // room for the arrows
const PZ_LOW = 17; // room for the counts
const PZ_WIDEST = 34;
const PZ_NARROWEST = 21;

function pzTenth(value) {
  return Math.round(value * 10) / 10;
}

/** An arrow above the cells, from position `from` to position `to`. */
function pzArrow(cell, from, to) {
  const [x0, x1] = [(from + 0.5) * cell, (to + 0.5) * cell];
  const y = PZ_TOP - 1;
  const high = y - Math.min(PZ_TOP + 4, 8 + 4 * Math.abs(from - to));
  return `M${pzTenth(x0)},${y}C${pzTenth(x0)},${high} ${pzTenth(x1)},${high} ${pzTenth(x1)},${y - 1}m-3,-5l3,5l3,-5`;
}

function pzText(value) {
  const text = format(value);
  return text.length > 4 ? format(Math.round(value * 100) / 100) : text;
}

function pzCells(mode, i, params, rows, { cell, reach }) {
  const [pad, n] = [pzPad(mode, params), params.row.length];
  const shift = reach - pad;
  const boxes = [];
  const arrows = [];
  const nodes = [];
  rows.padded[i].forEach((value, at) => {
    const inside = at >= pad && at < pad + n;
    const x = (at + shift) * cell;
    const box = s("rect", { class: inside ? "cb-pz-cell" : "cb-pz-pad", x: x + 1, y: PZ_TOP, width: cell - 2, height: cell - 2, rx: 3 });
    const text = mode === "partial" && !inside ? "" : pzText(value);
    const size = text.length > 4 ? "cb-pz-small" : "";
    nodes.push(box, s("text", { class: `cb-pz-value ${size}`, x: x + cell / 2, y: PZ_TOP + cell / 2 + 3.5 }, text));
    boxes[at - pad] = box;
    const from = rows.sources[i][at];
    if (!inside && from >= 0) arrows[at - pad] = s("path", { class: "cb-pz-arrow", d: pzArrow(cell, at + shift, from + reach) });
  });
  const counts = rows.counts[i].map((count, at) =>
    s("text", { class: `cb-pz-count${count === params.kernel ? "" : " cb-pz-other"}`, x: (at + reach + 0.5) * cell, y: PZ_TOP + cell + PZ_LOW - 6 }, pzText(count)));
  const svg = s("svg", { width: (n + 2 * reach) * cell, height: PZ_TOP + cell + PZ_LOW, "aria-hidden": "true" }, ...nodes, ...counts, ...Object.values(arrows));
  return { svg, boxes, arrows };
}

/** The lines of all paddings. `onLook(mode, at)` tells the position pointed at, in the row. */
export function pzLines({ get, onLook }) {
  const lines = PZ_MODES.map((mode) => {
    const stage = h("div", { class: "cb-pz-row" });
    const [end, refusal] = ["cb-pz-end", "cb-pz-refusal"].map((name) => h("span", { class: name }));
    const name = h("div", { class: "cb-pz-name" }, h("strong", {}, PZ_NAMES[mode]), h("span", {}, PZ_RULES[mode]), end, refusal);
    return { mode, stage, end, refusal, node: h("div", { class: "cb-pz-line", "data-mode": mode }, name, stage) };
  });
  const node = h("div", {
    class: "cb-pz-lines", tabindex: "0", role: "application",
    "aria-label": "Padded rows: left and right choose a position, up and down a padding",
  }, ...lines.map((line) => line.node));
  let layout = { cell: PZ_WIDEST, reach: 0 };
  const point = (event) => {
    const line = lines.find((each) => each.stage.contains(event.target));
    if (!line) return;
    const [pad, n] = [pzPad(line.mode, get()), get().row.length];
    const at = Math.floor((event.clientX - line.stage.firstChild.getBoundingClientRect().left) / layout.cell) - layout.reach;
    onLook(line.mode, Math.max(-pad, Math.min(n - 1 + pad, at)));
  };
  node.addEventListener("pointermove", point);
  node.addEventListener("pointerdown", point);
  node.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step) return;
    event.preventDefault();
    const { mode, at } = get();
    const next = Math.max(0, Math.min(PZ_MODES.length - 1, PZ_MODES.indexOf(mode) + step[0]));
    onLook(PZ_MODES[next], at + step[1]);
  });
  const show = (params, rows, width) => {
    const n = params.row.length;
    const reach = Math.max(...PZ_MODES.map((mode) => pzPad(mode, params)));
    layout = { reach, cell: Math.max(PZ_NARROWEST, Math.min(PZ_WIDEST, Math.floor(width / (n + 2 * reach)))) };
    lines.forEach((line, i) => {
      Object.assign(line, pzCells(line.mode, i, params, rows, layout));
      line.stage.replaceChildren(line.svg);
      line.end.textContent = rows.padded[i].length ? pzWindows(rows.windows[i], n) : "";
      line.refusal.textContent = pzRefusal(line.mode, params);
    });
  };
  /** Light what the reader looks at: the same position in every line, and what it is made of. */
  const mark = (params, rows) => {
    const { at, row } = params;
    const inside = at >= 0 && at < row.length;
    lines.forEach(({ mode, node: line, boxes, arrows }, i) => {
      line.classList.toggle("cb-pz-now", mode === params.mode);
      const made = pzMadeOf(mode, params, rows);
      const pad = pzPad(mode, params);
      for (let place = -pad; place < row.length + pad; place += 1) {
        const from = rows.sources[i][place + pad];
        const lit = place === at || (inside ? from === at : made.includes(place));
        boxes[place]?.classList.toggle("cb-pz-lit", lit);
        boxes[place]?.classList.toggle("cb-pz-picked", place === at);
        arrows[place]?.classList.toggle("cb-pz-lit", inside ? from === at : place === at);
      }
    });
  };
  return { node, lines, show, mark };
}
