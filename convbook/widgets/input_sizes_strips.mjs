// Both ends of every layer's padded input, the image's lowest, with outputs above their windows.
import { h, s } from "./dom.mjs";
import { iszSpan } from "./input_sizes_state.mjs";
import { iszName } from "./input_sizes_words.mjs";

const ISZ_PITCH = 78; // of the layers
const ISZ_CELL = 17;
const ISZ_TALL = 17;

/** Which places of a strip are drawn, and where: `x(place)` is a cell's left edge, or null. */
function iszPlaces(level, width) {
  const [low, high] = iszSpan(level, "row");
  const total = high - low + 1;
  const room = Math.floor((width - 2) / ISZ_CELL);
  if (total <= room) return { low, high, left: total, gap: false, x: (at) => 1 + (at - low) * ISZ_CELL };
  const left = Math.floor((room - 2) / 2);
  const right = low + total - left;
  const x = (at) => {
    if (at < low + left) return 1 + (at - low) * ISZ_CELL;
    if (at >= right) return width - 1 - (high - at + 1) * ISZ_CELL;
    return null;
  };
  return { low, high, left, right, gap: true, x };
}

function iszDrawnPlaces({ low, high, left, right, gap }) {
  const found = [];
  for (let at = low; at <= high; at += 1) {
    if (gap && at === low + left) at = right;
    found.push(at);
  }
  return found;
}

/** The middle of an output's window, or null where it is not drawn. */
function iszOutputX(level, places, t) {
  const start = t * level.s - level.before;
  const [a, b] = [places.x(start), places.x(start + level.k - 1)];
  if (a === null || b === null) return null;
  const whole = b - a === (level.k - 1) * ISZ_CELL;
  return whole ? (a + b + ISZ_CELL) / 2 : null;
}

function iszDrawnOutputs(level, places) {
  const found = [];
  const reach = places.left + level.k;
  const near = Math.min(level.output, Math.ceil(reach / level.s) + 1);
  for (let t = 0; t < level.output; t += 1) {
    if (places.gap && t === near) t = Math.max(t, level.output - near);
    const x = iszOutputX(level, places, t);
    if (x !== null) found.push([t, x]);
  }
  return found;
}

function iszBracket(level, places, t, y, name) {
  const start = t * level.s - level.before;
  const [a, b] = [places.x(start), places.x(start + level.k - 1)];
  const x = iszOutputX(level, places, t);
  if (x === null) return [];
  return [s("path", { class: name, d: `M${a + 1.5},${y - 2}v-4H${b + ISZ_CELL - 1.5}v4M${x},${y - 6}V${y - 17}` })];
}

/** One layer: its words, its outputs, its cells; `y` is the top of the cells. */
function iszStrip(params, level, i, width, y) {
  const places = iszPlaces(level, width);
  const role = `cb-role-${i ? "output" : "input"}`;
  const behind = level.size + level.after - level.rest;
  const nodes = [];
  for (const at of iszDrawnPlaces(places)) {
    const x = places.x(at);
    const pad = at < 0 || at >= level.size;
    const reads = at < behind && (at + level.before) % level.s < level.k;
    nodes.push(s("rect", { class: `cb-isz-cell ${pad ? "cb-isz-pad" : role}${reads ? "" : " cb-isz-unread"}`, x: x + 1, y, width: ISZ_CELL - 2, height: ISZ_TALL, rx: 2 }));
    if (!reads) nodes.push(s("path", { class: "cb-isz-strike", d: `M${x - 1},${y + ISZ_TALL + 2}L${x + ISZ_CELL + 1},${y - 2}` }));
  }
  if (places.gap) nodes.push(s("text", { class: "cb-isz-gap", x: width / 2, y: y + 13 }, "⋯"));
  const outputs = iszDrawnOutputs(level, places);
  nodes.push(...iszBracket(level, places, 0, y, "cb-isz-window"));
  if (level.output > 1) nodes.push(...iszBracket(level, places, level.output - 1, y, "cb-isz-window"));
  for (const [, x] of outputs) nodes.push(s("circle", { class: "cb-isz-output", cx: x, cy: y - 21, r: 4 }));
  return { nodes, places, outputs, ...iszHead(params, level, i, width, y) };
}

/** Above a strip: the layer's name, its sizes, and how its padding is used. */
function iszHead(params, level, i, width, y) {
  const narrow = width < 480;
  const used = [level.before, level.after - level.rest];
  let verdict = `padding read ${used[0]} | ${Math.max(0, used[1])}`;
  if (!level.before && !level.after) verdict = level.rest ? `${level.rest} unread, no padding` : "no padding";
  const words = `${level.size} → ${level.output} · ${verdict}`;
  const head = [
    s("text", { class: "cb-isz-name", x: 1, y: y - 32 }, iszName(params, i, narrow)),
    s("text", { class: `cb-isz-used${level.uneven ? " cb-isz-warn" : ""}`, x: width - 1, y: y - 32 }, words),
  ];
  return { head };
}

/** The drawing; `onLook(look, layer, at)` is called for what is pointed at or chosen by arrows,
 *  `catchUp()` before an arrow steps from what may not be drawn yet. */
export function iszStrips({ onLook, catchUp }) {
  const rows = s("g", {});
  const marks = s("g", {});
  const node = s("svg", { class: "cb-isz-drawing", "aria-hidden": "true" }, rows, marks);
  const stage = h("div", {
    class: "cb-isz-stage", tabindex: "0", role: "application",
    "aria-label": "Ends of every layer’s input: left and right choose a row or an output, up and down go between inputs, outputs and layers",
  }, node);
  let state = null;
  const top = (i) => 46 + (state.strips.length - 1 - i) * ISZ_PITCH;
  const point = (event) => {
    if (!state?.strips.length) return;
    const box = node.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const i = Math.max(0, Math.min(state.strips.length - 1, state.strips.length - 1 - Math.floor(y / ISZ_PITCH)));
    const { places, outputs } = state.strips[i];
    if (y < top(i) - 8) {
      const near = outputs.reduce((best, entry) => (Math.abs(entry[1] - x) < Math.abs((best?.[1] ?? 1e9) - x) ? entry : best), null);
      if (near && Math.abs(near[1] - x) < 14) onLook("output", i + 1, near[0]);
      return;
    }
    const at = iszDrawnPlaces(places).find((place) => x >= places.x(place) && x < places.x(place) + ISZ_CELL);
    if (at !== undefined) onLook("row", i + 1, at);
  };
  stage.addEventListener("pointermove", point);
  stage.addEventListener("pointerdown", point);
  stage.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [1, 0], ArrowDown: [-1, 0] }[event.key];
    if (!step || !state?.strips.length) return;
    event.preventDefault();
    catchUp();
    iszWalk(state, step, onLook);
  });
  let drawn = "";
  const show = (params, levels, seen, width) => {
    const { look: _l, layer: _y, at: _a, ...stack } = params;
    const key = JSON.stringify([stack, width]);
    state = { params, levels, strips: key === drawn ? state.strips : levels.map(() => null) };
    if (key !== drawn) {
      state.strips = levels.map((level, i) => iszStrip(params, level, i, width, top(i)));
      rows.replaceChildren(...state.strips.flatMap(({ nodes, head }) => [...head, ...nodes]));
      node.setAttribute("width", width);
      node.setAttribute("height", Math.max(20, levels.length * ISZ_PITCH - 8));
    }
    drawn = key;
    marks.replaceChildren(...iszMarks(state, seen, top));
  };
  return { stage, show };
}

/** An arrow key: along the strip, or to the outputs above, the inputs below, the next layer. */
function iszWalk({ params, levels }, [up, right], onLook) {
  const now = params.look === "none" ? { look: "row", layer: 1, at: 0 } : params;
  let { look, layer, at } = now;
  if (params.look === "none") return onLook(look, layer, at);
  if (up > 0) {
    if (look === "row") [look, at] = ["output", iszNear(levels[layer - 1], at)];
    else if (layer < levels.length) [look, layer] = ["row", layer + 1];
  } else if (up < 0) {
    if (look === "output") [look, at] = ["row", at * levels[layer - 1].s];
    else if (layer > 1) [look, layer] = ["output", layer - 1];
  }
  const [low, high] = iszSpan(levels[layer - 1], look);
  return onLook(look, layer, Math.max(low, Math.min(high, at + right)));
}

function iszNear({ s: stride, output }, at) {
  return Math.max(0, Math.min(output - 1, Math.round(at / stride)));
}

/** Rings around what is pointed at, and around what it reads or is read by. */
function iszMarks({ params, levels, strips }, seen, top) {
  if (params.look === "none") return [];
  const i = params.layer - 1;
  const [level, { places }] = [levels[i], strips[i]];
  const y = top(i);
  const cell = (at, name) => {
    const x = places.x(at);
    return x === null ? [] : [s("rect", { class: name, x: x + 0.5, y: y - 1, width: ISZ_CELL - 1, height: ISZ_TALL + 2, rx: 3 })];
  };
  const dot = (t, name) => {
    const x = iszOutputX(level, places, t);
    return x === null ? [] : [...iszBracket(level, places, t, y, "cb-isz-window cb-isz-now"), s("circle", { class: name, cx: x, cy: y - 21, r: 5.5 })];
  };
  const between = seen.length ? Array.from({ length: seen[1] - seen[0] + 1 }, (_, n) => seen[0] + n) : [];
  if (params.look === "output") return [...between.flatMap((at) => cell(at, "cb-isz-lit")), ...dot(params.at, "cb-isz-picked cb-isz-dot")];
  return [...between.flatMap((t) => dot(t, "cb-isz-picked cb-isz-dot")), ...cell(params.at, "cb-isz-picked")];
}
