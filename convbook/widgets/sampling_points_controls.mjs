// The controls of the figure sampling-points: what moves, the rule of the offsets, the keys.
import { button, h, select, slider } from "./dom.mjs";
import { SP_SIZE } from "./sampling_points_state.mjs";
import { SP_TAP_OPTIONS } from "./sampling_points_words.mjs";

const SP_SHOWN = {
  mode: [["both", "points and kernel, eq. (11)"], ["data", "the points: DC, eq. (9)"], ["kernel", "the kernel: DK, eq. (7)"], ["rigid", "nothing: eq. (1)"]],
  layers: [["1", "one"], ["2", "two, points of points"]],
  adaptive: [["both", "both layers"], ["top", "the top layer only"], ["bottom", "the lower layer only"]],
  photo: [["chelsea", "eye of a cat"], ["astronaut", "astronaut"], ["coffee", "cup of coffee"]],
  scope: [["bump", "bump, heavy in the middle"], ["edge", "edge, left against right"], ["spot", "spot, middle against rim"]],
};
const SP_STILL = { scale: 1, turn: 0, shear: 0, pull: 0, spread: 1, moves: Array(18).fill(0), slides: Array(18).fill(0), layers: 1 };
const SP_PRESETS = {
  "rigid grid": { ...SP_STILL, mode: "rigid", dilation: 1 },
  "dilated grid, rate 2": { ...SP_STILL, mode: "rigid", dilation: 2 },
  "a larger object": { ...SP_STILL, mode: "data", dilation: 2, scale: 2.25 },
  "a turned object": { ...SP_STILL, mode: "data", dilation: 2, scale: 1.5, turn: 45 },
  "a slanted object": { ...SP_STILL, mode: "data", dilation: 2, shear: 1 },
  "towards a centre": { ...SP_STILL, mode: "data", dilation: 2, pull: 0.5 },
  "flat kernel": { ...SP_STILL, mode: "kernel", dilation: 2, spread: 0.25 },
  "peaked kernel": { ...SP_STILL, mode: "kernel", dilation: 2, spread: 1.5 },
  "two layers, rigid": { ...SP_STILL, mode: "rigid", dilation: 2, layers: 2 },
  "two layers, both deform": { ...SP_STILL, mode: "data", dilation: 2, layers: 2, adaptive: "both", scale: 1.25, turn: 20, pull: 0.125 },
  "an equation that fails": { ...SP_STILL, mode: "both", dilation: 2, layers: 2, adaptive: "bottom", pull: 0.25 },
};
const SP_STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** What moves, how many layers, which picture. */
export function spChoices({ set }) {
  const pick = (label, key, read = (value) => value) =>
    select({ label, options: SP_SHOWN[key], value: SP_SHOWN[key][0][0], onInput: (value) => set({ [key]: read(value) }) });
  const parts = {
    mode: pick("What moves", "mode"),
    layers: pick("Layers", "layers", Number),
    adaptive: pick("Offsets in", "adaptive"),
    photo: pick("Photograph", "photo"),
    scope: pick("Kernel", "scope"),
  };
  const names = Object.keys(SP_PRESETS);
  const start = select({ label: "Start from", options: [["", "choose …"], ...names.map((name) => [name, name])], value: "", onInput: (name) => name && set(SP_PRESETS[name]) });
  const node = h("div", { class: "cb-controls cb-pts-choices" }, ...Object.values(parts).map((part) => part.node), start.node);
  const show = (params) => {
    for (const [key, part] of Object.entries(parts)) part.set(String(params[key]));
    parts.adaptive.input.disabled = params.layers === 1 || params.mode === "rigid";
    const same = (name) => Object.entries(SP_PRESETS[name]).every(([key, value]) => String(params[key]) === String(value));
    start.set(names.find(same) ?? "");
  };
  return { node, show };
}

/** The rule of the offsets. */
export function spSliders({ set }) {
  const make = (label, key, min, max, step, text) => [key, slider({ label, min, max, step, value: min, text, onInput: (value) => set({ [key]: value }) })];
  const times = (value) => `× ${value}`;
  const data = Object.fromEntries([
    make("Scale", "scale", 0, 3, 0.125, times),
    make("Turn", "turn", -90, 90, 1, (value) => `${String(value).replace("-", "−")}°`),
    make("Shear", "shear", -1, 1, 0.125, (value) => String(value).replace("-", "−")),
    make("Pull to centre", "pull", 0, 1, 0.125, String),
  ]);
  const kernel = Object.fromEntries([make("Spread of the taps", "spread", 0, 2, 0.125, times)]);
  const always = Object.fromEntries([make("Dilation", "dilation", 1, 3, 1, String)]);
  const group = (title, parts, kind) => {
    const box = h("fieldset", { class: `cb-pts-group ${kind}` }, h("legend", {}, title), ...parts.map((part) => part.node));
    return box;
  };
  const points = group("Points over the data", [...Object.values(always), ...Object.values(data)], "cb-pts-data");
  const taps = group("Taps over the scope", Object.values(kernel), "cb-pts-kernel");
  const show = (params) => {
    for (const [key, part] of Object.entries({ ...data, ...kernel, ...always })) part.set(params[key]);
    for (const part of Object.values(data)) part.input.disabled = params.mode === "rigid" || (params.mode === "kernel" && part !== data.pull);
    kernel.spread.input.disabled = params.mode === "rigid" || params.mode === "data";
  };
  return { points, taps, show };
}

/** Buttons that take the arrow keys, for what the pointer drags. */
export function spKeys({ get, set }) {
  const walk = (name, step, move, title) =>
    button(name, () => {}, {
      class: "cb-pts-walk",
      title,
      onkeydown: (event) => {
        const way = SP_STEPS[event.key];
        if (!way) return;
        event.preventDefault();
        move(way.map((v) => v * (event.shiftKey ? 8 : 1) * step));
      },
    });
  const nudged = (list, tap, [dy, dx]) => list.map((value, i) => value + (i === 2 * tap ? dy : i === 2 * tap + 1 ? dx : 0));
  const clamp = (v) => Math.min(SP_SIZE - 1, Math.max(0, v));
  const tap = select({ label: "Tap", options: SP_TAP_OPTIONS, value: "2", onInput: (value) => set({ tap: Number(value) }) });
  const output = walk("Output: arrow keys", 1, ([dy, dx]) => set({ y: clamp(get().y + dy), x: clamp(get().x + dx) }), "With shift, 8 px at a time");
  const point = walk("Point: arrow keys", 0.125, (way) => set({ moves: nudged(get().moves, get().tap, way) }), "1/8 px; with shift, 1 px");
  const slide = walk("Tap over the scope: arrow keys", 0.125, (way) => set({ slides: nudged(get().slides, get().tap, way) }), "1/8 tap; with shift, 1 tap");
  const centre = walk("Centre: arrow keys", 1, ([dy, dx]) => set({ cy: clamp(get().cy + dy), cx: clamp(get().cx + dx) }), "With shift, 8 px at a time");
  const undo = button("Undo single moves", () => set({ moves: Array(18).fill(0), slides: Array(18).fill(0) }));
  const node = h("div", { class: "cb-pts-keys" }, tap.node, output, point, slide, centre, undo);
  const show = (params) => {
    tap.set(String(params.tap));
    point.disabled = params.mode === "kernel" || params.mode === "rigid";
    slide.disabled = params.mode === "data" || params.mode === "rigid";
    centre.disabled = params.mode === "rigid" || params.pull === 0;
    undo.disabled = !params.moves.some(Boolean) && !params.slides.some(Boolean);
  };
  return { node, show };
}
