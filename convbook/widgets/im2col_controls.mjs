// The controls of the figure im2col: the walk over the product, sizes, starting points, the layer.
import { button, checkbox, h, select, slider } from "./dom.mjs";
import { IM2COL_RANGES, kernelFits, LAYER_RANGES, loweringOf } from "./im2col_state.mjs";
import { lookedAt } from "./im2col_words.mjs";

const SIZE_LABELS = {
  height: "Height", width: "Width", in_channels: "Input channels", out_channels: "Filters",
  kernel_h: "Kernel rows", kernel_w: "Kernel columns", stride: "Stride", padding: "Padding", dilation: "Dilation",
};
const LAYER_LABELS = {
  layer_kernel: "Layer's kernel", layer_size: "Image, px", layer_stride: "Layer's stride",
  layer_in: "Channels in", layer_out: "Channels out",
};

/** The first control: a slider over the entries of the product, with steps. */
export function patchWalker({ get, set }) {
  let last = 0;
  const go = (index) => set({ look: Math.min(last, Math.max(0, index)) });
  const words = (index) => {
    const { filter, patch } = lookedAt(loweringOf(get()), index);
    return `row ${filter}, column ${patch}`;
  };
  const position = slider({ label: "Entry of the product", min: 0, max: 0, value: 0, text: words, onInput: go });
  const steps = h(
    "div",
    { class: "cb-i2-steps" },
    button("◂", () => go(get().look - 1), { "aria-label": "Previous entry" }),
    button("▸", () => go(get().look + 1), { "aria-label": "Next entry" }),
  );
  const show = (params, place) => {
    last = place.filters * place.patches - 1;
    position.set(params.look, { max: last });
    position.input.setAttribute("aria-valuetext", words(params.look));
  };
  return { node: h("div", { class: "cb-i2-walk" }, position.node, steps), show };
}

/** The sliders of one group of parameters; `change(patch)` is asked for every new value. */
function sliderGroup(labels, ranges, change) {
  const sliders = Object.entries(labels).map(([key, label]) => {
    const [min, max] = ranges[key];
    return [key, slider({ label, min, max, value: min, onInput: (value) => change({ [key]: value }) })];
  });
  const show = (params) => sliders.forEach(([key, control]) => control.set(params[key]));
  return { nodes: sliders.map(([, control]) => control.node), show };
}

/** Small numbers that depend on the seed alone (a linear congruential generator). */
function drawnNumbers(seed, count) {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * 5);
  });
}

/** Starting points, random numbers, and whether squares can be typed into. */
export function loweringStart({ get, set, presets, relock }) {
  let seed = 0;
  const names = Object.keys(presets);
  const settings = [...Object.keys(IM2COL_RANGES), "input", "weight"];
  const same = (params) => (name) => settings.every((key) => String(presets[name][key]) === String(params[key]));
  const take = (name) => {
    if (name) set(Object.fromEntries([...settings, "look"].map((key) => [key, presets[name][key]])));
  };
  const options = [["", "your own state"], ...names.map((name) => [name, name])];
  const preset = select({ label: "Start from", options, value: "", onInput: take });
  const random = () => {
    seed += 1;
    const { input, weight } = get();
    const numbers = drawnNumbers(seed, input.length + weight.length);
    set({ input: numbers.slice(0, input.length), weight: numbers.slice(input.length).map((n) => n - 2) });
  };
  const fine = !matchMedia("(pointer: coarse)").matches;
  const typed = checkbox({ label: "Type into the squares", value: fine, onInput: relock });
  const node = h("div", { class: "cb-i2-start" }, preset.node, button("Random numbers", random), typed.node);
  const show = (params) => preset.set(names.find(same(params)) ?? "");
  return { node, show, locked: () => !typed.input.checked };
}

/** Sizes and steps of the small example; a value that leaves no room for the kernel is not taken. */
export function loweringSizes({ get, resize }) {
  const words = h("p", { class: "cb-i2-note", role: "status" });
  const change = (patch) => {
    const fits = kernelFits({ ...get(), ...patch });
    words.textContent = fits ? "" : "That kernel does not fit into the padded input: give it more room, or fewer taps.";
    if (fits) resize(patch);
    else group.show(get());
  };
  const group = sliderGroup(SIZE_LABELS, IM2COL_RANGES, change);
  return { node: h("div", {}, h("div", { class: "cb-controls" }, ...group.nodes), words), show: group.show };
}

/** The layer whose costs are drawn. */
export function layerControls({ set }) {
  const group = sliderGroup(LAYER_LABELS, LAYER_RANGES, set);
  const ready = checkbox({
    label: "Kernels already transformed", value: true, onInput: (on) => set({ layer_ready: on }),
  });
  const show = (params) => {
    group.show(params);
    ready.set(params.layer_ready);
  };
  return { node: h("div", { class: "cb-controls" }, ...group.nodes, ready.node), show };
}
