// All triples of rates on one picture: a panel for each r3, r1 across and r2 up.
import { h } from "./dom.mjs";
import { covCanvas, covColours } from "./coverage_canvas.mjs";
import { rtOrders, rtPlace } from "./rate_triples_state.mjs";

export const RT_COLOURS = ["output", "kernel", "gradient", "padding"];
const RT_HEAD = 16;
const RT_GAP = 10;

function rtLayout(most, room) {
  const columns = Math.ceil(Math.sqrt(most));
  const rows = Math.ceil(most / columns);
  const cell = Math.max(4, Math.min(17, Math.floor((room - (columns - 1) * RT_GAP - 2) / (columns * most))));
  const panel = most * cell;
  return { most, columns, rows, cell, panel, width: columns * panel + (columns - 1) * RT_GAP + 2, height: rows * (panel + RT_HEAD + RT_GAP) - RT_GAP + 2 };
}

/** Top left corner of a triple's square. */
function rtCorner({ columns, panel, cell, most }, [r1, r2, r3]) {
  const left = ((r3 - 1) % columns) * (panel + RT_GAP) + 1;
  const top = Math.floor((r3 - 1) / columns) * (panel + RT_HEAD + RT_GAP) + RT_HEAD + 1;
  return [left + (r1 - 1) * cell, top + (most - r2) * cell];
}

/** The triple under a place of the picture, or null. */
function rtAt({ columns, panel, cell, most }, x, y) {
  const [column, row] = [Math.floor(x / (panel + RT_GAP)), Math.floor(y / (panel + RT_HEAD + RT_GAP))];
  const r1 = Math.floor((x - 1 - column * (panel + RT_GAP)) / cell) + 1;
  const r2 = most - Math.floor((y - 1 - RT_HEAD - row * (panel + RT_HEAD + RT_GAP)) / cell);
  const r3 = row * columns + column + 1;
  return [r1, r2, r3].every((rate) => rate >= 1 && rate <= most) && column < columns ? [r1, r2, r3] : null;
}

/** A filled square has no hole, a frame has some; where rule and truth differ the colour says so. */
function rtSquare(pen, x, y, cell, code) {
  if (code % 2 === 0) {
    const inset = cell > 7 ? 1 : 0.5;
    pen.fillRect(x + inset, y + inset, cell - 2 * inset, cell - 2 * inset);
    return;
  }
  const wide = code === 1 ? Math.max(1.25, cell * 0.18) : 1;
  const inset = (code === 1 ? 1 : Math.round(cell * 0.3)) + wide / 2;
  pen.lineWidth = wide;
  pen.strokeRect(x + inset, y + inset, Math.max(0.5, cell - 2 * inset), Math.max(0.5, cell - 2 * inset));
}

function rtRing(pen, layout, rates, color, width, dash) {
  const [x, y] = rtCorner(layout, rates);
  pen.strokeStyle = color;
  pen.lineWidth = width;
  pen.setLineDash(dash);
  pen.strokeRect(x - 0.5, y - 0.5, layout.cell + 1, layout.cell + 1);
  pen.setLineDash([]);
}

const RT_STEPS = { ArrowLeft: [-1, 0, 0], ArrowRight: [1, 0, 0], ArrowDown: [0, -1, 0], ArrowUp: [0, 1, 0], PageDown: [0, 0, -1], PageUp: [0, 0, 1] };

/** The picture; `onLook(rates or null)` follows the pointer, `onPick(rates)` clicks and arrow keys. */
export function rtCube({ onLook, onPick }) {
  const canvas = h("canvas", { class: "cb-rt-canvas", "aria-hidden": "true" });
  const stage = h("div", {
    class: "cb-rt-stage", tabindex: "0", role: "application",
    "aria-label": "All triples of rates: left and right change r1, down and up r2, page down and page up r3",
  }, canvas);
  let state = null;
  const under = (event) => {
    if (!state) return null;
    const box = canvas.getBoundingClientRect();
    const scale = state.layout.width / box.width;
    return rtAt(state.layout, (event.clientX - box.left) * scale, (event.clientY - box.top) * scale);
  };
  canvas.addEventListener("pointermove", (event) => onLook(under(event)));
  canvas.addEventListener("pointerleave", () => onLook(null));
  canvas.addEventListener("click", (event) => {
    const rates = under(event);
    if (rates) onPick(rates);
  });
  stage.addEventListener("keydown", (event) => {
    const step = RT_STEPS[event.key];
    if (!step || !state) return;
    event.preventDefault();
    onPick(state.rates.map((rate, i) => Math.max(1, Math.min(state.layout.most, rate + step[i]))));
  });
  const show = (params, classes, probe, room) => {
    const { most, rates } = params;
    const layout = rtLayout(most, room);
    state = { layout, rates };
    const pen = covCanvas(canvas, layout.width, layout.height);
    const colours = covColours(stage);
    pen.font = "12px system-ui, sans-serif";
    pen.fillStyle = colours.muted;
    for (let r3 = 1; r3 <= most; r3 += 1) {
      const [x, y] = rtCorner(layout, [1, most, r3]);
      pen.fillText(`r₃ = ${r3}`, x, y - 4);
    }
    for (let code = 3; code >= 0; code -= 1) {
      pen.fillStyle = colours[RT_COLOURS[code]];
      pen.strokeStyle = pen.fillStyle;
      pen.globalAlpha = code === 3 ? 0.45 : 1;
      for (let r3 = 1; r3 <= most; r3 += 1) {
        for (let r2 = 1; r2 <= most; r2 += 1) {
          for (let r1 = 1; r1 <= most; r1 += 1) {
            if (classes[rtPlace([r1, r2, r3], most)] !== code) continue;
            const [x, y] = rtCorner(layout, [r1, r2, r3]);
            rtSquare(pen, x, y, layout.cell, code);
          }
        }
      }
    }
    pen.globalAlpha = 1;
    for (const order of rtOrders(probe ?? rates)) rtRing(pen, layout, order, colours.ink, 1, [2, 2]);
    rtRing(pen, layout, rates, colours.ink, 2, []);
    if (probe) rtRing(pen, layout, probe, colours.input, 2, []);
  };
  return { stage, show };
}
