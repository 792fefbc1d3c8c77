// The input of the figure coverage as a map: counts of one output, marks of a second one.
import { h } from "./dom.mjs";
import { covCanvas, covColours } from "./coverage_canvas.mjs";
import { COV_REACH } from "./coverage_state.mjs";

const COV_NUMBERED = 13;
const COV_LARGEST = 27;

function covSquares(pen, state, cell, colours) {
  const { line, most, dy, dx } = state;
  const numbered = cell >= COV_NUMBERED;
  const strongest = numbered ? 0.5 : 0.95;
  const gap = cell > 5 ? 1 : 0;
  const at = (i) => (i + COV_REACH) * cell;
  pen.fillStyle = colours.input;
  line.forEach((row, y) => row && line.forEach((column, x) => {
    if (!column) return;
    pen.globalAlpha = 0.14 + (strongest - 0.14) * ((row * column) / most);
    pen.fillRect(at(x) + gap, at(y) + gap, cell - gap, cell - gap);
  }));
  pen.globalAlpha = 1;
  if (!dy && !dx) return;
  const inset = Math.max(cell > 2 ? 1 : 0, Math.round(cell * 0.3));
  pen.fillStyle = colours.output;
  line.forEach((row, y) => row && line.forEach((column, x) => {
    if (column) pen.fillRect(at(x + dx) + inset + gap / 2, at(y + dy) + inset + gap / 2, Math.max(1, cell - 2 * inset), Math.max(1, cell - 2 * inset));
  }));
}

/** The counts in the squares, and along the edges those of one axis, of which they are products. */
function covNumbersOn(pen, { line }, cell, colours) {
  const at = (i) => (i + COV_REACH + 0.5) * cell + 0.5;
  const size = (text) => Math.min(13, cell * (text.length > 3 ? 0.4 : text.length > 2 ? 0.5 : 0.62));
  const write = (text, x, y) => {
    pen.font = `${size(text)}px system-ui, sans-serif`;
    pen.fillText(text, at(x), at(y) + 0.5);
  };
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = colours.ink;
  line.forEach((row, y) => row && line.forEach((column, x) => column && write(String(row * column), x, y)));
  pen.fillStyle = colours.muted;
  line.forEach((count, i) => {
    write(String(count), i, -1.4);
    write(String(count), -1.4, i);
  });
}

function covBox(pen, cell, color, [y, x, side], width = 1.5, dash = []) {
  pen.strokeStyle = color;
  pen.lineWidth = width;
  pen.setLineDash(dash);
  pen.strokeRect((x + COV_REACH) * cell + 0.5, (y + COV_REACH) * cell + 0.5, side * cell, side * cell);
  pen.setLineDash([]);
}

function covGridLines(pen, cell, field, colours) {
  if (cell <= 5) return;
  pen.strokeStyle = colours.line;
  pen.lineWidth = 1;
  pen.beginPath();
  for (let i = 1; i < field; i += 1) {
    const at = (i + COV_REACH) * cell + 0.5;
    pen.moveTo(at, COV_REACH * cell);
    pen.lineTo(at, (field + COV_REACH) * cell);
    pen.moveTo(COV_REACH * cell, at);
    pen.lineTo((field + COV_REACH) * cell, at);
  }
  pen.stroke();
}

/** All that the pointer does not change: squares, numbers, boxes. */
function covBase(canvas, state, cell, colours) {
  const { line, dy, dx } = state;
  const size = (line.length + 2 * COV_REACH) * cell + 1;
  const pen = covCanvas(canvas, size, size);
  covGridLines(pen, cell, line.length, colours);
  covSquares(pen, state, cell, colours);
  const second = dy || dx;
  if (!second && cell >= COV_NUMBERED) covNumbersOn(pen, state, cell, colours);
  covBox(pen, cell, colours.input, [0, 0, line.length]);
  if (second) covBox(pen, cell, colours.output, [dy, dx, line.length], 1.5, [5, 3]);
}

const COV_STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** The map; `onLook([y, x] or null)` is called for the pixel under the pointer or chosen by arrows. */
export function covMap({ onLook }) {
  const canvas = h("canvas", { class: "cb-cov-canvas", "aria-hidden": "true" });
  const stage = h("div", {
    class: "cb-cov-stage", tabindex: "0", role: "application",
    "aria-label": "Input pixels: arrow keys choose one and say how many paths lead from it",
  }, canvas);
  let state = null;
  let cell = 1;
  let drawn = "";
  const base = document.createElement("canvas");
  const look = (y, x) => {
    const inside = (v) => Math.max(0, Math.min(state.line.length - 1, v));
    onLook([inside(y), inside(x)]);
  };
  const point = (event) => {
    if (!state) return;
    const box = canvas.getBoundingClientRect();
    const side = state.line.length + 2 * COV_REACH;
    const [y, x] = [event.clientY - box.top, event.clientX - box.left].map((at) => Math.floor((at / box.width) * side) - COV_REACH);
    if (y < 0 || x < 0 || y >= state.line.length || x >= state.line.length) onLook(null);
    else look(y, x);
  };
  canvas.addEventListener("pointermove", point);
  canvas.addEventListener("pointerdown", point);
  canvas.addEventListener("pointerleave", () => onLook(null));
  stage.addEventListener("blur", () => onLook(null));
  stage.addEventListener("keydown", (event) => {
    const step = COV_STEPS[event.key];
    if (!step || !state) return;
    event.preventDefault();
    const middle = Math.floor(state.line.length / 2);
    const [y, x] = state.probe ?? [middle, middle];
    look(y + step[0], x + step[1]);
  });
  /** `next` holds line, most, dy, dx and probe; `room` is the width there is. */
  const show = (next, room) => {
    state = next;
    const side = next.line.length + 2 * COV_REACH;
    cell = Math.max(1, Math.min(COV_LARGEST, Math.floor((room - 1) / side)));
    const colours = covColours(stage);
    const key = JSON.stringify([next.line, next.dy, next.dx, cell, colours]);
    if (key !== drawn) covBase(base, next, cell, colours);
    drawn = key;
    const size = side * cell + 1;
    const pen = covCanvas(canvas, size, size);
    pen.drawImage(base, 0, 0, size, size);
    if (next.probe) covBox(pen, cell, colours.ink, [next.probe[0], next.probe[1], 1], 2);
  };
  return { stage, show };
}
