// A kernel's sampling points on a photograph: the data move, the kernel moves, or both.
import { decodeBytes } from "./core.mjs";
import { frame, h, narrator } from "./dom.mjs";
import { SP_PHOTOS, SP_SIZE, spNormalize, spTorchCode } from "./sampling_points_state.mjs";
import { spCompute } from "./sampling_points_compute.mjs";
import { spChoices, spKeys, spSliders } from "./sampling_points_controls.mjs";
import { spCard, spTable } from "./sampling_points_panel.mjs";
import { SP_SCOPE_SIDE, SP_UNIT, spCanvas, spFieldMarks, spPairs, spPhotoMarks, spScopeMarks, spStage } from "./sampling_points_view.mjs";
import { spEntrySentence, spPixelSentence, spReaders, spTapReads, spTapSentence, spVerdict } from "./sampling_points_words.mjs";

function normalize(params) {
  return spNormalize(params);
}

const spDecoded = new WeakMap();

function spBytes(baked) {
  if (!spDecoded.has(baked)) spDecoded.set(baked, Object.fromEntries(SP_PHOTOS.map((name) => [name, decodeBytes(baked[name])])));
  return spDecoded.get(baked);
}

function compute(params, baked) {
  const { source, parts, layers, ...numbers } = spCompute(params, spBytes(baked)[params.photo]);
  return { ...numbers, field: Array.from(numbers.field) };
}

function torchCode(params) {
  return spTorchCode(params);
}

/** Snap a dragged place to 1/8, as a change of one tap's own move. */
function spMoved(list, tap, now, target) {
  return list.map((value, i) => {
    const axis = i - 2 * tap;
    return axis === 0 || axis === 1 ? value + Math.round(8 * (target[axis] - now[axis])) / 8 : value;
  });
}

function render({ model, el }) {
  const bytes = spBytes(model.get("baked"));
  const { get, set, body, onChange, destroy } = frame({ model, el, title: "Where a kernel reads: sampling points", normalize, torchCode });
  // What the pointer is over: a pixel, an entry of the scope, or neither (then the tap).
  const look = { pixel: null, entry: null };
  let numbers = null;
  const only = (patch) => {
    const before = JSON.stringify(look);
    Object.assign(look, { pixel: null, entry: null }, patch);
    if (JSON.stringify(look) !== before) draw(get());
  };
  const lookAt = (tap) => {
    Object.assign(look, { pixel: null, entry: null });
    if (get().tap === tap) draw(get());
    else set({ tap });
  };
  const cell = (v) => Math.min(SP_SIZE - 1, Math.max(0, Math.floor(v)));
  const centred = (v) => v - 0.5;
  const dragPhoto = (name, y, x) => {
    Object.assign(look, { pixel: null, entry: null });
    const { mode, moves } = get();
    if (name === "centre") set({ cy: cell(y), cx: cell(x) });
    else if (typeof name === "number" && (mode === "data" || mode === "both")) {
      const now = spPairs(numbers.points)[name];
      set({ tap: name, moves: spMoved(moves, name, now, [y, x].map(centred)) });
    } else set({ y: cell(y), x: cell(x) });
  };
  const photoHandles = () => {
    const { pull, mode, cy, cx } = get();
    const points = spPairs(numbers.points).map(([py, px], tap) => [tap, py + 0.5, px + 0.5]);
    return [...points, ...(pull && mode !== "rigid" ? [["centre", cy + 0.5, cx + 0.5]] : [])];
  };
  const picture = spCanvas();
  const photo = spStage({
    size: SP_SIZE, under: picture.canvas, label: "photograph", handles: photoHandles, drag: dragPhoto,
    hover: (name, y, x) => (typeof name === "number" ? lookAt(name) : only({ pixel: [cell(y), cell(x)] })),
    grab: (name, y, x) => (name === "" ? dragPhoto("output", y, x) : undefined),
  });
  const field = spStage({
    size: SP_SIZE, label: "effective field", handles: () => [], drag: () => {},
    hover: (_name, y, x) => only({ pixel: [cell(y), cell(x)] }),
    grab: (_name, y, x) => only({ pixel: [cell(y), cell(x)] }),
  });
  const units = (v) => v / SP_UNIT - 0.5;
  const entryAt = (y, x) => 5 * Math.min(4, Math.max(0, Math.floor(y / SP_UNIT))) + Math.min(4, Math.max(0, Math.floor(x / SP_UNIT)));
  const scope = spStage({
    size: SP_SCOPE_SIDE, label: "kernel scope 5 × 5", handles: () => spPairs(numbers.scope_points).map(([y, x], t) => [t, (y + 0.5) * SP_UNIT, (x + 0.5) * SP_UNIT]),
    hover: (name, y, x) => (typeof name === "number" ? lookAt(name) : only({ entry: entryAt(y, x) })),
    grab: (name, y, x) => (name === "" ? only({ entry: entryAt(y, x) }) : undefined),
    drag: (name, y, x) => {
      if (typeof name !== "number" || get().mode === "data" || get().mode === "rigid") return;
      const now = spPairs(numbers.scope_points)[name];
      const target = [y, x].map((v) => Math.min(4, Math.max(0, units(v))));
      set({ tap: name, slides: spMoved(get().slides, name, now, target) });
    },
  });
  // A stage may hear that the pointer has left it after another has heard that it came.
  let over = null;
  for (const { stage } of [photo, field, scope]) {
    for (const kind of ["pointermove", "pointerenter"]) stage.addEventListener(kind, () => (over = stage));
    stage.addEventListener("pointerleave", () => over === stage && only({}));
  }
  const choices = spChoices({ set });
  const sliders = spSliders({ set });
  const keys = spKeys({ get, set });
  const table = spTable({ look: lookAt });
  const card = spCard();
  const verdict = h("p", { class: "cb-pts-verdict" });
  const counts = h("p", { class: "cb-pts-counts" });
  const told = narrator();
  const facts = h("div", { class: "cb-pts-facts" }, counts, verdict);
  const kernel = h("div", { class: "cb-pts-kernelside" }, scope.node, sliders.taps);
  const left = h("div", { class: "cb-pts-side" }, photo.node, sliders.points, table.node);
  const right = h("div", { class: "cb-pts-side" }, field.node, facts, kernel, card.node);
  body.append(choices.node, h("div", { class: "cb-pts-pictures" }, left, right), told.node, keys.node);
  let painted = "";
  const sentence = (params, taps) => {
    if (look.pixel) return spPixelSentence(params, numbers, bytes[params.photo], look.pixel, taps);
    if (look.entry !== null) return spEntrySentence(params, numbers, look.entry);
    return spTapSentence(params, numbers, params.tap);
  };
  let computed = "";
  const draw = (params) => {
    const { tap, ...rest } = params;
    if (JSON.stringify(rest) !== computed) {
      numbers = spCompute(params, bytes[params.photo]);
      computed = JSON.stringify(rest);
      choices.show(params);
      sliders.show(params);
      const [kind, text] = spVerdict(params, numbers);
      verdict.textContent = text;
      verdict.dataset.verdict = kind;
      counts.textContent = `The output depends on ${numbers.read} pixels, ${numbers.beyond} of them outside the rigid window (dashed).`;
    }
    if (params.photo !== painted) picture.paint(bytes[params.photo]);
    painted = params.photo;
    const taps = look.pixel ? spReaders(params, numbers, look.pixel) : [tap];
    const shown = { ...look, tap, taps };
    photo.overlay(...spPhotoMarks(params, numbers, shown));
    field.overlay(...spFieldMarks(params, numbers, shown, look.pixel ? new Map() : spTapReads(params, numbers, tap)));
    scope.overlay(...spScopeMarks(params, numbers, shown));
    table.show(numbers, taps);
    card.show(params, numbers, tap);
    keys.show(params);
    told.say(sentence(params, taps));
  };
  onChange(draw);
  return destroy;
}

export default { render, normalize, compute, torchCode };
