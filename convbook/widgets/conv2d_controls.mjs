// The controls of the figure conv2d: the walk over the outputs, starting points, sizes.
import { button, checkbox, h, numberField, reducedMotion, select, slider } from "./dom.mjs";
import { CONV2D_RANGES, outputAt, PHOTO_SIZES } from "./conv2d_state.mjs";

const PHOTO_NAMES = { astronaut: "an astronaut", chelsea: "a cat" };
const SIZES = { height: "Height", width: "Width", in_channels: "Input channels", out_channels: "Output channels" };
const PAIRS = { kernel: "Kernel", stride: "Stride", padding: "Padding", dilation: "Dilation" };

/** The first control: a slider over all outputs, row by row, with steps and a play button. */
export function walker({ get, set, letGo }) {
  let last = 0;
  let timer = 0;
  let pace = 1;
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  };
  const go = (index) => {
    stop();
    letGo();
    set({ look: Math.min(last, Math.max(0, index)) });
  };
  const beat = () => {
    const { look } = get();
    if (look >= last) stop();
    else set({ look: look + 1 });
  };
  const start = () => {
    if (timer) return stop();
    letGo();
    if (get().look >= last) set({ look: 0 });
    timer = setInterval(beat, 1000 / pace);
    play.textContent = "Pause";
    return undefined;
  };
  const words = (index) => `(${outputAt(get(), index).join(", ")})`;
  const position = slider({ label: "Output position", min: 0, max: 0, value: 0, text: words, onInput: go });
  const play = button("Play", start, { hidden: reducedMotion() });
  const setPace = (value) => {
    pace = value;
    if (!timer) return;
    clearInterval(timer);
    timer = setInterval(beat, 1000 / pace);
  };
  const speed = slider({ label: "Speed", min: 0.5, max: 8, step: 0.5, value: pace, text: (value) => `${value}/s`, onInput: setPace });
  speed.node.hidden = reducedMotion();
  const steps = h(
    "div",
    { class: "cb-c2-steps" },
    button("◂", () => go(get().look - 1), { "aria-label": "Previous output" }),
    button("▸", () => go(get().look + 1), { "aria-label": "Next output" }),
    play,
  );
  const show = (params, count) => {
    last = count - 1;
    position.set(params.look, { max: last });
    const [channel, row, column] = outputAt(params, params.look);
    position.input.setAttribute("aria-valuetext", `channel ${channel}, row ${row}, column ${column}`);
  };
  return { node: h("div", { class: "cb-c2-walk" }, position.node, steps, speed.node), steps, show, stop };
}

/** Random integers that depend on the seed alone (a linear congruential generator). */
function randomIntegers(seed, count, low, high) {
  let state = (Math.trunc(seed) * 2654435761 + 12345) >>> 0;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return low + Math.floor((state / 2 ** 32) * (high - low + 1));
  });
}

/** Where the numbers come from: presets, photographs, a seed, the reader's own hand. */
export function startingPoints({ get, set, presets, pixels, relock }) {
  let seed = 1;
  const same = (params) => (name) =>
    Object.keys(params).every((key) => ["look", "paint", "brush"].includes(key) || String(presets[name][key]) === String(params[key]));
  const names = Object.keys(presets);
  const preset = select({
    label: "Start from",
    options: [["", "your own state"], ...names.map((name) => [name, name])],
    value: "",
    onInput: (name) => name && set(presets[name]),
  });
  const photos = Object.keys(PHOTO_SIZES).map((name) => [name, `photograph of ${PHOTO_NAMES[name]}`]);
  const source = select({
    label: "Input",
    options: [["numbers", "numbers"], ...photos],
    value: "numbers",
    onInput: (name) => (name === "numbers" ? set({ source: name }) : set({ source: "photo", photo: name })),
  });
  const seedField = numberField({ label: "Seed", min: 0, max: 9999, value: seed, onInput: (value) => (seed = value) });
  const shuffle = () => {
    const { input, weight, bias } = get();
    const draws = randomIntegers(seed, input.length + weight.length + bias.length, -2, 2);
    set({
      source: "numbers",
      input: draws.slice(0, input.length).map((n) => n + 2),
      weight: draws.slice(input.length, -bias.length),
      bias: draws.slice(-bias.length),
    });
    seed += 1;
    seedField.set(seed);
  };
  const random = h("div", { class: "cb-field" }, button("Random numbers", shuffle), seedField.node);
  const keep = button("Edit these pixels", () => set({ source: "numbers", input: pixels() }));
  const fine = !matchMedia("(pointer: coarse)").matches;
  const typed = checkbox({ label: "Type into the cells", value: fine, onInput: relock });
  const paint = checkbox({ label: "Paint with", value: false, onInput: (on) => set({ paint: on }) });
  const brush = numberField({ label: "Number painted", hideLabel: true, min: -99, max: 99, step: "any", value: 1, onInput: (value) => set({ brush: value }) });
  const hand = h("div", { class: "cb-field cb-c2-hand" }, typed.node, h("div", { class: "cb-field" }, paint.node, brush.node));
  const node = h("div", { class: "cb-controls cb-c2-start" }, preset.node, source.node, random, hand, keep);
  const show = (params) => {
    preset.set(names.find(same(params)) ?? "");
    source.set(params.source === "numbers" ? "numbers" : params.photo);
    keep.hidden = params.source === "numbers";
    hand.hidden = params.source === "photo";
    typed.node.hidden = params.paint;
    paint.set(params.paint);
    brush.set(params.brush);
  };
  return { node, show, locked: () => !typed.input.checked };
}

/** Sizes and steps. `change(patch)` asks for new values and returns what it says of a misfit. */
export function sizeControls({ get, change }) {
  const sliders = {};
  const words = h("p", { class: "cb-c2-note", role: "status" });
  const ask = (patch) => {
    words.textContent = change(patch);
    show(get());
  };
  const make = (key, label, patchOf) => {
    const [min, max] = CONV2D_RANGES[key];
    sliders[key] = slider({ label, min, max, value: min, onInput: (value) => ask(patchOf(value)) });
    return sliders[key].node;
  };
  const alike = checkbox({ label: "Rows and columns alike", value: true, onInput: (on) => on && level() });
  const level = () => {
    const now = get();
    ask(Object.fromEntries(Object.keys(PAIRS).map((name) => [`${name}_w`, now[`${name}_h`]])));
  };
  const sizes = Object.entries(SIZES).map(([key, label]) => make(key, label, (value) => ({ [key]: value })));
  const pairs = Object.entries(PAIRS).flatMap(([name, label]) => {
    const [rows, columns] = [`${name}_h`, `${name}_w`];
    const both = (value) => (alike.input.checked ? { [rows]: value, [columns]: value } : { [rows]: value });
    return [make(rows, label, both), make(columns, `${label}, columns`, (value) => ({ [columns]: value }))];
  });
  const node = h("div", { class: "cb-c2-sizes" }, h("div", { class: "cb-controls" }, ...sizes, ...pairs, alike.node), words);
  alike.input.addEventListener("input", () => show(get()));
  const show = (params) => {
    for (const [name, label] of Object.entries(PAIRS)) {
      if (params[`${name}_h`] !== params[`${name}_w`]) alike.set(false);
      sliders[`${name}_h`].node.querySelector("label").textContent = alike.input.checked ? label : `${label}, rows`;
      sliders[`${name}_w`].node.hidden = alike.input.checked;
    }
    for (const [key, { set }] of Object.entries(sliders)) set(params[key]);
  };
  return { node, show, ask };
}
