// The toy sets: what is kept of a picture, how it is laid out, and what a window sees of it.
import { decodeBytes } from "./core.mjs";
import { button, frame, h, narrator, select, slider } from "./dom.mjs";
import { TS_KEYS, TS_PICTURES, TS_SIDE, TS_SIDES, tsAppears, tsCompute, tsNormalize, tsSceneOf, tsTorchCode } from "./toy_sets_state.mjs";
import { tsBars, tsFrames, tsKeys, tsPicture, tsPlane, tsTable } from "./toy_sets_view.mjs";
import { tsAxisRows, tsLaid, tsPlaneSentence, tsShareRows, tsSourceSentence, tsWindowSentence } from "./toy_sets_words.mjs";

const TS_NAMES = {
  astronaut: "astronaut", camera: "man with a camera", chelsea: "cat", coffee: "cup of coffee", brain: "brain, a slice of a scan", barcode: "barcode: all rows alike",
};
const TS_SLIDERS = [
  ["detail_h", "Rows kept", 4, 64], ["size_h", "laid over, down", 4, 128],
  ["detail_w", "Columns kept", 4, 64], ["size_w", "laid over, across", 4, 128],
];

function normalize(params) {
  return tsNormalize(params);
}

const tsDecoded = new WeakMap();

function tsBytes(baked) {
  if (!tsDecoded.has(baked)) tsDecoded.set(baked, Object.fromEntries(TS_PICTURES.map((name) => [name, decodeBytes(baked.pictures[name])])));
  return tsDecoded.get(baked);
}

function compute(params, baked) {
  const numbers = tsCompute(params, tsBytes(baked)[params.picture]);
  return { ...numbers, kept: Array.from(numbers.kept), image: Array.from(numbers.image) };
}

function torchCode(params) {
  return tsTorchCode(params);
}

function tsControls({ get, set, sets }) {
  const picture = select({ label: "Picture", options: TS_PICTURES.map((name) => [name, TS_NAMES[name]]), value: TS_PICTURES[0], onInput: (value) => set({ picture: value }) });
  const chosen = (name) => Object.fromEntries(TS_KEYS.map((key, i) => [key, sets[name][i]]));
  const options = [...Object.keys(sets).map((name) => [name, name]), ["own", "your own"]];
  const toySet = select({ label: "Set", options, value: "original", onInput: (name) => (name === "own" ? set({}) : set(chosen(name))) });
  const sliders = TS_SLIDERS.map(([key, label, min, max]) => [key, slider({ label, min, max, value: min, onInput: (value) => set({ [key]: value }) })]);
  const nameOf = (params) => Object.keys(sets).find((name) => TS_KEYS.every((key, i) => sets[name][i] === params[key])) ?? "own";
  const show = (params) => {
    picture.set(params.picture);
    toySet.set(nameOf(params));
    for (const [key, part] of sliders) part.set(params[key]);
  };
  const node = h("div", {}, h("div", { class: "cb-ts-sliders" }, picture.node, toySet.node), h("div", { class: "cb-ts-sliders" }, ...sliders.map(([, part]) => part.node)));
  return { node, show };
}

/** Put the window's middle at (y, x), wherever that fits. */
function tsCentred({ height, width }, y, x) {
  return { y: y - height / 2, x: x - width / 2 };
}

function render({ model, el }) {
  const baked = model.get("baked");
  const bytes = tsBytes(baked);
  const { get, set, body, onChange, destroy } = frame({ model, el, title: "Toy sets: what does a window see?", normalize, torchCode });
  const cache = new Map();
  const told = narrator();
  const sceneNow = () => tsSceneOf(get(), bytes[get().picture], cache);
  let source = null; // the px of the kept picture at which the reader points
  const resize = (patch) => {
    const { y, x, height, width } = get();
    const next = { height, width, ...patch };
    set({ ...next, ...tsCentred(next, y + height / 2, x + width / 2) });
  };
  const pointSource = (y, x) => {
    const { detail_h: rows, detail_w: columns } = get();
    source = y >= 0 && x >= 0 && y < rows && x < columns ? [Math.floor(y), Math.floor(x)] : null;
    draw(get());
  };
  const forget = () => {
    if (source) {
      source = null;
      draw(get());
    }
  };
  let grip = [0, 0];
  const drag = (y, x, start) => {
    source = null;
    const now = get();
    const inside = y >= now.y && x >= now.x && y < now.y + now.height && x < now.x + now.width;
    if (start) grip = inside ? [now.y - y, now.x - x] : [-now.height / 2, -now.width / 2];
    set({ y: y + grip[0], x: x + grip[1] });
  };
  const kept = tsPicture({ onPoint: pointSource, onLeave: forget });
  const image = tsPicture({ onPress: drag });
  const plane = tsPlane({
    look: (index) => {
      if (index === null) return told.say(tsWindowSentence(get(), tsCompute(get(), bytes[get().picture], cache)));
      const shares = sceneNow().plane;
      const [i, j] = [Math.floor(index / 7), index % 7];
      return told.say(tsPlaneSentence(TS_SIDES[i], TS_SIDES[j], shares[index], shares[7 * j + i]));
    },
    choose: (index) => resize({ height: TS_SIDES[Math.floor(index / 7)], width: TS_SIDES[index % 7] }),
  });
  const controls = tsControls({ get, set, sets: baked.sets });
  const extent = [["height", "Window, down"], ["width", "Window, across"]].map(([key, label]) => [key, slider({ label, min: 1, max: TS_SIDE, value: 1, onInput: (value) => resize({ [key]: value }) })]);
  const move = (dy, dx) => {
    source = null;
    set({ y: get().y + dy, x: get().x + dx });
  };
  const walk = button("Move the window: arrow keys", () => {}, {
    title: "With shift, the arrow keys change its size", onkeydown: tsKeys(move, (dy, dx) => resize({ height: get().height + dy, width: get().width + dx })),
  });
  const probe = button("Point at the picture: arrow keys", () => {}, {
    onkeydown: tsKeys((dy, dx) => pointSource(Math.max(0, (source?.[0] ?? 0) + dy), Math.max(0, (source?.[1] ?? 0) + dx))), onblur: forget,
  });
  const [table, bars] = [tsTable(), tsBars()];
  const pictures = h("div", { class: "cb-ts-pictures" }, kept.node, image.node, plane.node);
  const facts = h("div", { class: "cb-ts-facts" }, h("div", {}, ...extent.map(([, part]) => part.node), table.node), bars.node);
  body.append(controls.node, pictures, facts, told.node, h("div", { class: "cb-ts-hands" }, walk, probe));
  let painted = "";
  const draw = (params) => {
    const pixels = bytes[params.picture];
    const numbers = tsCompute(params, pixels, cache);
    const scene = [params.picture, ...TS_KEYS.map((key) => params[key])].join();
    if (scene !== painted) {
      kept.paint(numbers.kept, params.detail_h, params.detail_w);
      image.paint(numbers.image, TS_SIDE, TS_SIDE);
      kept.caption.textContent = `kept of the picture: ${params.detail_h} × ${params.detail_w} px`;
      image.caption.textContent = tsLaid(params);
      controls.show(params);
    }
    painted = scene;
    for (const [key, part] of extent) part.set(params[key]);
    plane.show(params, numbers.plane);
    table.show(tsAxisRows(params, numbers));
    bars.show(tsShareRows(params, numbers));
    const { y, x, height, width } = params;
    const span = (start, length) => Array.from({ length }, (_, i) => start + i);
    if (source && source[0] < params.detail_h && source[1] < params.detail_w) {
      const appears = source.map((place, axis) => tsAppears(tsSceneOf(params, pixels, cache).reads[axis], place));
      kept.overlay(tsFrames([source[0]], [source[1]], "input"));
      image.overlay(tsFrames(...appears, "input"));
      told.say(tsSourceSentence(...source, ...appears));
    } else {
      kept.overlay(tsFrames(numbers.rows, numbers.columns, "kernel"));
      image.overlay(tsFrames(span(y, height), span(x, width), "kernel"));
      told.say(tsWindowSentence(params, numbers));
    }
  };
  onChange(draw);
  return destroy;
}

export default { render, normalize, compute, torchCode };
