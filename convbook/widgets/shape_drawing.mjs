// One axis of a layer as a picture: input cells below, a bracket a window, output cells above.
import { s, uid } from "./dom.mjs";

const NARROWEST = 18;
const WIDEST = 34;
const LANE = 11;
const MOST_LANES = 9;

/**
 * Where the cells and windows of an axis lie. A transposed convolution is laid out as the
 * convolution it equals: stride 1 over the input with zeros between its cells.
 */
export function axisLayout({ op, size, stride, dilation, pads, extent, extra, output }) {
  const turned = op === "transpose";
  const [gap, step] = turned ? [stride, 1] : [1, stride];
  const [before, after] = turned ? [extent - 1 - pads[0], extent - 1 - pads[1] + extra] : pads;
  const last = (size - 1) * gap;
  const start = (t) => t * step - before;
  const low = Math.min(0, -before);
  const high = Math.max(last, last + after, output ? start(output - 1) + extent - 1 : 0);
  const input = (cell) => (cell >= 0 && cell <= last && cell % gap === 0 ? cell / gap : null);
  const inside = (cell) => cell >= 0 && cell <= last;
  const met = (cell, tap) => {
    const t = (cell - tap * dilation + before) / step;
    return Number.isInteger(t) && t >= 0 && t < output;
  };
  return { low, high, start, step, input, inside, met };
}

/** Places of the cells on the drawing; a long axis shows two parts, the first one where `focus` is. */
function folding({ low, high }, width, focus) {
  const total = high - low + 1;
  const most = Math.max(8, Math.floor(width / NARROWEST));
  const whole = total <= most;
  const tail = whole ? 0 : Math.floor((most - 4) * 0.4);
  const head = whole ? total : most - tail - 4;
  const from = whole ? 0 : Math.max(0, Math.min(focus - low - 1, total - tail - head));
  const shift = from > 0 ? 2 : 0;
  const place = (cell) => {
    const index = cell - low;
    if (index >= from && index < from + head) return index - from + shift;
    return index >= total - tail ? index - total + tail + head + shift + 2 : null;
  };
  const clip = (cell) => place(cell) ?? (cell - low < from ? 0.5 : head + shift + 0.5);
  const dots = whole ? [] : from > 0 ? [1, head + shift + 1] : [head + 1];
  const span = (first, count) => Array.from({ length: count }, (_, i) => low + first + i);
  const cells = [...span(from, head), ...span(total - tail, tail)];
  return { unit: whole ? Math.min(WIDEST, width / total) : width / most, place, clip, dots, cells };
}

/** A drawing; `onPick(t)` is called for the window under the pointer. */
export function axisDrawing(onPick) {
  const node = s("svg", { class: "cb-shape-drawing", "aria-hidden": "true" });
  let windows = [];
  let cells = [];
  const pick = (event) => {
    const x = event.clientX - node.getBoundingClientRect().left;
    const distance = ({ centre }) => Math.abs(centre - x);
    if (windows.length) onPick(windows.reduce((best, w) => (distance(w) < distance(best) ? w : best)).t);
  };
  node.addEventListener("pointermove", pick);
  node.addEventListener("pointerdown", pick);

  const show = (axis, looked, width) => {
    const layout = axisLayout(axis);
    const fold = folding(layout, width, layout.start(looked));
    const shown = shownWindows(axis, layout, fold, looked);
    const top = 16 + fold.unit + 8;
    const floor = axis.output ? top + shown.lanes * LANE + 20 : 18;
    const hatch = uid("hatch");
    cells = inputCells(axis, layout, fold, floor, hatch);
    const height = (t) => (shown.lane(t) < 0 ? null : top + (shown.lane(t) + 0.5) * LANE);
    windows = shown.list.map((t) => drawWindow(axis, layout, fold, t, height(t), hatch));
    const texts = [label("input", 0, floor - 5, "input"), ...(axis.output ? [label("output", 0, 11, "output")] : [])];
    const dots = fold.dots.map((x) => s("text", { class: "cb-shape-dots", x: x * fold.unit, y: floor + fold.unit * 0.6 }, "…"));
    node.setAttribute("width", width);
    node.setAttribute("height", floor + fold.unit + 3);
    node.replaceChildren(hatching(hatch), ...texts, ...dots, ...cells.flatMap((c) => c.nodes), ...windows.map((w) => w.group));
  };
  /** Light up window `t` and the cells it reads; false where the window is out of sight. */
  const mark = (axis, t) => {
    for (const w of windows) w.group.setAttribute("class", w.t === t ? "cb-shape-window cb-on" : "cb-shape-window");
    const first = axisLayout(axis).start(t);
    for (const c of cells) {
      const tap = (c.cell - first) / axis.dilation;
      c.box.classList.toggle("cb-on", axis.output > 0 && Number.isInteger(tap) && tap >= 0 && tap < axis.kernel);
    }
    return axis.output === 0 || windows.some((w) => w.t === t && w.whole);
  };
  return { node, show, mark };
}

function label(text, x, y, role) {
  return s("text", { class: `cb-shape-name cb-role-${role}`, x, y }, text);
}

function hatching(id) {
  const line = s("path", { class: "cb-shape-hatch", d: "M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2" });
  return s("defs", {}, s("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse" }, line));
}

/** All windows that can be seen, in lanes where they overlap; of many lanes both ends and one more. */
function shownWindows(axis, layout, { place }, looked) {
  const seen = (t) => place(layout.start(t)) !== null || place(layout.start(t) + axis.extent - 1) !== null;
  const list = Array.from({ length: axis.output }, (_, t) => t).filter(seen);
  const needed = Math.floor(axis.extent / layout.step) + 1;
  if (needed <= MOST_LANES) return { list, lanes: Math.min(needed, list.length), lane: (t) => t % needed };
  const few = list.filter((t, i) => i < 4 || i >= list.length - 4 || t === looked);
  return { list, lanes: few.length, lane: (t) => few.indexOf(t) };
}

function inputCells(axis, layout, { unit, place, cells }, y, hatch) {
  return cells.map((cell) => {
    const name = layout.input(cell);
    const square = { x: place(cell) * unit + 1, y, width: unit - 2, height: unit - 2, rx: 2 };
    const box = s("rect", { class: `cb-shape-cell cb-role-${name === null ? "padding" : "input"}`, ...square });
    const read = Array.from({ length: axis.kernel }, (_, tap) => layout.met(cell, tap)).some(Boolean);
    const over = read ? [] : [s("rect", { fill: `url(#${hatch})`, ...square })];
    const text = name !== null ? String(name) : axis.op === "maxpool" ? "" : "0";
    return { cell, box, nodes: [box, ...over, cellText(text, (place(cell) + 0.5) * unit, y + unit / 2, unit)] };
  });
}

function cellText(text, x, y, unit) {
  return s("text", { class: "cb-shape-number", x, y, "font-size": Math.min(12, (unit - 2) / Math.max(2, text.length) / 0.58) }, text);
}

/** An output cell over the centre of its window; the window as a line with a square a tap. */
function drawWindow(axis, layout, { unit, place, clip }, t, y, hatch) {
  const first = layout.start(t);
  const taps = Array.from({ length: axis.kernel }, (_, tap) => first + tap * axis.dilation);
  const middle = place(first + Math.floor((axis.extent - 1) / 2));
  const centre = (middle + (axis.extent % 2 ? 0.5 : 1)) * unit;
  const nodes = [];
  if (y !== null) {
    const [left, right] = [clip(first) * unit + 2, (clip(taps.at(-1)) + 1) * unit - 2];
    const squares = taps.map(place).filter((x) => x !== null).map((x) => `M${x * unit + 2},${y - 3.5}h${unit - 4}v7h${4 - unit}z`);
    nodes.push(s("path", { class: "cb-shape-line", d: `M${left},${y}H${right}` }), s("path", { class: "cb-shape-taps", d: squares.join("") }));
    if (middle !== null) nodes.push(s("path", { class: "cb-shape-thread", d: `M${centre},${14 + unit}V${y}` }));
  }
  if (middle !== null) {
    const square = { x: centre - unit / 2 + 1, y: 16, width: unit - 2, height: unit - 2, rx: 2 };
    nodes.push(s("rect", { class: "cb-shape-cell cb-role-output", ...square }));
    if (taps.every((cell) => layout.input(cell) === null)) nodes.push(s("rect", { fill: `url(#${hatch})`, ...square }));
    nodes.push(cellText(String(t), centre, 15 + unit / 2, unit));
  }
  const group = s("g", { class: "cb-shape-window" }, ...nodes);
  return { t, centre: middle === null ? -unit : centre, whole: y !== null, group };
}
