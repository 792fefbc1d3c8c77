// The figure blind-spots: the picture with the face, the map, and the two profiles.
import { decodeBytes } from "./core.mjs";
import { h, s } from "./dom.mjs";
import { bsInner, BS_FACE, BS_LAST, BS_SHAPE, BS_SIZES, BS_STEP } from "./blind_spots_state.mjs";
import { bsScore, BS_SIDES } from "./blind_spots_words.mjs";

const BS_MISSED = [[45, 10, 58], [154, 91, 176]];
const BS_FOUND = [[124, 196, 168], [233, 247, 241]];
const BS_LOST = [[128, 128, 128], [90, 26, 110]];
const BS_GAINED = [[128, 128, 128], [190, 240, 220]];
const BS_LOSS = 500; // thousandths at which a change has its full colour
const BS_STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function bsPercent(value) {
  return `${100 * value}%`;
}

/** The place of the face whose middle is at the pointer. */
function bsPointed(event, stage, size) {
  const box = stage.getBoundingClientRect();
  return {
    y: Math.min(BS_LAST.y, ((event.clientY - box.top) / box.height) * size - BS_FACE[0] / 2),
    x: Math.min(BS_LAST.x, ((event.clientX - box.left) / box.width) * size - BS_FACE[1] / 2),
  };
}

function bsFaceCanvas(rgb) {
  const [height, width] = BS_FACE;
  const canvas = h("canvas", { width, height, "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  const bytes = decodeBytes(rgb);
  for (let i = 0; i < width * height; i += 1) {
    for (let c = 0; c < 3; c += 1) image.data[4 * i + c] = bytes[3 * i + c];
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** The grey picture; its face is dragged, or moved with the arrow keys. */
export function bsPicture({ face, get, set }) {
  const score = h("span", { class: "cb-bs-score", "aria-hidden": "true" });
  const keys = (event) => {
    const step = BS_STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const reach = event.shiftKey ? 16 : BS_STEP;
    const { y, x } = get();
    set({ y: y + reach * step[0], x: x + reach * step[1] });
  };
  const handle = h("button", {
    type: "button", class: "cb-bs-face", "aria-label": "Face: drag it, or move it with the arrow keys (with shift, 16 px)", onkeydown: keys,
  }, bsFaceCanvas(face), score);
  const sides = ["top", "bottom", "left", "right"].map((side) => h("span", { class: `cb-bs-side cb-bs-${side}`, "aria-hidden": "true" }));
  const stage = h("div", { class: "cb-bs-stage" }, ...sides, handle);
  let grip = null;
  stage.addEventListener("pointerdown", (event) => {
    const at = bsPointed(event, stage, BS_SIZES[get().border]);
    const on = handle.contains(event.target);
    const { y, x } = get();
    grip = on ? [y - at.y, x - at.x] : [0, 0];
    stage.setPointerCapture(event.pointerId);
    if (!on) set(at);
  });
  stage.addEventListener("pointermove", (event) => {
    if (!grip) return;
    const at = bsPointed(event, stage, BS_SIZES[get().border]);
    set({ y: Math.min(BS_LAST.y, at.y + grip[0]), x: Math.min(BS_LAST.x, at.x + grip[1]) });
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) stage.addEventListener(end, () => (grip = null));
  const caption = h("figcaption", {});
  const show = (params, numbers) => {
    const size = BS_SIZES[params.border];
    Object.assign(handle.style, {
      top: bsPercent(params.y / size), left: bsPercent(params.x / size),
      height: bsPercent(BS_FACE[0] / size), width: bsPercent(BS_FACE[1] / size),
    });
    const missed = numbers.result[0] < 10 * params.threshold;
    handle.classList.toggle("cb-bs-gone", missed);
    score.classList.toggle("cb-bs-under", params.y < 24);
    score.classList.toggle("cb-bs-first", params.x < 24);
    score.classList.toggle("cb-bs-last", params.x > BS_LAST.x - 24);
    score.textContent = `${bsScore(numbers.result[0])} ${missed ? "missed" : "found"}`;
    sides.forEach((side, k) => side.classList.toggle("cb-bs-read", Boolean(BS_SIDES[params.border][k])));
  };
  const node = h("figure", { class: "cb-bs-panel" }, h("div", { class: "cb-bs-rim" }, stage), caption);
  return { node, caption, show };
}

function bsBlend([start, end], share) {
  const part = Math.min(1, Math.max(0, share));
  return start.map((value, c) => Math.round(value + part * (end[c] - value)));
}

function bsColour(params, maps, index) {
  const own = maps[params.border];
  if (params.view === "change") {
    const [i, j] = [Math.floor(index / BS_SHAPE[1]), index % BS_SHAPE[1]];
    const change = own[index] - own[bsInner(i, j)];
    return bsBlend(change < 0 ? BS_LOST : BS_GAINED, Math.abs(change) / BS_LOSS);
  }
  const limit = 10 * params.threshold;
  return own[index] < limit ? bsBlend(BS_MISSED, own[index] / limit) : bsBlend(BS_FOUND, (own[index] - limit) / (1000 - limit));
}

/** One profile: scores along an axis of the picture, the threshold, and the face's place. */
function bsProfile(kind) {
  const line = s("path", { class: "cb-bs-line" });
  const limit = s("path", { class: "cb-bs-limit" });
  const here = s("circle", { class: "cb-bs-here", r: 3 });
  const node = s("svg", { class: `cb-bs-profile cb-bs-${kind}`, "aria-hidden": "true" }, limit, line, here);
  const show = (values, size, half, at, threshold) => {
    const tall = 46;
    const place = (along, score) => {
      const [a, b] = [along, tall - (tall - 4) * (score / 1000) - 2];
      return kind === "row" ? [a, b] : [tall - b, a];
    };
    node.setAttribute("viewBox", kind === "row" ? `0 0 ${size} ${tall}` : `0 0 ${tall} ${size}`);
    const points = values.map((score, k) => place(BS_STEP * k + half, score).join(","));
    line.setAttribute("d", `M${points.join("L")}`);
    limit.setAttribute("d", `M${place(0, 10 * threshold).join(",")}L${place(size, 10 * threshold).join(",")}`);
    const [cx, cy] = place(BS_STEP * at + half, values[at]);
    here.setAttribute("cx", cx);
    here.setAttribute("cy", cy);
  };
  return { node, show };
}

/** The map of all places; pointing at it puts the face there. */
export function bsMap({ maps, get, set }) {
  const canvas = h("canvas", { width: BS_SHAPE[1], height: BS_SHAPE[0], role: "img" });
  const mark = h("span", { class: "cb-bs-mark", "aria-hidden": "true" });
  const stage = h("div", { class: "cb-bs-field" }, canvas, mark);
  const [row, column] = [bsProfile("row"), bsProfile("column")];
  const move = (event) => set(bsPointed(event, stage, BS_SIZES[get().border]));
  stage.addEventListener("pointermove", move);
  stage.addEventListener("pointerdown", move);
  const context = canvas.getContext("2d");
  const image = context.createImageData(BS_SHAPE[1], BS_SHAPE[0]);
  const paint = (params) => {
    for (let i = 0; i < maps[params.border].length; i += 1) {
      image.data.set(bsColour(params, maps, i), 4 * i);
      image.data[4 * i + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  };
  let painted = "";
  const show = (params, numbers) => {
    const size = BS_SIZES[params.border];
    const key = [params.border, params.view, params.threshold * (params.view === "score")].join();
    if (key !== painted) paint(params);
    painted = key;
    Object.assign(canvas.style, {
      top: bsPercent((BS_FACE[0] / 2 - 1) / size), left: bsPercent((BS_FACE[1] / 2 - 1) / size),
      height: bsPercent((BS_STEP * BS_SHAPE[0]) / size), width: bsPercent((BS_STEP * BS_SHAPE[1]) / size),
    });
    Object.assign(mark.style, {
      top: bsPercent((params.y + BS_FACE[0] / 2) / size), left: bsPercent((params.x + BS_FACE[1] / 2) / size),
    });
    row.show(numbers.row, size, BS_FACE[1] / 2, params.x / BS_STEP, params.threshold);
    column.show(numbers.column, size, BS_FACE[0] / 2, params.y / BS_STEP, params.threshold);
  };
  const caption = h("figcaption", {});
  const grid = h("div", { class: "cb-bs-plots" }, stage, column.node, row.node);
  return { node: h("figure", { class: "cb-bs-panel" }, grid, caption), canvas, caption, show };
}
