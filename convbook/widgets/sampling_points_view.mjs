// The pictures of the figure sampling-points: photograph with points, effective field, scope.
import { format } from "./core.mjs";
import { h, s } from "./dom.mjs";
import { SP_SCOPES, SP_SIZE, SP_TAPS, spAdaptive } from "./sampling_points_state.mjs";
import { spCorners } from "./sampling_points_compute.mjs";

const SP_NEAR_PX = 13;
export const SP_UNIT = 40;

const spRimmed = (tag, attributes, more = "") => [
  s(tag, { ...attributes, class: `cb-pts-rim ${more}` }),
  s(tag, { ...attributes, class: `cb-pts-ink ${more}` }),
];

/** The square of one pixel, with a pale rim. */
function spPixel([y, x], role, more = "") {
  return s("g", { class: `cb-role-${role}` }, ...spRimmed("rect", { x, y, width: 1, height: 1 }, more));
}

/** A dot whose area stands for |weight|; hollow where the weight is negative. */
function spDot([y, x], weight, most, looked, scale = 1) {
  const r = (0.24 + 0.34 * Math.sqrt(Math.abs(weight) / (most || 1))) * scale;
  const kind = `cb-pts-dot${weight < 0 ? " cb-pts-hollow" : ""}${looked ? " cb-pts-looked" : ""}`;
  return s("circle", { cx: x, cy: y, r, class: kind });
}

const spMiddle = ([y, x]) => [y + 0.5, x + 0.5];

/** Pairs of a flat list. */
export function spPairs(flat) {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
}

/**
 * A square stage of `size` units with an overlay. `handles()` lists what can be dragged as
 * [name, y, x] in units; `hover(name, y, x)`, `grab(name, y, x)` and `drag(name, y, x)` are told
 * the handle (or null) and the place in units.
 */
export function spStage({ size, under, label, handles, hover, grab, drag }) {
  const marks = s("svg", { viewBox: `0 0 ${size} ${size}`, "aria-hidden": "true", class: "cb-pts-marks" });
  const stage = h("div", { class: "cb-pts-stage" }, ...(under ? [under] : []), marks);
  const node = h("figure", { class: "cb-pts-picture" }, stage, h("figcaption", {}, label));
  let held = null;
  const place = (event) => {
    const box = stage.getBoundingClientRect();
    return [((event.clientY - box.top) / box.height) * size, ((event.clientX - box.left) / box.width) * size];
  };
  const nearest = ([y, x]) => {
    const reach = (SP_NEAR_PX / stage.getBoundingClientRect().width) * size;
    const far = handles().map(([name, v, u]) => [Math.hypot(v - y, u - x), name]);
    const [distance, name] = far.reduce((best, one) => (one[0] < best[0] ? one : best), [Infinity, null]);
    return distance <= reach ? name : null;
  };
  const move = (event) => {
    const at = place(event);
    if (held === null) return hover(nearest(at), ...at);
    return drag(held, ...at);
  };
  // A pointer that jumps here may enter without a move.
  for (const kind of ["pointermove", "pointerenter"]) stage.addEventListener(kind, move);
  stage.addEventListener("pointerdown", (event) => {
    const at = place(event);
    held = nearest(at) ?? "";
    // A finger may be about to scroll the page: it acts when it has tapped.
    if (event.pointerType === "touch" && held === "") held = null;
    if (held === null) return;
    stage.setPointerCapture(event.pointerId);
    grab(held, ...at);
  });
  stage.addEventListener("click", (event) => {
    const at = place(event);
    if (event.pointerType === "touch" && nearest(at) === null) grab("", ...at);
  });
  for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, () => (held = null));
  // A finger on a handle drags it; anywhere else it scrolls the page.
  const hold = (event) => nearest(place(event.touches[0])) !== null && event.cancelable && event.preventDefault();
  stage.addEventListener("touchstart", hold, { passive: false });
  return { node, stage, caption: node.lastChild, overlay: (...nodes) => marks.replaceChildren(...nodes) };
}

/** The photograph's canvas. */
export function spCanvas() {
  const canvas = h("canvas", { width: SP_SIZE, height: SP_SIZE, "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  const image = context.createImageData(SP_SIZE, SP_SIZE);
  const words = new Uint32Array(image.data.buffer);
  const paint = (bytes) => {
    for (let i = 0; i < words.length; i += 1) words[i] = (255 << 24) | (bytes[i] << 16) | (bytes[i] << 8) | bytes[i];
    context.putImageData(image, 0, 0);
  };
  return { canvas, paint };
}

/** Everything that lies on the photograph. */
export function spPhotoMarks(params, numbers, look) {
  const points = spPairs(numbers.points);
  const lower = spPairs(numbers.lower);
  const most = Math.max(...numbers.weights.map(Math.abs));
  const rest = SP_TAPS.map(([a, b]) => [params.y + params.dilation * a, params.x + params.dilation * b]);
  const ways = points.map((point, t) => {
    const [[y1, x1], [y2, x2]] = [rest[t], point].map(spMiddle);
    return y1 === y2 && x1 === x2 ? null : s("line", { x1, y1, x2, y2, class: "cb-pts-way" });
  });
  const rings = rest.map((place) => {
    const [cy, cx] = spMiddle(place);
    return s("circle", { cx, cy, r: 0.22, class: "cb-pts-rest" });
  });
  const readers = look.pixel ? look.taps : [];
  const isLooked = (t) => (look.pixel ? readers.includes(t) : t === look.tap);
  const small = lower.map((point, i) => {
    const [cy, cx] = spMiddle(point);
    return s("circle", { cx, cy, r: isLooked(Math.floor(i / 9)) ? 0.3 : 0.22, class: `cb-pts-lower${isLooked(Math.floor(i / 9)) ? " cb-pts-looked" : ""}` });
  });
  const threads = look.pixel || !lower.length ? [] : lower.slice(9 * look.tap, 9 * look.tap + 9).map((point) => {
    const [[y1, x1], [y2, x2]] = [points[look.tap], point].map(spMiddle);
    return s("line", { x1, y1, x2, y2, class: "cb-pts-thread" });
  });
  const dots = points.map((point, t) => spDot(spMiddle(point), numbers.weights[t], most, isLooked(t)));
  const corners = look.pixel || lower.length ? [] : spCorners(points[look.tap]).map(([y, x]) => s("rect", { x, y, width: 1, height: 1, class: "cb-pts-corner" }));
  const pulled = params.pull > 0 && spAdaptive(params).some(Boolean);
  const cross = pulled ? [spCross(params.cy + 0.5, params.cx + 0.5)] : [];
  const pixel = look.pixel ? [spPixel(look.pixel, "input")] : [];
  return [...corners, ...ways.filter(Boolean), ...rings, ...threads, ...small, spPixel([params.y, params.x], "output"), ...dots, ...cross, ...pixel];
}

function spCross(y, x) {
  const d = `M${x - 1} ${y}h2M${x} ${y - 1}v2`;
  return s("g", { class: "cb-role-gradient" }, ...spRimmed("path", { d }));
}

/** The effective field: strength is |derivative|, hollow where negative; the rigid window dashed. */
export function spFieldMarks(params, numbers, look, own) {
  let most = 0;
  for (const value of numbers.field) most = Math.max(most, Math.abs(value));
  const nodes = [];
  numbers.field.forEach((value, i) => {
    if (value === 0) return;
    const strength = (0.12 + 0.88 * (Math.abs(value) / most)).toFixed(3);
    const box = { x: i % SP_SIZE, y: Math.floor(i / SP_SIZE), width: 1, height: 1, opacity: strength };
    nodes.push(s("rect", { ...box, class: value < 0 ? "cb-pts-less" : "cb-pts-more" }));
  });
  const reach = params.layers * params.dilation;
  const window = { x: params.x - reach, y: params.y - reach, width: 2 * reach + 1, height: 2 * reach + 1, class: "cb-pts-window" };
  const outlines = look.pixel ? [] : [...own.keys()].map((i) => s("rect", { x: i % SP_SIZE, y: Math.floor(i / SP_SIZE), width: 1, height: 1, class: "cb-pts-own" }));
  const pixel = look.pixel ? [s("rect", { x: look.pixel[1], y: look.pixel[0], width: 1, height: 1, class: "cb-pts-picked" })] : [];
  const output = s("rect", { x: params.x, y: params.y, width: 1, height: 1, class: "cb-pts-output" });
  return [...nodes, s("rect", window), ...outlines, output, ...pixel];
}

/** The scope's 25 entries and the taps over them, in units of a tenth of a tap. */
export function spScopeMarks(params, numbers, look) {
  const values = SP_SCOPES[params.scope];
  const most = Math.max(...values.map(Math.abs));
  const cells = values.flatMap((value, i) => {
    const [y, x] = [Math.floor(i / 5) * SP_UNIT, (i % 5) * SP_UNIT];
    const picked = look.entry === i ? " cb-pts-picked-entry" : "";
    const box = { x: x + 1, y: y + 1, width: SP_UNIT - 2, height: SP_UNIT - 2 };
    const face = s("rect", { ...box, "fill-opacity": ((0.5 * Math.abs(value)) / most).toFixed(3), class: `cb-pts-entry${value < 0 ? " cb-pts-minus" : ""}${picked}` });
    return [face, s("text", { x: x + SP_UNIT / 2, y: y + SP_UNIT - 5, class: "cb-pts-number" }, format(value))];
  });
  const inner = s("rect", { x: SP_UNIT, y: SP_UNIT, width: 3 * SP_UNIT, height: 3 * SP_UNIT, class: "cb-pts-window" });
  const taps = spPairs(numbers.scope_points).map(([y, x], t) => {
    const looked = look.pixel ? look.taps.includes(t) : t === look.tap;
    return spDot([(y + 0.5) * SP_UNIT, (x + 0.5) * SP_UNIT], 1, 3, looked, 16);
  });
  return [...cells, inner, ...taps];
}

export const SP_SCOPE_SIDE = 5 * SP_UNIT;
