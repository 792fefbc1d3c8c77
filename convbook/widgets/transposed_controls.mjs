// The controls of the figure transposed: the drawing, starting points, sizes, output padding.
import { checkbox, h, select, slider, uid } from "./dom.mjs";
import { extraBounds, fitting, placeOf, resized, TRANSPOSED_RANGES } from "./transposed_state.mjs";

const TR_NAMES = { size: "Input size", kernel: "Kernel", stride: "Stride", padding: "Padding", dilation: "Dilation" };
const TR_EXTRAS = [0, 1, 2, 3];

/** How the transposed convolution is drawn, and where the numbers come from. */
export function trStart({ get, set, presets, names, redraw }) {
  const view = select({
    label: "Draw Cᵀ by",
    options: [["scatter", "copies of the kernel"], ["zeros", "inserted zeros"]],
    value: "scatter",
    onInput: (value) => set({ view: value }),
  });
  const preset = select({
    label: "Start from",
    options: [["", "your own state"], ...names.map((name) => [name, name])],
    value: "",
    onInput: (name) => name && set(presets[name]),
  });
  const skipped = ["view", "chain", "pick", "look"];
  const same = (params) => (name) =>
    Object.keys(params).every((key) => skipped.includes(key) || String(presets[name][key]) === String(params[key]));
  const fine = !matchMedia("(pointer: coarse)").matches;
  const typed = checkbox({ label: "Type into the squares", value: fine, onInput: redraw });
  const chain = checkbox({ label: "Feed Cᵀ the output of C: y = Cx", value: false, onInput: (on) => set({ chain: on }) });
  const dims = select({
    label: "Dimensions",
    options: [["1", "one"], ["2", "two"]],
    value: "1",
    onInput: (value) => set(resized(get(), { dims: Number(value) })),
  });
  const show = (params) => {
    view.set(params.view);
    preset.set(names.find(same(params)) ?? "");
    chain.set(params.chain);
    dims.set(String(params.dims));
  };
  const first = h("div", { class: "cb-controls cb-tr-start" }, view.node, preset.node, dims.node);
  const last = h("div", { class: "cb-tr-checks" }, chain.node, typed.node);
  return { first, last, show, locked: () => !typed.input.checked };
}

/** Sizes and steps; what does not fit is said. */
export function trSizes({ get, set }) {
  const said = h("p", { class: "cb-tr-note", role: "status" });
  const sliders = Object.entries(TR_NAMES).map(([name, label]) => {
    const [min, max] = TRANSPOSED_RANGES[name];
    const onInput = (value) => {
      const { fit, words } = fitting(get(), name, value);
      said.textContent = words;
      set(resized(get(), { [name]: fit }));
      control.set(get()[name]);
    };
    const control = slider({ label, min, max, value: min, onInput });
    return [name, control];
  });
  const node = h("div", { class: "cb-tr-sizes" }, h("div", { class: "cb-controls" }, ...sliders.map(([, { node: field }]) => field)), said);
  const show = (params) => sliders.forEach(([name, control]) => control.set(params[name]));
  return { node, show };
}

function trExtraWords(params, { sizes, shared }) {
  const [low, high] = extraBounds(params);
  const most = Math.max(params.stride, params.dilation);
  const [small, big, , again] = sizes;
  const refused = TR_EXTRAS.filter((n) => n > high);
  const rule = refused.length ? `${refused.join(", ")} refused: it must be below max(stride, dilation) = ${most}.` : "";
  const none = low > 0 ? ` Below ${low} nothing would be left.` : "";
  const list = shared.length > 1 ? `Inputs of ${shared.join(", ")} all give ${small} under C` : `Only an input of ${shared[0]} gives ${small} under C`;
  const odd = again !== small ? ` PyTorch accepts ${params.output_padding}, yet C turns ${big} into ${again}, not ${small}.` : "";
  return `${list}; output padding says which is meant.${odd} ${rule}${none}`.trim();
}

/** The output padding: one choice for each value, with the size it gives. */
export function trExtra({ set }) {
  const name = uid("extra");
  const choices = TR_EXTRAS.map((value) => {
    const id = uid("radio");
    const input = h("input", { type: "radio", name, id, value, oninput: () => set({ output_padding: value }) });
    const label = h("label", { for: id });
    return { value, input, label, node: h("span", { class: "cb-tr-choice" }, input, label) };
  });
  const words = h("p", { class: "cb-tr-note" });
  const node = h(
    "fieldset",
    { class: "cb-tr-extra" },
    h("legend", {}, "Output padding"),
    h("div", { class: "cb-tr-choices" }, ...choices.map((choice) => choice.node)),
    words,
  );
  const show = (params, seen) => {
    const [low, high] = extraBounds(params);
    const { least, rest } = placeOf(params)[1];
    for (const { value, input, label, node: choice } of choices) {
      input.disabled = value < low || value > high;
      input.checked = value === params.output_padding;
      choice.classList.toggle("cb-tr-off-choice", input.disabled);
      const size = input.disabled ? "" : ` → ${least + value}${value === rest ? " (as x)" : ""}`;
      label.textContent = `${value}${size}`;
    }
    words.textContent = trExtraWords(params, seen);
  };
  return { node, show };
}
