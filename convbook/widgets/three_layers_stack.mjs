// The four maps as planes in a stack, the image lowest: what one unit reads, and who reads it.
import { h, s } from "./dom.mjs";
import { tlPads, tlRates, tlShifts, tlSizes, tlTaps } from "./three_layers_state.mjs";

const TL_SLANT = 0.42; // sideways shift of a row, in cells
const TL_FLAT = 0.52; // height of a row, in cells
const TL_GAP = 18;
const TL_TOP = 10;
const TL_BUCKETS = 6;

export function tlRound(value) {
  return Math.round(value * 10) / 10;
}

/** Least and greatest place over the image that any map or its padding covers. */
export function tlExtent(params) {
  const shifts = tlShifts(params);
  const sizes = tlSizes(params);
  const pads = [...tlPads(params), [0, 0]];
  const low = Math.min(...shifts.map((shift, l) => shift - pads[l][0]));
  const high = Math.max(...shifts.map((shift, l) => shift + sizes[l] - 1 + pads[l][1]));
  return [low - 0.5, high + 0.5];
}

function tlLayout(params, width) {
  const [low, high] = tlExtent(params);
  const span = high - low;
  const cell = Math.min(24, (width - 4) / (span * (1 + TL_SLANT)));
  const tall = span * cell * TL_FLAT;
  const shifts = tlShifts(params);
  const left = (width - span * cell * (1 + TL_SLANT)) / 2 + span * cell * TL_SLANT;
  const top = (level) => TL_TOP + (3 - level) * (tall + TL_GAP);
  // From a place (column, row) over the image, cell borders at whole numbers, to the screen.
  const at = (level, column, row) => [
    left + (column - low) * cell - (row - low) * cell * TL_SLANT,
    top(level) + (row - low) * cell * TL_FLAT,
  ];
  const middle = (level, column, row) => at(level, column + shifts[level], row + shifts[level]);
  const find = (x, y) => {
    const level = Math.max(0, Math.min(3, 3 - Math.floor((y - TL_TOP + TL_GAP / 2) / (tall + TL_GAP))));
    const row = (y - top(level)) / (cell * TL_FLAT) + low;
    const column = (x - left + (row - low) * cell * TL_SLANT) / cell + low;
    return { level, row: Math.round(row - shifts[level]), column: Math.round(column - shifts[level]) };
  };
  const corner = (level) => at(level, shifts[level] - 0.5, shifts[level] - 0.5);
  return { cell, middle, corner, find, top, height: TL_TOP + 4 * tall + 3 * TL_GAP + 6 };
}

function tlMatrix({ cell, corner }, level) {
  const [x, y] = corner(level);
  return `matrix(${cell} 0 ${-cell * TL_SLANT} ${cell * TL_FLAT} ${x} ${y})`;
}

/** A plane without its lights: its grid, and the padding around it, dashed. */
function tlPlane(params, layout, level) {
  const size = tlSizes(params)[level];
  const [before, after] = [...tlPads(params), [0, 0]][level];
  const lines = Array.from({ length: size + 1 }, (_, i) => `M${i} 0V${size}M0 ${i}H${size}`).join("");
  const role = `cb-role-${level ? "output" : "input"}`;
  const side = size + before + after;
  const padding = before + after ? [s("rect", { class: "cb-tl-padding", x: -before, y: -before, width: side, height: side })] : [];
  return s("g", { class: role, transform: tlMatrix(layout, level) },
    ...padding,
    s("rect", { class: "cb-tl-plane", x: 0, y: 0, width: size, height: size }),
    s("path", { class: "cb-tl-grid", d: lines }));
}

/** Cells with paths, a path of squares for each step of strength. */
function tlLights(params, layout, seen, level) {
  const steps = Array.from({ length: TL_BUCKETS }, () => []);
  const columns = seen.columns[level].flatMap((count, i) => (count ? [[i, count]] : []));
  seen.rows[level].forEach((r, row) => {
    if (!r) return;
    for (const [column, c] of columns) {
      const step = Math.ceil((TL_BUCKETS * r * c) / seen.most[level]) - 1;
      steps[step].push(`M${column} ${row}h1v1h-1z`);
    }
  });
  const role = `cb-role-${level ? "output" : "input"}`;
  const paths = steps.flatMap((cells, step) =>
    cells.length ? [s("path", { class: "cb-tl-lit", style: `--cb-tl-share: ${Math.round(25 + (75 * (step + 1)) / TL_BUCKETS)}%`, d: cells.join("") })] : []);
  return s("g", { class: role, transform: tlMatrix(layout, level) }, ...paths);
}

function tlLine([x0, y0], [x1, y1]) {
  return `M${tlRound(x0)} ${tlRound(y0)}L${tlRound(x1)} ${tlRound(y1)}`;
}

/** Wires of the unit to its taps and to its readers; further on only those of the outermost units. */
function tlWires(params, layout, seen) {
  const { layer, row, column } = params;
  const own = [];
  const padded = [];
  const outer = [];
  const from = layout.middle(layer, column, row);
  if (layer) {
    const inside = (tap) => tap >= 0 && tap < seen.sizes[layer - 1];
    for (const r of tlTaps(params, layer, row))
      for (const c of tlTaps(params, layer, column))
        (inside(r) && inside(c) ? own : padded).push(tlLine(from, layout.middle(layer - 1, c, r)));
  }
  if (layer < 3) for (const [r, c] of tlCells(seen, layer + 1)) own.push(tlLine(from, layout.middle(layer + 1, c, r)));
  const join = (level, next) => {
    const [one, other] = [tlCorners(seen, level), tlCorners(seen, next)];
    if (one && other) one.forEach(([r, c], i) => outer.push(tlLine(layout.middle(level, c, r), layout.middle(next, other[i][1], other[i][0]))));
  };
  for (let level = layer - 1; level > 0; level -= 1) join(level, level - 1);
  for (let level = layer + 1; level < 3; level += 1) join(level, level + 1);
  return [["cb-tl-outer", outer], ["cb-tl-zeros", padded], ["cb-tl-own", own]].map(([name, d]) => s("path", { class: name, d: d.join("") }));
}

function tlCells(seen, level) {
  const lit = (line) => line.flatMap((count, i) => (count ? [i] : []));
  return lit(seen.rows[level]).flatMap((r) => lit(seen.columns[level]).map((c) => [r, c]));
}

function tlCorners(seen, level) {
  const cells = tlCells(seen, level);
  if (!cells.length) return null;
  const [[r0, c0], [r1, c1]] = [cells[0], cells.at(-1)];
  return [[r0, c0], [r0, c1], [r1, c0], [r1, c1]];
}

/** The stack; `onLook({ level, row, column })` for the cell under the pointer or chosen by arrows. */
export function tlStack({ get, onLook }) {
  const node = s("svg", { class: "cb-tl-drawing", "aria-hidden": "true" });
  const stage = h("div", {
    class: "cb-tl-stage", tabindex: "0", role: "application",
    "aria-label": "Four maps: arrow keys choose a row and a column, page up and page down a layer",
  }, node);
  let state = null;
  const point = (event) => {
    if (!state) return;
    const box = node.getBoundingClientRect();
    const found = state.layout.find(event.clientX - box.left, event.clientY - box.top);
    const size = state.seen.sizes[found.level];
    const inside = (n) => n >= 0 && n < size;
    if (inside(found.row) && inside(found.column)) onLook(found);
  };
  stage.addEventListener("pointermove", point);
  stage.addEventListener("pointerdown", point);
  stage.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [0, 0, -1], ArrowRight: [0, 0, 1], ArrowUp: [0, -1, 0], ArrowDown: [0, 1, 0], PageUp: [1, 0, 0], PageDown: [-1, 0, 0] }[event.key];
    if (!step) return;
    event.preventDefault();
    tlMove(get(), step, onLook); // keys may repeat faster than the drawing is painted
  });
  let drawn = "";
  const still = s("g", {});
  const lights = s("g", {});
  node.append(still, lights);
  const show = (params, seen, width) => {
    const { layer, row, column, ...stack } = params;
    const key = JSON.stringify([stack, width]);
    const layout = key === drawn ? state.layout : tlLayout(params, width);
    state = { params, layout, seen };
    if (key !== drawn) {
      const names = [0, 1, 2, 3].map((level) => {
        const y = layout.top(level) + 11;
        const rate = level ? s("tspan", { class: "cb-tl-rate", x: 0, dy: 14 }, `rate ${tlRates(params)[level - 1]}`) : "";
        return s("text", { class: "cb-tl-name", x: 0, y: tlRound(y) }, level ? `layer ${level}` : "image", rate);
      });
      still.replaceChildren(...[0, 1, 2, 3].map((level) => tlPlane(params, layout, level)), ...names);
      node.setAttribute("width", width);
      node.setAttribute("height", Math.ceil(layout.height));
    }
    drawn = key;
    const spot = s("g", { transform: tlMatrix(layout, layer) }, s("rect", { class: "cb-tl-picked", x: column, y: row, width: 1, height: 1 }));
    lights.replaceChildren(...[0, 1, 2, 3].map((level) => tlLights(params, layout, seen, level)), ...tlWires(params, layout, seen), spot);
  };
  return { stage, show };
}

/** One step through layers, rows and columns; between layers the unit straight below or above. */
export function tlMove(params, [up, down, right], onLook) {
  const level = Math.max(0, Math.min(3, params.layer + up));
  const size = tlSizes(params)[level];
  const shifts = tlShifts(params);
  const drift = shifts[params.layer] - shifts[level];
  const within = (n) => Math.max(0, Math.min(size - 1, Math.round(n)));
  onLook({ level, row: within(params.row + drift + down), column: within(params.column + drift + right) });
}
