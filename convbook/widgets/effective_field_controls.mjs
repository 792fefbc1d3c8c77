// Controls and facts of the figure effective-field.
import { button, checkbox, h, select, slider } from "./dom.mjs";
import { effIsLine } from "./effective_field_sums.mjs";
import { effFixed, effPercent } from "./effective_field_words.mjs";

const EFF_RATE_NAMES = [["same", "d, d, d, …"], ["double", "d, 2d, 4d, …"], ["cycle", "1 to d, again"]];
const EFF_WEIGHT_NAMES = [["ones", "all equal (1)"], ["binomial", "binomial (1 2 1)"], ["rim", "large at the rim (2 1 2)"], ["signs", "random signs"]];

export function effControls({ get, set }) {
  const range = (label, key, min, max) => slider({ label, min, max, value: get()[key], onInput: (value) => set({ [key]: value }) });
  const depth = range("Layers", "depth", 1, 32);
  const kernel = range("Kernel", "kernel", 2, 7);
  const dilation = range("Dilation d", "dilation", 1, 4);
  const stride = range("Stride", "stride", 1, 3);
  const every = range("Every n-th", "every", 1, 8);
  const draws = range("Draws", "draws", 1, 8);
  const rates = select({ label: "Dilations", options: EFF_RATE_NAMES, value: "same", onInput: (value) => set({ rates: value }) });
  const weights = select({ label: "Weights", options: EFF_WEIGHT_NAMES, value: "ones", onInput: (value) => set({ weights: value }) });
  const relu = checkbox({ label: "ReLU between layers", value: false, onInput: (value) => set({ relu: value }) });
  const log = checkbox({ label: "Shade by logarithm", value: false, onInput: (value) => set({ log: value }) });
  const again = button("Again", () => set({ seed: (get().seed % 99) + 1 }), { title: "Draw other weights and inputs" });
  const limit = h("p", { class: "cb-eff-note" });
  const random = h("div", { class: "cb-eff-random" }, draws.node, again);
  const node = h("div", {},
    h("div", { class: "cb-controls cb-eff-controls" }, depth.node, kernel.node, weights.node, h("div", { class: "cb-eff-checks" }, relu.node, log.node), dilation.node, rates.node, stride.node, every.node, random),
    limit);
  const show = (params, numbers) => {
    depth.set(params.depth, { max: numbers.most });
    depth.input.disabled = numbers.most === 1;
    for (const [control, key] of [[kernel, "kernel"], [dilation, "dilation"], [stride, "stride"], [every, "every"], [draws, "draws"], [rates, "rates"], [weights, "weights"], [relu, "relu"], [log, "log"]]) control.set(params[key]);
    every.input.disabled = params.stride === 1;
    const chance = !effIsLine(params);
    draws.input.disabled = again.disabled = !chance;
    limit.textContent = numbers.most < 32
      ? `At most ${numbers.most} ${numbers.most === 1 ? "layer" : "layers"} here: deeper, the field does not fit or the sums are no longer exact.`
      : "Up to 32 layers, all sums exact. Stride: in layers n, 2n, 3n, … Draws: of random signs, and of inputs for a ReLU.";
  };
  return { node, show };
}

const EFF_FACTS = ["Theoretical field", "Pixels with a path", "Above 4.55 %", "as a share", "σ of the profile", "σ by the formula", "Jump of outputs"];

export function effFacts() {
  const cells = EFF_FACTS.map(() => h("dd", {}));
  const list = h("dl", { class: "cb-eff-facts" }, ...EFF_FACTS.flatMap((name, i) => [h("dt", {}, name), cells[i]]));
  const note = h("p", { class: "cb-eff-note" });
  const show = (params, numbers, side, text) => {
    const texts = [
      `${side} × ${side} px`,
      `${numbers.used} of ${side * side}`,
      numbers.size ? `${Math.round(numbers.size ** 2)} px = ${numbers.size.toFixed(1)}²` : "no centre",
      numbers.size ? effPercent(numbers.size ** 2 / side ** 2) : "–",
      numbers.total ? `${effFixed(numbers.sigma)} px` : "–",
      `${effFixed(numbers.formulas[params.depth - 1])} px`,
      `${numbers.jump} px`,
    ];
    texts.forEach((value, i) => (cells[i].textContent = value));
    note.textContent = text;
  };
  return { list, note, show };
}
