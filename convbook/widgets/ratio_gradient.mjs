// What a ratio's gradient is: size and distance against r and alpha, and two descents.
import { button, frame, h, narrator, slider } from "./dom.mjs";
import { rgChart, rgDescentChart } from "./ratio_gradient_charts.mjs";
import { RG_STEPS, rgCompute, rgNormalize, rgTorchCode } from "./ratio_gradient_state.mjs";
import { rgReaders, rgStrip } from "./ratio_gradient_strip.mjs";
import { rgArrival, rgCellSentence, rgNumber, rgPixelSentence, rgSentence, rgStepSentence } from "./ratio_gradient_words.mjs";

// The sliders of ratios are logarithmic: place p stands for alpha = 2^(p / 32), to 1/64.
const RG_FINE = 32;
const rgAlphaAt = (place) => Math.round(64 * 2 ** (-place / RG_FINE)) / 64;
const rgPlaceOf = (alpha) => Math.round(-RG_FINE * Math.log2(alpha));
const rgRatioText = (place) => `r ${rgNumber(1 / rgAlphaAt(place))}`;

function normalize(params) {
  return rgNormalize(params);
}

function compute(params) {
  return rgCompute(params);
}

function torchCode(params) {
  return rgTorchCode(params);
}

function rgControls({ set, steer, descend }) {
  const ratios = { min: -4 * RG_FINE, max: RG_FINE, value: 0, text: rgRatioText };
  const alpha = slider({ label: "Ratio, and start", ...ratios, onInput: (place) => steer(rgAlphaAt(place)) });
  const size = slider({ label: "Input, px", min: 4, max: 32, value: 4, onInput: (value) => set({ size: value }) });
  const goal = slider({ label: "Goal of the descents", ...ratios, onInput: (place) => descend({ goal: rgAlphaAt(place) }) });
  const rate = slider({ label: "Step size", min: 1, max: 32, value: 1, text: (value) => rgNumber(value / 16), onInput: (value) => descend({ rate: value / 16 }) });
  const step = slider({ label: "Step", min: 0, max: RG_STEPS, value: 0, onInput: (value) => descend({ step: value }) });
  const show = (params) => {
    alpha.set(rgPlaceOf(params.alpha));
    alpha.node.querySelector("output").textContent = `r ${rgNumber(1 / params.alpha)}`;
    size.set(params.size);
    goal.set(rgPlaceOf(params.goal));
    goal.node.querySelector("output").textContent = `r ${rgNumber(1 / params.goal)}`;
    rate.set(16 * params.rate);
    step.set(params.step);
  };
  return { upper: h("div", { class: "cb-rg-controls" }, alpha.node, size.node), lower: h("div", { class: "cb-rg-lower" }, goal.node, rate.node, step.node), show };
}

function render({ model, el }) {
  const { get, set, body, onChange, destroy } = frame({ model, el, title: "A ratio and its gradient", normalize, torchCode });
  const told = narrator();
  let target = null; // the cell or px at which the reader points
  let stepping = false; // is the reader going through the steps?
  const steer = (alpha) => {
    stepping = false;
    set({ alpha });
  };
  const descend = (patch) => {
    target = null;
    stepping = true;
    set(patch);
  };
  const controls = rgControls({ set, steer, descend });
  const charts = ["size", "delta"].flatMap((what) => ["r", "alpha"].map((by) => rgChart({ what, by, drag: steer })));
  const look = (at) => {
    target = at;
    draw(get());
  };
  const strip = rgStrip({ look });
  const descent = rgDescentChart({ choose: (step) => descend({ step }) });
  const arrivals = h("p", { class: "cb-rg-arrivals" });
  const keys = (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const across = { ArrowUp: "cell", ArrowDown: "pixel" }[event.key];
    if (!by && !across) return;
    event.preventDefault();
    const count = { cell: rgCompute(get()).result[0], pixel: get().size };
    const kind = across ?? (target && "pixel" in target ? "pixel" : "cell");
    const now = target?.[kind] ?? (across ? 0 : -1);
    look({ [kind]: Math.min(count[kind] - 1, Math.max(0, now + (by ?? 0))) });
  };
  const walk = button("Point at a cell: arrow keys", () => {}, { title: "Down for the pixels, up for the cells", onkeydown: keys, onblur: () => look(null) });
  const grid = h("div", { class: "cb-rg-grid-of-charts" }, ...charts.map(({ node }) => node));
  const ways = h("div", { class: "cb-rg-ways" }, h("div", {}, controls.lower, arrivals), descent.node);
  body.append(controls.upper, grid, strip.node, walk, told.node, ways);
  const draw = (params) => {
    const numbers = rgCompute(params);
    if (target && (target.cell >= numbers.result[0] || target.pixel >= params.size)) target = null;
    controls.show(params);
    for (const chart of charts) chart.show(params, numbers);
    strip.show(params, numbers, target);
    descent.show(params, numbers);
    arrivals.textContent = `${rgArrival("r", numbers.near_r)}; ${rgArrival("alpha", numbers.near_alpha)}.`;
    if (target?.cell !== undefined) told.say(rgCellSentence(target.cell, numbers));
    else if (target) told.say(rgPixelSentence(target.pixel, rgReaders(numbers.points, target.pixel)));
    else told.say(stepping ? rgStepSentence(params, numbers) : rgSentence(params, numbers));
  };
  onChange(draw);
  return destroy;
}

export default { render, normalize, compute, torchCode };
